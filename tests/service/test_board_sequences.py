"""Whatever the board does in whatever order: nothing promised is lost, and nothing frozen is changed.

A machine writes lines, strikes them, moves decisions, actions and documents, drafts, approves and
publishes minutes, and tries to change what is frozen around the actions. Refusals are part of it.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.service.board_making import make_item, make_lead, make_meeting
from tests.service.people import AT, TODAY, make_member

pytestmark = pytest.mark.django_db
WORDS = st.sampled_from(["Ten keys, counted", "Another thing", "The third", "  "])
PICK = st.integers(min_value=0, max_value=50)
TAMPERING = (
    "UPDATE board_frozenpack SET html = 'x', html_sha256 = encode(sha256('x'), 'hex')",
    "DELETE FROM board_frozenpack",
    "UPDATE board_minute SET words = 'x'",
    "DELETE FROM board_minute",
    "DELETE FROM board_actionitem",
    "DELETE FROM board_decision",
    "DELETE FROM board_minutes",
    "UPDATE board_actionitem SET words = 'x'",
    "UPDATE board_actionitem SET first_due_on = first_due_on + 1, due_on = due_on + 1",
    "UPDATE board_actionitem SET status = 'closed', evidence = ''",
    "UPDATE board_documentversion SET content = 'x', sha256 = encode(sha256('x'), 'hex')",
    "DELETE FROM board_documentversion",
    "UPDATE board_minutes SET content = '[]' WHERE status <> 'draft'",
    "UPDATE board_minutes SET public_content = '[1]' WHERE status <> 'draft'",
)


class Board(RuleBasedStateMachine):
    """One meeting with all that comes of it, by day."""

    @initialize()
    def begin(self) -> None:
        from django.db import transaction

        from fingerpost.service.board.models import FrozenPack, RequiredDocument

        self.all = transaction.atomic()  # so that no run sees what another left
        self.all.__enter__()
        self.day, self.keys = 0, 0
        self.promised, self.moved, self.kept, self.said = {}, {}, {}, {}
        self.lead, self.chair, self.owner = people()
        self.meeting = make_meeting(self.lead, status="running")
        self.item = make_item(self.meeting)
        digest = hashlib.sha256(b"pack").hexdigest()
        pack = FrozenPack.objects.create(
            meeting=self.meeting, reader=self.lead.user, agency=self.lead.agency, number=1,
            html=b"pack", html_sha256=digest, pdf=b"pack", pdf_sha256=digest,
            frozen_at=AT, frozen_by=self.lead.user,
        )  # fmt: skip
        self.kept["pack", pack.pk] = b"pack"
        self.document = RequiredDocument.objects.create(
            kind="terms", title="Terms", owner=self.lead.agency, due_on=TODAY
        )
        for kind in ("decide", "give_action"):
            self.put(kind, again=False, words="Ten places")

    def teardown(self) -> None:
        from django.db import transaction

        transaction.set_rollback(True)
        self.all.__exit__(None, None, None)

    def now(self):
        self.day += 1
        return AT + timedelta(days=self.day)

    def attempt(self, act, **said):
        """Act, unless it is refused; a refusal changes nothing, which the invariants see."""
        from django.core.exceptions import PermissionDenied, ValidationError

        try:
            return act(at=self.now(), **said)
        except (ValidationError, PermissionDenied):
            return None

    def one_of(self, found, place):
        rows = list(found.order_by("id"))
        return rows[place % len(rows)] if rows else None

    @rule(
        kind=st.sampled_from(["note", "decide", "give_action", "raise_risk"]),
        again=st.booleans(),
        words=WORDS,
    )
    def write(self, kind, again, words):
        self.put(kind, again, words)

    def put(self, kind, again, words):
        from fingerpost.service.board.actions import lines

        self.keys += not again or not self.keys
        more = {}
        if kind in ("give_action", "raise_risk"):
            more["owner"] = self.owner.agency
        if kind == "give_action":
            more["due_on"] = TODAY + timedelta(days=30)
        if kind == "raise_risk":
            more |= {"likelihood": 3, "impact": 4, "review_on": TODAY}
        self.attempt(
            getattr(lines, kind), item=self.item, words=words, key=str(self.keys), by=self.lead,
            **more,
        )  # fmt: skip

    @rule(place=PICK, words=WORDS)
    def strike(self, place, words):
        from fingerpost.service.board.actions import lines

        line = self.one_of(self.meeting.lines.all(), place)
        if line:
            self.keys += 1
            key = str(self.keys)
            self.attempt(lines.strike, line=line, reason=words, key=key, by=self.lead)

    @rule(
        step=st.sampled_from(["carry_out", "give_up", "withdraw", "replace"]),
        place=PICK,
        other=PICK,
        words=WORDS,
    )
    def decide(self, step, place, other, words):
        from fingerpost.service.board.actions import decisions

        found = self.one_of(self.meeting.decisions.all(), place)
        if found is None:
            return
        more = {"evidence" if step == "carry_out" else "reason": words}
        if step == "replace":
            more["replaced_by"] = self.one_of(self.meeting.decisions.all(), other)
        self.attempt(getattr(decisions, step), decision=found, by=self.lead, **more)

    @rule(
        step=st.sampled_from(
            ["report_progress", "report_done", "give_up", "accept", "send_back", "carry_over",
             "escalate", "take_back"]
        ),
        place=PICK,
        words=WORDS,
    )  # fmt: skip
    def follow(self, step, place, words):
        from fingerpost.service.board.actions import action_items

        item = self.one_of(self.meeting.action_items.all(), place)
        if item is None:
            return
        name = {"report_progress": "words", "report_done": "evidence"}.get(step, "reason")
        more = {} if step in ("accept", "escalate") else {name: words}
        if step == "carry_over":
            more["due_on"] = item.due_on + timedelta(days=9)
        by = self.owner if step in ("report_progress", "report_done", "give_up") else self.chair
        self.attempt(getattr(action_items, step), item=item, by=by, **more)

    @precondition(lambda self: self.meeting.status == "running")
    @rule()
    def close(self):
        from fingerpost.service.board.actions import sitting

        self.attempt(sitting.close_meeting, meeting=self.meeting, by=self.chair)
        self.meeting.refresh_from_db()

    @rule(step=st.sampled_from(["draft", "approve", "draft and approve", "publish"]))
    def minute(self, step):
        from fingerpost.service.board import selectors
        from fingerpost.service.board.actions import minutes

        if step.startswith("draft"):
            self.attempt(minutes.draft, meeting=self.meeting, by=self.lead)
            step = step.removeprefix("draft and ")
        if step == "draft":
            return
        found = selectors.minutes_that_count(self.meeting)
        if found:
            by = self.chair if step == "approve" else self.lead
            self.attempt(getattr(minutes, step), minutes=found, by=by)

    @rule(
        after=st.sampled_from(["draft", "review", "approved", "replaced", "abandoned"]),
        place=PICK,
        words=WORDS,
    )
    def keep_document(self, after, place, words):
        """Move a version of a document by its table, or draft another."""
        from django.core.exceptions import ValidationError

        from fingerpost.service.board import states
        from fingerpost.service.board.models import DocumentVersion
        from fingerpost.service.board.states import DocumentStatus as S

        version = self.one_of(self.document.versions.all(), place)
        if version is None or version.status == "approved":
            content = f"version {self.now()}".encode()
            made = DocumentVersion.objects.create(
                document=self.document, number=self.document.versions.count() + 1,
                file_name="terms.odt", media_type="text/plain", content=content,
                sha256=hashlib.sha256(content).hexdigest(), made_at=AT, made_by=self.lead.user,
            )  # fmt: skip
            self.kept["document", made.pk] = content
            return
        try:
            states.check(S(version.status), S(after), given=states.given(reason=words))
        except ValidationError:
            return
        version.status = after
        if after == "approved":
            version.approved_at, version.approved_by = self.now(), self.chair.user
        version.save()

    @rule(statement=st.sampled_from(TAMPERING))
    def tamper(self, statement):
        from django.db import DatabaseError, connection, transaction

        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
                changed = cursor.rowcount
        except DatabaseError:
            return
        assert changed == 0, f"the database let this be done: {statement}"

    @invariant()
    def nothing_promised_is_lost(self):
        """Each action is there with its words, its first day and all that was said of it."""
        for item in self.meeting.action_items.prefetch_related("reports"):
            first = self.promised.setdefault(item.pk, (item.words, item.first_due_on))
            assert first == (item.words, item.first_due_on)
            reports = len(item.reports.all())
            assert reports >= self.said.get(("action", item.pk), 1)
            self.said["action", item.pk] = reports
            if item.status in ("reported", "closed"):
                assert item.evidence.strip()
            if item.status == "not_done":
                assert item.reason.strip()
        assert self.meeting.action_items.count() == len(self.promised)

    @invariant()
    def states_move_by_their_tables_alone(self):
        from fingerpost.service.board.states import MOVES

        allowed = {
            (move.before.value, move.after.value, kind.__name__)
            for kind, moves in MOVES.items()
            for move in moves
        }
        for name, rows in (
            ("ActionStatus", self.meeting.action_items),
            ("DecisionStatus", self.meeting.decisions),
            ("MinutesStatus", self.meeting.minutes),
            ("DocumentStatus", self.document.versions),
        ):
            for pk, status in rows.values_list("pk", "status"):
                before = self.moved.setdefault((name, pk), status)
                assert before == status or (before, status, name) in allowed
                self.moved[name, pk] = status
        assert len(self.moved) == sum(
            rows.count()
            for rows in (
                self.meeting.action_items, self.meeting.decisions, self.meeting.minutes,
                self.document.versions,
            )
        )  # fmt: skip

    @invariant()
    def nothing_frozen_is_changed(self):
        for pack in self.meeting.packs.all():
            assert self.kept.pop(("pack", pack.pk)) == bytes(pack.html)
            self.kept["pack", pack.pk] = bytes(pack.html)
        for one in self.document.versions.all():
            assert self.kept["document", one.pk] == bytes(one.content)
        for one in self.meeting.minutes.exclude(status="draft"):
            whole = (one.content, one.public_content, one.sha256)
            assert self.kept.setdefault(("minutes", one.pk), whole) == whole
        for line in self.meeting.lines.all():
            told = (line.words, line.kind, line.strikes_id, line.made_number)
            assert self.kept.setdefault(("line", line.pk), told) == told
        there = (
            self.meeting.packs, self.document.versions, self.meeting.lines,
            self.meeting.minutes.exclude(status="draft"),
        )  # fmt: skip
        assert len(self.kept) == sum(rows.count() for rows in there)

    @invariant()
    def what_is_agreed_stands_in_approved_minutes(self):
        is_approved = self.meeting.minutes.filter(status__in=("approved", "published")).exists()
        statuses = set(self.meeting.decisions.values_list("status", flat=True))
        assert not statuses & ({"recorded"} if is_approved else AFTER_APPROVAL)


AFTER_APPROVAL = {"agreed", "carried_out", "not_carried_out", "replaced"}
_people: list = []


def people():
    return _people


def test_no_sequence_loses_a_promise_or_changes_what_is_frozen() -> None:
    _people[:] = [
        make_lead(),
        make_member("chair", "Fenmark PCC", kind="pcc"),
        make_member("board", "Aldenwold Housing", kind="housing"),
    ]
    run_state_machine_as_test(
        Board,
        settings=examples(
            deadline=None,
            stateful_step_count=30,
            suppress_health_check=list(HealthCheck),
        ),
    )
