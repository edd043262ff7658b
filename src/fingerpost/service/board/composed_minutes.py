"""Compose the minutes of a meeting from what was written down, whole and for the public.

Both are lists of sections, each a title with its lines; a line has its kind in words, its words, and
more of it by name. The public's has what is public of items that are, and no name of a person.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from fingerpost.evidence.publication import wording
from fingerpost.service.board import selectors
from fingerpost.service.board.models import (
    Attendance,
    Interest,
    Meeting,
    Minute,
    MinuteKind,
    Seat,
)

Section = dict[str, Any]
WHO = "Who was there"
MATRIX = "{} of 25: likelihood {}, impact {}"


@dataclass(frozen=True)
class Composed:
    """The minutes as they stand now, and the fingerprint of both parts."""

    content: list[Section]
    public_content: list[Section]

    @property
    def sha256(self) -> str:
        """The digest of both parts."""
        both = json.dumps([self.content, self.public_content], sort_keys=True)
        return hashlib.sha256(both.encode()).hexdigest()


def compose(meeting: Meeting) -> Composed:
    """Return the minutes of a meeting from who came, what was declared, and the lines that stand."""
    interests = list(
        Interest.objects.filter(item__meeting=meeting).select_related("seat__agency")
    )
    seats = selectors.filled(meeting)
    content, public = [_who(seats, meeting, True)], [_who(seats, meeting, False)]
    for number, (item, lines) in enumerate(selectors.lines_by_item(meeting), start=1):
        title = f"{number}. {item.title}"
        stand = [one for one in lines if not one.is_struck and not one.strikes_id]
        declared = [_interest(one) for one in interests if one.item_id == item.pk]
        content.append(
            {"title": title, "lines": declared + [_line(one, True) for one in stand]}
        )
        if item.is_public:
            said = [_line(one, False) for one in stand if one.is_public]
            public.append({"title": title, "lines": said})
    return Composed(content, public)


def _who(
    seats: list[tuple[Seat, Attendance | None]], meeting: Meeting, is_whole: bool
) -> Section:
    lines = []
    for seat, said in seats:
        office = f"{seat.title}, {seat.agency.name}"
        person = said.person if said and said.is_here else None
        known = said.get_presence_display() if said else "Not known"
        lines.append(_of(known, f"{office} ({person.name})" if person and is_whole else office))
    quorum = selectors.quorum(meeting)
    lines.append(
        _of("Quorum", f"{quorum.filled} seats were filled; {quorum.needed} are needed.")
    )
    return {"title": WHO, "lines": lines}


def _interest(one: Interest) -> dict[str, Any]:
    who = f"{one.seat.title}, {one.seat.agency.name}"
    return _of("Interest", f"{who}: {one.words}", ("What follows", one.get_handling_display()))


def _line(line: Minute, is_whole: bool) -> dict[str, Any]:
    kind = MinuteKind(line.kind)
    said = _of(kind.label, line.words, *MORE[kind](line, is_whole))
    return said | {"number": line.made_number} if is_whole and line.made_number else said


def _decision(line: Minute, is_whole: bool) -> list[tuple[str, str]]:
    one = line.decision
    assert one is not None
    return [
        ("Why", one.reasons),
        ("What else was considered", one.options),
        ("Who did not agree", one.dissent if is_whole else ""),
        ("Edition of the evidence", one.edition),
    ]


def _action(line: Minute, is_whole: bool) -> list[tuple[str, str]]:
    one = line.action_item
    assert one is not None
    day = one.first_due_on  # as it was given
    return [("Who does it", one.owner.name), ("By", wording.day(day))]


def _risk(line: Minute, is_whole: bool) -> list[tuple[str, str]]:
    one = line.risk
    assert one is not None
    first = one.scores.first()
    scored = MATRIX.format(first.score, first.likelihood, first.impact) if first else ""
    return [("Scored", scored), ("Who keeps it", one.owner.name)]


MORE = {
    MinuteKind.NOTE: lambda line, is_whole: [],
    MinuteKind.DECISION: _decision,
    MinuteKind.ACTION: _action,
    MinuteKind.RISK: _risk,
}


def _of(kind: str, words: str, *more: tuple[str, str]) -> dict[str, Any]:
    said = {"kind": kind, "words": words}
    told = [[name, one] for name, one in more if one]
    return said | {"more": told} if told else said
