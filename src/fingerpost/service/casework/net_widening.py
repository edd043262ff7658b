"""Whether diversion takes in people of whom nothing was asked before: a watch, with what it cannot say.

Comes in: by month how many offences that the schemes serve were closed, how many of them with no further
action, and how many people accepted a diversion. Goes out: protected months and sentences. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from fingerpost.evidence.statistics import rate_ratio
from fingerpost.service.casework.fairness import envelope, protected

FEWEST_BEFORE = 6  # months before the first diversion; our own choice
FEWEST_SINCE = 3
CANNOT = (
    "It cannot say what would have become of any one person. More searches, a change in how crime is "
    "recorded, or more drugs in circulation look the same as net widening; only a comparison with an area "
    "without the scheme could tell them apart."
)


@dataclass(frozen=True)
class Month:
    """One month: closed, of these with no further action, and diversions accepted."""

    month: date  # its first day
    closed: int
    no_action: int
    diverted: int


@dataclass(frozen=True)
class ShownMonth:
    """A month as it may be shown; None where a number is hidden."""

    month: str
    closed: int | None
    no_action: int | None
    diverted: int | None


@dataclass(frozen=True)
class Widening:
    """The months, and what can be said of them."""

    months: tuple[ShownMonth, ...]
    findings: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return asdict(self)


def watch(months: Sequence[Month], *, begins: date | None) -> Widening:
    """Return the months as they may be shown, and what can be said.

    Parameters
    ----------
    months : sequence of Month
        In order; only months of which the force wrote down the outcomes.
    begins : date, optional
        The first day of the month of the first diversion; None if there was none.
    """
    return Widening(_shown(months), (*_findings(months, begins), CANNOT))


def _findings(months: Sequence[Month], begins: date | None) -> list[str]:
    before = [one for one in months if begins is not None and one.month < begins]
    since = [one for one in months if begins is not None and one.month >= begins]
    if len(before) < FEWEST_BEFORE or len(since) < FEWEST_SINCE:
        return [
            (
                f"Cannot say yet: outcomes of {FEWEST_BEFORE} months before the first diversion and "
                f"{FEWEST_SINCE} months since are needed; {len(before)} and {len(since)} are written "
                "down."
            )
        ]
    closed, then = sum(one.closed for one in since), sum(one.closed for one in before)
    nothing, nothing_then = (sum(one.no_action for one in part) for part in (since, before))
    diverted = sum(one.diverted for one in since)
    fewest = envelope("month").suppress_below
    if min(diverted, nothing, nothing_then) < fewest or not closed or not then:
        return [
            f"Cannot say: fewer than {fewest} offences or diversions stand on one of the sides."
        ]
    share_then, share = 100 * nothing_then / then, 100 * nothing / closed
    expected = closed * nothing_then / then
    instead = round(min(diverted, max(0.0, expected - nothing)))
    return [
        (
            f"Before, {then / len(before):.0f} such offences a month were closed, {share_then:.0f}% of "
            f"them with no further action. Since, {closed / len(since):.0f} a month, {share:.0f}% of them "
            f"so, and {diverted / len(since):.0f} people a month were diverted."
        ),
        _more(closed, len(since), then, len(before)),
        (
            f"Had the former share held, {expected:.0f} would have had no further action; {nothing} had. "
            f"So up to {instead} of {diverted} diversions may stand where nothing was asked of anybody "
            "before."
        ),
    ]


def _more(closed: int, months: int, then: int, months_then: int) -> str:
    ratio = rate_ratio([closed], [months], [then], [months_then])
    value, lower, upper = (float(one[0]) for one in (ratio.value, ratio.lower, ratio.upper))
    words = f"{value:.2f} times as many a month are dealt with as before (95% interval {lower:.2f} to {upper:.2f})"
    if lower > 1:
        return f"{words}: more people are taken in. Look at searches first."
    if upper < 1:
        return f"{words}: fewer people are taken in."
    return f"{words}: no clear change in how many are taken in."


def _shown(months: Sequence[Month]) -> tuple[ShownMonth, ...]:
    if not months:
        return ()
    names = [f"{one.month:%B %Y}" for one in months]
    closed = protected(
        {name: (one.no_action, one.closed) for name, one in zip(names, months, strict=True)},
        split="month",
    )
    # A diversion is accepted in one month and closed in another: a count of its own, out of itself.
    diverted = protected(
        {name: (one.diverted, one.diverted) for name, one in zip(names, months, strict=True)},
        split="month",
    )
    return tuple(
        ShownMonth(
            name,
            found[1] if (found := closed[name]) else None,
            found[0] if found else None,
            d[0] if (d := diverted[name]) else None,
        )
        for name in names
    )
