"""Whatever is invited, removed, withdrawn and ended in whatever order: nobody sees what they may not.

A machine keeps its own book of who may see a plan, in the plainest terms, and after each step asks both
locks, the selector and the database, whether they agree with it.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from tests.service.casework_making import make_consent, worker
from tests.service.people import AT, TODAY
from tests.service.support_plan_making import ITEMS, LONG, make_circle, withdraw

pytestmark = pytest.mark.django_db
KINDS = ("housing", "nhs", "charity", "probation")
KIND = st.sampled_from(KINDS)


class Shared(RuleBasedStateMachine):
    """One plan of the treatment service and four agencies, some of the time of it."""

    @initialize()
    def begin(self) -> None:
        from django.db import transaction

        self.all = transaction.atomic()  # so that no run sees what another left
        self.all.__enter__()
        self.circle = make_circle(agreed=KINDS)
        self.circle.goal("housing", "A home")
        self.circle.goal("treatment", "A script")
        self.circle.action("medicine")
        self.consents = {self.circle.consent.pk: self.circle.consent}
        # The book: who was let in, with health or without, under which consent.
        self.inside: dict[str, tuple[bool, int]] = {}
        self.withdrawn: set[int] = set()
        self.disagreed: set[tuple[str, str]] = set()
        self.closed = False
        self.hours = 0

    def teardown(self) -> None:
        from django.db import transaction

        transaction.set_rollback(True)
        self.all.__exit__(None, None, None)

    def now(self):
        self.hours += 1
        return AT + timedelta(minutes=self.hours)

    def attempt(self, act, **said) -> bool:
        from django.core.exceptions import PermissionDenied, ValidationError

        try:
            act(at=self.now(), **said)
        except (ValidationError, PermissionDenied):
            return False
        return True

    @rule(kind=KIND, with_health=st.booleans(), place=st.integers(0, 5))
    def invite(self, kind, with_health, place):
        from fingerpost.service.casework.actions import plans

        consent = list(self.consents.values())[place % len(self.consents)]
        done = self.attempt(
            plans.invite,
            plan=self.circle.plan,
            agency=self.circle.workers[kind].agency,
            with_health=with_health,
            consent=consent,
            by=self.circle.holder,
        )
        may = (
            kind not in self.inside
            and not self.closed
            and consent.pk not in self.withdrawn
            and (kind, "plan") not in self.disagreed
            and not (
                with_health and ((kind, "plan_health") in self.disagreed or kind == "probation")
            )
        )
        assert done is may, (kind, with_health)
        if done:
            self.inside[kind] = (with_health, consent.pk)

    @rule(kind=KIND, by_itself=st.booleans())
    def remove(self, kind, by_itself):
        from fingerpost.service.casework.actions import plans

        by = self.circle.workers[kind] if by_itself else self.circle.holder
        done = self.attempt(
            plans.end_share,
            plan=self.circle.plan,
            agency=self.circle.workers[kind].agency,
            reason="done",
            by=by,
        )
        if done:
            del self.inside[kind]

    @rule(place=st.integers(0, 5))
    def withdraw_consent(self, place):
        consent = list(self.consents.values())[place % len(self.consents)]
        withdraw(consent, self.now())
        self.withdrawn.add(consent.pk)

    @rule(place=st.integers(0, 5))
    def write_down_the_withdrawal(self, place):
        from fingerpost.service.casework.actions import plans

        consent = list(self.consents.values())[place % len(self.consents)]
        if self.attempt(plans.end_under, consent=consent, by=self.circle.holder):
            gone = [kind for kind, (_, under) in self.inside.items() if under == consent.pk]
            for kind in gone:
                del self.inside[kind]

    @rule()
    def ask_again(self):
        agencies = [self.circle.workers[kind].agency for kind in KINDS]
        consent = make_consent(
            self.circle.plan.person, self.circle.holder, *agencies, items=ITEMS, until=LONG
        )
        self.consents[consent.pk] = consent

    @rule(kind=KIND, item=st.sampled_from(ITEMS), back=st.booleans())
    def agreement_ends(self, kind, item, back):
        from fingerpost.service.access.models import Flow

        agency = self.circle.workers[kind].agency
        side = {"giver": agency} if back else {"receiver": agency}
        Flow.objects.filter(item=item, **side).delete()
        self.disagreed.add((kind, item))

    @rule()
    def close(self):
        from fingerpost.service.casework.actions import plans

        if self.attempt(
            plans.close, plan=self.circle.plan, reason="moved", by=self.circle.holder
        ):
            self.closed, self.inside = True, {}

    @rule(kind=KIND)
    def a_member_works(self, kind):
        from fingerpost.service.casework.actions import plan_work

        done = self.attempt(
            plan_work.add_action,
            plan=self.circle.plan,
            kind="deposit",
            agency=self.circle.workers[kind].agency,
            due_on=TODAY + timedelta(days=3),
            by=self.circle.workers[kind],
        )
        assert done is (self.sees(kind, "plan") and not self.closed)

    def sees(self, kind: str, item: str) -> bool:
        """Whether the book lets an agency see."""
        if kind not in self.inside:
            return False
        with_health, consent = self.inside[kind]
        if consent in self.withdrawn or (kind, "plan") in self.disagreed:
            return False
        return item == "plan" or (with_health and (kind, "plan_health") not in self.disagreed)

    @invariant()
    def both_locks_agree_with_the_book(self):
        from django.db import connection, transaction

        from fingerpost.service.access.second_lock import acting_in_database
        from fingerpost.service.casework import plans

        pk = self.circle.plan.pk
        for kind in KINDS:
            viewer = self.circle.workers[kind]
            plan, health = self.sees(kind, "plan"), self.sees(kind, "plan_health")
            found = plans.plan(pk, viewer=viewer, on=TODAY)
            assert (found is not None) is plan, kind
            sheets = plans.sheets([self.circle.plan], viewer=viewer, on=TODAY)
            parts = {one.part for sheet in sheets for one in sheet.goals}
            assert parts == (
                ({"housing"} if plan and kind != "probation" else set())
                | ({"treatment"} if health else set())
            ), kind
            with (
                transaction.atomic(),
                acting_in_database(viewer),
                connection.cursor() as cursor,
            ):
                cursor.execute("SELECT count(*) FROM casework_supportplan")
                assert cursor.fetchone() == (int(plan),), kind
                if kind != "probation":
                    cursor.execute(
                        "SELECT (SELECT count(*) FROM casework_plangoal WHERE NOT is_health),"
                        " (SELECT count(*) FROM casework_plangoal WHERE is_health),"
                        " (SELECT count(*) FROM casework_healthaction)"
                    )
                    assert cursor.fetchone() == (int(plan), int(health), int(health)), kind


def test_no_sequence_leaves_an_agency_seeing_what_it_may_not(monkeypatch) -> None:
    from fingerpost.service.casework.actions import plan_work, plans

    for module in (plans, plan_work):
        monkeypatch.setattr(module, "tell", lambda *said: None)
    for kind in ("treatment", *KINDS):
        worker(kind)
    current = examples()
    run_state_machine_as_test(
        Shared,
        settings=examples(
            max_examples=max(current.max_examples // 10, 6),
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
