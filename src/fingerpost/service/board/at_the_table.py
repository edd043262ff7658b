"""One item at a time, as the chair has it on the day: its figure, its papers, its time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from fingerpost.evidence.publication.content import Block
from fingerpost.evidence.publication.plain_text import text_blocks
from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board.agenda_lines import Line
from fingerpost.service.board.models import AgendaItem, Meeting, PaperVersion
from fingerpost.service.insight import selectors as insight
from fingerpost.service.insight import signals

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Clock:
    """How much of its time an item has used.

    Parameters
    ----------
    used, planned : int
        Whole minutes.
    is_running : bool
    since : datetime, optional
        When the board came to it; None if it has not yet.
    """

    used: int
    planned: int
    is_running: bool
    since: datetime | None

    @property
    def over(self) -> int:
        """By how many minutes it is over its time; 0 if it is not."""
        return max(0, self.used - self.planned)


@dataclass(frozen=True)
class Reading:
    """A paper as it is read at the table."""

    version: PaperVersion
    blocks: tuple[Block, ...]


def clock_of(item: AgendaItem, *, at: datetime) -> Clock:
    """Return how much of its time an item has used by a time."""
    if item.taken_at is None:
        return Clock(0, item.minutes, is_running=False, since=None)
    used = ((item.finished_at or at) - item.taken_at) // MINUTE
    return Clock(used, item.minutes, item.finished_at is None, item.taken_at)


def state_of(item: AgendaItem) -> str:
    """Return how far the board is with an item, in a word or two; nothing if it has not come to it."""
    if item.taken_at is None:
        return ""
    return "Now" if item.finished_at is None else "Finished"


def present(lines: list[Line], number: int | None) -> int | None:
    """Return the position of the item with a number, or of the one that the board is at or comes to."""
    if number is not None:
        found = [place for place, line in enumerate(lines) if line.item.pk == number]
        return found[0] if found else None
    open_ones = [place for place, line in enumerate(lines) if line.item.finished_at is None]
    running = [place for place in open_ones if lines[place].item.taken_at is not None]
    return next(iter((*running, *open_ones, *range(len(lines)))), None)


def figure_of(line: Line, meeting: Meeting, *, viewer: Membership) -> tuple[Block, ...]:
    """Return the figure of an item as the pack has it; nothing for who leaves for the item."""
    item = line.item
    if line.is_left:
        return ()
    found: tuple[Block, ...] = ()
    if item.about_type == "signal" and viewer.allows(P.SIGNAL_VIEW):
        known = signals.signal(item.about, viewer=viewer)
        found = signals.blocks(known, viewer=viewer) if known else ()
    if item.measure:
        edition = meeting.pack_holds.get("edition", "")
        found += insight.in_brief(item.measure, viewer=viewer, edition=edition)
    return found


def readings_of(line: Line) -> Iterable[Reading]:
    """Return the papers of an item that were sent, to read at the table."""
    versions = (one.paper.newest for one in line.papers)
    return [Reading(one, text_blocks(one.text)) for one in versions if one is not None]
