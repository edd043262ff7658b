"""The plan along time, as a picture: where each bar begins and ends, for a template to draw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from fingerpost.service.board.models import Priority
from fingerpost.service.board.standing import Stood

WIDTH, HEAD, ROW, GAP = 960, 34, 46, 34
TEXT, BAR = 15, 20  # from the top of a row to its words, and to its bar
LONGEST = 110  # letters of a name above its bar


@dataclass(frozen=True)
class Bar:
    """One commitment: its bar, the day that was promised first if it was another, and its words."""

    stood: Stood
    number: str
    name: str
    name_y: int
    y: int
    words_y: int
    x: float
    width: float
    first_x: float | None
    words: str
    words_x: float
    is_before: bool  # the words stand left of their place, where the picture ends


@dataclass(frozen=True)
class Tick:
    """A quarter of a year, where it begins."""

    x: float
    label: str

    @property
    def anchor(self) -> str:
        """Where its words are held, so that none goes over the edge."""
        return "start" if self.x < 40 else "end" if self.x > WIDTH - 40 else "middle"


@dataclass(frozen=True)
class Heading:
    """A priority, above its bars."""

    text: str
    y: int


@dataclass(frozen=True)
class Timeline:
    """The whole picture."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    headings: tuple[Heading, ...]
    ticks: tuple[Tick, ...]
    today_x: float | None
    bottom: int


def timeline(groups: list[tuple[Priority, list[Stood]]], on: date) -> Timeline | None:
    """Return the picture of commitments by priority as they stand on a day; none without any."""
    every = [one for _, group in groups for one in group]
    if not every:
        return None
    begin = min(one.commitment.starts_on for one in every).replace(day=1)
    end = max(max(one.commitment.due_on, one.first_due_on) for one in every)
    days = max((end - begin).days, 1)

    def x_of(day: date) -> float:
        share = min(max((day - begin).days / days, 0), 1)
        return round(1 + share * (WIDTH - 2), 1)

    bars: list[Bar] = []
    headings: list[Heading] = []
    y = HEAD
    for priority, group in groups:
        if not group:
            continue
        headings.append(Heading(_short(priority.title, LONGEST), y + 22))
        y += GAP
        for one in group:
            bars.append(_bar(one, y, x_of(one.commitment.starts_on), x_of))
            y += ROW
    return Timeline(
        WIDTH,
        y + 6,
        tuple(bars),
        tuple(headings),
        tuple(Tick(x_of(day), _quarter(day)) for day in _quarters(begin, end)),
        x_of(on) if begin <= on <= end else None,
        y,
    )


def _bar(one: Stood, y: int, x: float, x_of: Callable[[date], float]) -> Bar:
    commitment = one.commitment
    end = x_of(commitment.due_on)
    first = x_of(one.first_due_on) if one.is_moved else None
    words = one.standing.label + (", late" if one.days_late else "")
    is_before = end > WIDTH - 130
    return Bar(
        one,
        f"{commitment.priority.place}.{commitment.place}",
        _short(commitment.title, LONGEST),
        y + TEXT,
        y + BAR,
        y + BAR + TEXT,
        x,
        round(max(end - x, 4.0), 1),
        first,
        words,
        round(max(x + 6, end - 6) if is_before else end + 6, 1),
        is_before,
    )


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def _quarters(begin: date, end: date) -> list[date]:
    """Return the first days of the quarters that lie within, at most about a dozen."""
    found = [
        date(year, month, 1)
        for year in range(begin.year, end.year + 1)
        for month in (1, 4, 7, 10)
        if begin <= date(year, month, 1) <= end
    ]
    step = 1 if len(found) <= 6 else 2 if len(found) <= 12 else 4
    return found[::step]


def _quarter(day: date) -> str:
    return f"{day:%b %Y}"
