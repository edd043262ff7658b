"""No sequence of what is allowed changes a paper or a pack that was frozen, or puts in what is left."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from tests.service.board_meeting import make_cast, make_meeting, seat_of
from tests.service.people import AT

pytestmark = pytest.mark.django_db
MOVES = (
    "freeze",
    "ask",
    "send",
    "leave",
    "stay",
    "add",
    "change",
    "move",
    "strike",
    "open",
    "come",
    "finish",
    "close",
    "hand over",
    "cancel",
)


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture(autouse=True)
def quick_pdf(monkeypatch) -> None:
    """Draw no PDF: what is frozen of it is proved elsewhere, and it takes half a second."""
    from fingerpost.service.board.actions import packs

    monkeypatch.setattr(packs, "render_pdf", lambda pack, made_at: repr(pack).encode())


def do(move: str, number: int, meeting, cast, at) -> None:
    """Take one step, with one of the items, papers and members that there are."""
    from fingerpost.service.board.actions import (
        interests,
        meetings,
        packs,
        papers,
        seats,
        sitting,
    )
    from fingerpost.service.board.models import ItemKind, Paper

    lead, chair = cast["lead"], cast["chair"]
    said = {
        "kind": ItemKind.NOTE,
        "title": f"Item {number}",
        "question": f"What about item {number} at {at}?",
        "minutes": 5,
    }
    items, asked = list(meeting.items.all()), list(Paper.objects.all())
    item = items[number % len(items)]
    paper = asked[number % len(asked)] if asked else None
    member = cast[("owner", "member", "chair")[number % 3]]
    if move == "freeze":
        packs.freeze(meeting=meeting, by=lead, at=at)
    elif move == "ask":
        papers.ask_for(item=item, title="A paper", owner=member.agency, by=lead, at=at)
    elif move == "send" and paper:
        text = f"Secret of paper {paper.pk} at {at}"
        papers.send(paper=paper, asked=f"Agree {at}", text=text, by=lead, at=at)
    elif move in ("leave", "stay"):
        handling = {"leave": "leaves", "stay": "stays"}[move]
        seat = seat_of(member)
        interests.declare(item=item, seat=seat, words="x", handling=handling, by=lead, at=at)
    elif move == "add":
        meetings.add_item(meeting=meeting, **said, by=lead, at=at)
    elif move == "change":
        meetings.change_item(item=item, **said, by=lead, at=at)
    elif move == "move":
        meetings.move_item(item=item, after=items[0], by=lead, at=at)
    elif move == "strike":
        meetings.strike(item=item, by=lead, at=at)
    elif move == "open":
        sitting.open_meeting(meeting=meeting, by=chair, at=at)
    elif move == "come":
        sitting.come_to(item=item, by=chair, at=at)
    elif move == "finish":
        sitting.finish(item=item, by=chair, at=at)
    elif move == "close":
        sitting.close_meeting(meeting=meeting, by=chair, at=at)
    elif move == "hand over":
        seat = seat_of(cast["chair"])
        seats.fill(
            seat=seat, person=cast["chair"].user, deputy=cast["unseated"].user, by=lead, at=at
        )
    elif move == "cancel":
        meetings.cancel(meeting=meeting, reason="Snow", by=lead, at=at)


def kept() -> dict[tuple[str, int], tuple[object, ...]]:
    """Return everything that must stay as it is, by what it is and its number."""
    from fingerpost.service.board.models import FrozenPack, PaperVersion

    return {
        (model.__name__, row[0]): tuple(
            bytes(one) if isinstance(one, memoryview) else one for one in row
        )
        for model in (FrozenPack, PaperVersion)
        for row in model.objects.values_list()
    }


def left_by(meeting) -> dict[int, set[str]]:
    """Return the questions and papers of the items for which each person leaves now."""
    from fingerpost.service.board.models import Interest

    secret: dict[int, set[str]] = {}
    for one in Interest.objects.filter(item__meeting=meeting, handling="leaves"):
        words = {one.item.question}
        for paper in one.item.papers.all():
            words |= {version.text for version in paper.versions.all()}
        for person in (one.seat.person_id, one.seat.deputy_id):
            if person:
                secret.setdefault(person, set()).update(words)
    return secret


WEIGHTY = ("leave", "send", "freeze")  # half of all steps, so that they meet
STEP = st.tuples(st.sampled_from(MOVES) | st.sampled_from(WEIGHTY), st.integers(0, 5))
STEPS = st.lists(STEP, min_size=6, max_size=14)


@examples(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_what_was_frozen_stays_and_nobody_gets_what_they_leave_for(cast, steps) -> None:
    from fingerpost.service.board.models import FrozenPack

    point = transaction.savepoint()
    meeting = make_meeting(cast)
    known = kept()
    for day, (move, number) in enumerate((("ask", 0), ("send", 0), *steps)):
        step = transaction.savepoint()
        before = {number for kind, number in known if kind == "FrozenPack"}
        try:
            do(move, number, meeting, cast, AT + timedelta(days=day))
        except ValidationError:
            transaction.savepoint_rollback(step)
        now = kept()
        assert {key: now.get(key) for key in known} == known, move
        secret = left_by(meeting)
        for pack in FrozenPack.objects.exclude(pk__in=before):
            text = bytes(pack.html).decode() + bytes(pack.pdf).decode()
            for words in secret.get(pack.reader_id, ()):
                assert words.replace("'", "&#39;") not in text, move
        known = now
    transaction.savepoint_rollback(point)


@pytest.mark.parametrize(
    ("table", "change"),
    [
        pytest.param("board_frozenpack", "SET number = 9", id="a pack's number"),
        pytest.param("board_frozenpack", "SET leaves = '[1]'", id="what it leaves out"),
        pytest.param("board_frozenpack", "SET html = ''", id="its bytes"),
        pytest.param("board_paperversion", "SET text = ''", id="a paper's text"),
    ],
)
def test_the_database_itself_refuses(cast, table, change) -> None:
    from django.db import DatabaseError, connection

    from fingerpost.service.board.actions import packs

    meeting = make_meeting(cast)
    for move in ("ask", "send"):
        do(move, 0, meeting, cast, AT)
    packs.freeze(meeting=meeting, by=cast["lead"], at=AT)
    for statement in (f"UPDATE {table} {change}", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
