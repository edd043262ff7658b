"""The tables of moves: complete, closed, and nothing done without evidence."""

from __future__ import annotations

import pytest
from tests.service.people import AT, TODAY, make_agency, make_member

NEEDS = ("EVIDENCE", "REASON", "DAY", "PACK")


def machines():
    from fingerpost.service.board.states import MOVES

    return MOVES


def table(states):
    return {
        (m.before.value, m.after.value): tuple(n.name for n in m.needs)
        for m in machines()[states]
    }


def test_every_kind_of_record_has_a_table_of_its_own_states():
    for states, moves in machines().items():
        assert all(type(move.before) is type(move.after) is states for move in moves), states
        reached = {move.after for move in moves} | {next(iter(states))}
        assert reached == set(states), f"no move leads to some state of {states.__name__}"
        assert len({(m.before, m.after) for m in moves}) == len(moves), "one move, said once"


def test_actions_move_as_the_table_says_and_no_other_way():
    from fingerpost.service.board.states import ActionStatus, Needs, why_not

    assert table(ActionStatus) == {
        ("open", "under_way"): (),
        ("open", "reported"): ("EVIDENCE",),
        ("under_way", "reported"): ("EVIDENCE",),
        ("reported", "closed"): ("EVIDENCE",),
        ("reported", "under_way"): ("REASON",),
        ("open", "not_done"): ("REASON",),
        ("under_way", "not_done"): ("REASON",),
        ("open", "open"): ("REASON", "DAY"),
        ("under_way", "under_way"): ("REASON", "DAY"),
        ("not_done", "under_way"): ("REASON", "DAY"),
        ("closed", "under_way"): ("REASON", "DAY"),
    }
    everything = set(Needs)
    for before in ActionStatus:
        for after in ActionStatus:
            is_said = (before.value, after.value) in table(ActionStatus)
            assert (why_not(before, after, given=everything) == "") is is_said


@pytest.mark.parametrize("machine", ["ActionStatus", "DecisionStatus"])
def test_nothing_is_done_without_evidence_from_wherever(machine):
    from fingerpost.service.board import states

    done = {"closed", "reported", "carried_out"}
    kind = getattr(states, machine)
    moves = [move for move in states.MOVES[kind] if move.after.value in done]
    assert moves
    for move in moves:
        refused = states.why_not(
            move.before, move.after, given=set(states.Needs) - {states.Needs.EVIDENCE}
        )
        assert refused == states.Needs.EVIDENCE.value


def test_blank_words_are_no_evidence():
    from fingerpost.service.board.states import Needs, given

    assert given(evidence="  \n", reason="x") == {Needs.REASON}


@pytest.fixture
def action(db):
    from fingerpost.service.board.models import ActionItem

    return ActionItem.objects.create(
        words="Open ten places in the move-on house",
        owner=make_agency(),
        first_due_on=TODAY,
        due_on=TODAY,
        made_at=AT,
        made_by=make_member().user,
    )


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("SET status = 'closed'", id="closed without evidence"),
        pytest.param("SET status = 'reported'", id="reported without evidence"),
        pytest.param("SET status = 'not_done'", id="given up without a reason"),
        pytest.param("SET due_on = due_on + 30", id="a later day without counting it"),
        pytest.param(
            "SET due_on = due_on + 30, first_due_on = first_due_on + 30", id="another first day"
        ),
        pytest.param("SET words = 'something easier'", id="other words"),
    ],
)
def test_the_database_refuses_to_make_a_promise_look_better(action, change):
    from django.db import DatabaseError, connection, transaction

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE board_actionitem {change}")


def test_the_database_removes_no_action_and_changes_no_frozen_pack(action, db):
    import hashlib
    from datetime import timedelta

    import psycopg
    from django.db import DatabaseError, connection, transaction

    from fingerpost.service.board.models import FrozenPack, Meeting

    person = action.made_by
    meeting = Meeting.objects.create(
        title="Board",
        starts_at=AT,
        ends_at=AT + timedelta(hours=2),
        place="Shire Hall",
        papers_due_on=TODAY,
        quorum=3,
        planned_at=AT,
        planned_by=person,
    )
    digest = hashlib.sha256(b"pack").hexdigest()
    whole = {
        "meeting": meeting,
        "reader": person,
        "agency": action.owner,
        "html": b"pack",
        "html_sha256": digest,
        "pdf": b"pack",
        "frozen_at": AT,
        "frozen_by": person,
    }
    FrozenPack.objects.create(number=1, pdf_sha256=digest, **whole)
    with pytest.raises(DatabaseError, match="frozen_pack_is_its_digest"), transaction.atomic():
        FrozenPack.objects.create(number=2, pdf_sha256="0" * 64, **whole)
    for statement in (
        "UPDATE board_frozenpack SET html = 'other', html_sha256 = encode(sha256('other'), 'hex')",
        "DELETE FROM board_frozenpack",
        "DELETE FROM board_actionitem",
        "DELETE FROM board_meeting",
    ):
        with (
            pytest.raises(DatabaseError) as refused,
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
        cause = refused.value.__cause__
        assert isinstance(
            cause, psycopg.errors.InsufficientPrivilege | psycopg.errors.RaiseException
        )
