"""An agenda as somebody reads it: times, papers and how they stand, and declared interests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from fingerpost.service.access.models import Membership
from fingerpost.service.board import selectors
from fingerpost.service.board.models import AgendaItem, Interest, Meeting, Paper


@dataclass(frozen=True)
class PaperLine:
    """A paper, with how it stands on a day.

    Parameters
    ----------
    paper : Paper
    version : int
        The number of the newest; 0 if none was sent.
    is_late : bool
        Whether it is owed since its day, or came after it.
    """

    paper: Paper
    version: int
    is_late: bool


@dataclass(frozen=True)
class Line:
    """An item with what belongs to it; papers only for who does not leave for it."""

    begins: datetime
    item: AgendaItem
    papers: tuple[PaperLine, ...]
    interests: tuple[Interest, ...]
    is_left: bool


def lines_of(meeting: Meeting, *, viewer: Membership, on: date) -> list[Line]:
    """Return the agenda of a meeting for a reader.

    Parameters
    ----------
    meeting : Meeting
    viewer : Membership
    on : date
        By which day what was not sent is late.
    """
    papers: dict[int, list[PaperLine]] = {}
    for one in selectors.papers(viewer=viewer).filter(item__meeting=meeting):
        papers.setdefault(one.item_id, []).append(_line(one, on))
    declared: dict[int, list[Interest]] = {}
    said = Interest.objects.filter(item__meeting=meeting).select_related("seat__agency")
    for interest in said:
        declared.setdefault(interest.item_id, []).append(interest)
    left = set(selectors.left_items(viewer=viewer).values_list("pk", flat=True))
    return [
        Line(
            begins,
            item,
            tuple(papers.get(item.pk, ())),
            tuple(declared.get(item.pk, ())),
            item.pk in left,
        )
        for begins, item in selectors.timed_agenda(meeting)
    ]


def _line(paper: Paper, on: date) -> PaperLine:
    newest, first = paper.newest, paper.first
    if newest is None or first is None:
        return PaperLine(paper, 0, paper.is_late(on))
    return PaperLine(paper, newest.number, timezone.localdate(first.sent_at) > paper.due_on)
