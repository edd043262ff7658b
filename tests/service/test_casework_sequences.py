"""Whatever three agencies do in whatever order: no referral is lost, none lies with nobody, the sender knows.

A machine drafts, sends, answers, declines, redirects, withdraws, reads and lets the clock run, by the
right people and the wrong ones. Refusals are part of it: they change nothing.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise

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
from tests.service.casework_making import agree, make_pair, make_person, make_service, worker
from tests.service.loop_making import forget_jobs
from tests.service.people import AT

PICK = st.integers(min_value=0, max_value=30)
WHO = st.sampled_from(["sender", "sender", "receiver", "receiver", "receiver", "other"])
# What somebody does, with what it needs; the receiver of one that was redirected is the other.
ACTS = {
    "send": {},
    "take_in": {},
    "accept": {},
    "decline": {"reason": "full"},
    "ask_for_more": {"question": "contact"},
    "answer": {"words": "At the hostel."},
    "try_contact": {"channel": "phone"},
    "offer_appointment": {},
    "attended": {},
    "missed": {},
    "engage": {},
    "return_outcome": {"outcome": "started"},
    "correct_outcome": {},
    "close": {},
    "lapse": {"reason": "no_contact"},
    "take_up_again": {},
    "withdraw": {"reason": "person"},
    "redirect": {},
    "read": {},
    "redraft": {"why": "Something else.", "origin": "street", "needs": ["drugs"]},
}
LATE = {  # those that ask why, where they come late
    "take_in", "accept", "decline", "ask_for_more", "answer", "try_contact", "offer_appointment",
    "attended", "missed", "engage", "return_outcome", "lapse", "redirect",
}  # fmt: skip
WORKS = (  # a way through, so that the far states are reached as well
    "send", "take_in", "accept", "try_contact", "offer_appointment", "attended", "engage", "return_outcome",
)  # fmt: skip
_cast: list = []


class Loop(RuleBasedStateMachine):
    """Three agencies, two services with few times, and their referrals."""

    @initialize()
    def begin(self) -> None:
        from django.db import transaction

        from fingerpost.service.access.models import Event

        self.all = transaction.atomic()  # so that no run sees what another left
        self.all.__enter__()
        self.now, self.acted = AT, 0
        self.pair, self.other, self.instead = _cast
        self.before = Event.objects.count()
        self.known: dict[int, tuple[str, int]] = {}
        self.slots = [
            self.pair.service.slots.create(starts_at=AT + timedelta(days=2), place="x")
            for _ in range(1)
        ]
        self.draft(0)

    def teardown(self) -> None:
        from django.db import transaction

        transaction.set_rollback(True)
        self.all.__exit__(None, None, None)

    def referrals(self):
        from fingerpost.service.casework.models import Referral

        return Referral.objects.order_by("pk")

    def one_of(self, place):
        found = list(self.referrals())
        return found[place % len(found)] if found else None

    def member(self, who, one):
        if who == "sender":
            return self.pair.sender
        if who == "other":
            return self.other
        return self.other if one.receiver_id == self.other.agency_id else self.pair.receiver

    @rule(place=PICK)
    def draft(self, place):
        from fingerpost.service.casework.actions import referrals

        if self.referrals().count() < 6:
            referrals.draft(
                person=make_person(self.pair.sender), service=self.pair.service, why="Help.",
                origin="custody", needs=["drugs"], by=self.pair.sender, at=self.now,
            )  # fmt: skip
            self.acted += 1

    @rule(
        act=st.sampled_from(sorted(ACTS)),
        who=WHO,
        place=PICK,
        late=st.booleans(),
        slot=st.booleans(),
    )
    def do(self, act, who, place, late, slot):
        one = self.one_of(place)
        if one is not None:
            self.attempt(act, self.member(who, one), one, late=late, slot=slot)

    @rule(place=PICK, steps=st.integers(min_value=1, max_value=len(WORKS)))
    def go_on(self, place, steps):
        """Let both sides do what is next, some steps far."""
        one = self.one_of(place)
        for act in WORKS[:steps] if one is not None else ():
            who = "sender" if act == "send" else "receiver"
            if act == "attended" and one.appointment_at and self.now < one.appointment_at:
                self.now = one.appointment_at
            self.attempt(act, self.member(who, one), one, late=True, slot=False)
            one.refresh_from_db()

    @rule(hours=st.sampled_from([1, 5, 24, 72, 24 * 16]))
    def wait(self, hours):
        self.now += timedelta(hours=hours)

    @rule()
    def run_the_clock(self):
        from fingerpost.service.access.models import Event
        from fingerpost.service.casework.tasks import clock

        before = Event.objects.count()
        stood = list(
            self.referrals().values_list(
                "pk", "state", "reminded_at", "escalated_at", "told_late_at"
            )
        )
        at = int(self.now.timestamp())
        clock(at)
        after = list(
            self.referrals().values_list(
                "pk", "state", "reminded_at", "escalated_at", "told_late_at"
            )
        )
        # Each thing that the clock did is one event: a state or one of the three times was changed.
        done = sum(
            (was[1] != now[1]) or sum(x != y for x, y in zip(was[2:], now[2:], strict=True))
            for was, now in zip(stood, after, strict=True)
        )
        assert Event.objects.count() - before == done
        self.acted += done
        clock(at)
        assert Event.objects.count() - before == done, "it runs twice without harm"

    def attempt(self, act, by, one, *, late, slot):
        """Act, unless it is refused; a refusal changes nothing, which the invariants see."""
        from django.core.exceptions import PermissionDenied, ValidationError

        from fingerpost.service.casework.actions import referrals

        said = dict(ACTS[act])
        if act in LATE and late:
            said["late_reason"] = "staff"
        if act == "offer_appointment":
            if slot:
                said["slot"] = self.slots[0]
            else:
                said |= {"starts_at": self.now + timedelta(hours=3), "place": "x"}
            if one.state == "appointed" and late:
                said["reason"] = "staff"
        if act == "redirect":
            said["service"] = self.instead if late else self.pair.service
        was_news = one.is_news_to_sender and by.agency_id == one.sender_id
        try:
            getattr(referrals, act)(referral=one, by=by, at=self.now, **said)
        except (ValidationError, PermissionDenied):
            return
        # Sent elsewhere, one is moved, and another is made and sent; what is no news is not read again.
        self.acted += {"redirect": 3, "read": int(was_news)}.get(act, 1)

    @invariant()
    def every_act_is_one_event(self):
        from fingerpost.service.access.models import Event

        assert Event.objects.count() == self.before + self.acted

    @invariant()
    def none_is_lost_and_each_open_one_is_owed(self):
        from fingerpost.service.casework.states import STANDINGS, ReferralState, Side

        there = {}
        for one in self.referrals():
            state = ReferralState(one.state)
            standing = STANDINGS.get(state)
            if standing is None:
                assert (one.owner_id, one.owner_person_id, one.due_at) == (None, None, None)
                assert one.over_at
                assert one.outcome or one.end_reason, "it ends with what became of it, or why"
            else:
                owes = one.sender_id if standing.side is Side.SENDER else one.receiver_id
                assert one.owner_id == owes
                assert one.due_at > one.since
            if state is ReferralState.REDIRECTED:
                assert one.redirected_to.sheet.why == one.sheet.why
            there[one.pk] = (one.state, one.edition)
        assert set(self.known) <= set(there)
        self.known = there

    @invariant()
    def states_and_steps_are_one_story_by_the_table(self):
        from fingerpost.service.casework.states import MOVES

        allowed = {(move.before.value, move.after.value) for move in MOVES}
        for one in self.referrals():
            moved = [step for step in one.steps.all() if step.kind == "moved"]
            assert moved[-1].after == one.state
            assert moved[0].before == ""
            for first, then in pairwise(moved):
                assert then.before == first.after
                assert (then.before, then.after) in allowed

    @invariant()
    def the_sender_knows(self):
        """What another did last is news, or was read since; what the sender did they know."""
        from fingerpost.service.access.models import Event, EventKind

        for one in self.referrals():
            last = one.steps.filter(kind="moved").last()
            if last.agency_id == one.sender_id or one.is_news_to_sender:
                continue
            read = Event.objects.filter(
                kind=EventKind.REFERRAL_READ, target=str(one.pk), at__gte=last.at
            )
            assert read.exists(), f"nobody told the sender of {last.before} to {last.after}"

    @invariant()
    def no_seat_is_given_twice(self):
        for slot in self.slots:
            slot.refresh_from_db()
            assert slot.taken == self.referrals().filter(slot=slot).count() <= slot.seats


@pytest.mark.django_db
def test_no_sequence_loses_a_referral_or_leaves_the_sender_in_the_dark() -> None:
    pair, other = make_pair(), worker("charity")
    agree(pair.sender.agency, other.agency, "referral")
    agree(other.agency, pair.sender.agency, "referral_progress")
    _cast[:] = [pair, other, make_service(other.agency, "Drop-in")]
    run_state_machine_as_test(
        Loop,
        settings=examples(
            deadline=None,
            stateful_step_count=30,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.fixture
def leaves_no_job(transactional_db):
    yield
    forget_jobs()


def at_once(*acts):
    """Do things at the same moment, each over a connection of its own; return what each came to."""
    from django.db import connection

    gate = threading.Barrier(len(acts))

    def run(act):
        gate.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        came = [pool.submit(run, act) for act in acts]
    return [one.exception() or one.result() for one in came]


@pytest.mark.usefixtures("leaves_no_job")
@pytest.mark.parametrize("what", ["accepts", "seats"])
def test_two_at_once_and_one_is_told_plainly(what) -> None:
    from django.core.exceptions import ValidationError

    from fingerpost.service.access.models import Event, EventKind
    from fingerpost.service.casework.actions import referrals
    from fingerpost.service.casework.models import Referral

    pair, second = make_pair(), worker("treatment", name="Second Worker")
    one = referrals.take_in(referral=pair.send(), by=pair.receiver, at=AT)
    if what == "accepts":
        acts = [
            lambda by=by: referrals.accept(referral=one, by=by, at=AT)
            for by in (pair.receiver, second)
        ]
        says, after = "cannot become “accepted”", "accepted"
    else:
        other = pair.send(person=make_person(pair.sender))
        other = referrals.take_in(referral=other, by=second, at=AT)
        both = [referrals.accept(referral=each, by=second, at=AT) for each in (one, other)]
        slot = pair.service.slots.create(starts_at=AT + timedelta(days=2), place="x")
        acts = [
            lambda each=each: referrals.offer_appointment(
                referral=each, slot=slot, by=second, at=AT
            )
            for each in both
        ]
        says, after = "That time was just taken", "appointed"
    moved = Event.objects.filter(kind=EventKind.REFERRAL_MOVED)
    before = moved.count()
    came = at_once(*acts)
    refused = [each for each in came if isinstance(each, ValidationError)]
    assert len(refused) == 1, came
    assert says in " ".join(refused[0].messages)
    assert Referral.objects.filter(state=after).count() == 1
    assert moved.count() == before + 1


A_STEP = (
    "INSERT INTO casework_referralstep (referral_id, sender_id, receiver_id, kind, before, after, at,"
    " reason, channel, late_reason, alternatives) SELECT id, sender_id, receiver_id, 'moved', 'sent',"
    " 'accepted', now(), '', '', '', '[]' FROM casework_referral"
)


@pytest.mark.usefixtures("leaves_no_job")
def test_the_database_keeps_the_story_even_from_its_owner() -> None:
    import psycopg
    from tests.service.conftest import SERVER

    make_pair().send()
    with psycopg.connect(SERVER.owner_url) as owner:
        for statement, says in (
            (
                "UPDATE casework_referralstep SET after = 'engaged'",
                "keep casework_referralstep",
            ),
            ("DELETE FROM casework_referralstep", "keep casework_referralstep"),
            ("DELETE FROM casework_referral", "keep casework_referral"),
            ("UPDATE casework_referral SET state = 'accepted', since = now()", "with a step"),
            (A_STEP, "what became of its referral"),
        ):
            with pytest.raises(psycopg.Error, match=says):
                owner.execute(f"{statement}; SET CONSTRAINTS ALL IMMEDIATE")
            owner.rollback()
