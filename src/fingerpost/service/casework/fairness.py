"""Who is offered a diversion, accepts and completes it, by who they are: counted, protected, and compared.

Comes in: how far each diversion came, with the person's ethnicity, sex and age. Goes out: tables in which
small numbers are hidden by the rules of `evidence.disclosure`, with Wilson intervals and findings in words,
made from what is shown alone. No database and no clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.disclosure import all_rules
from fingerpost.evidence.disclosure.protection import protect_table
from fingerpost.evidence.disclosure.rules import Envelope, strictest
from fingerpost.evidence.measures.declaration import (
    Better,
    Count,
    Grid,
    Kind,
    Level,
    Measure,
    Outcome,
)
from fingerpost.evidence.measures.estimates import SCHEMA, Status
from fingerpost.evidence.statistics import CANNOT_SAY, proportion, proportion_difference

RULES = ("police_local", "local_small_numbers")  # of the force's own records of people
FEWEST = 20  # people in each of two groups before they are compared; our own choice
SPLITS = {"ethnicity": "Ethnicity", "sex": "Sex", "age": "Age"}
AGES = (
    (18, "Under 18"),
    (25, "18 to 24"),
    (35, "25 to 34"),
    (45, "35 to 44"),
    (200, "45 or over"),
)
AGE_UNKNOWN = "Not known"
ALL = "Everybody"


@dataclass(frozen=True)
class Came:
    """How far one person came who was eligible, and who they are.

    Parameters
    ----------
    groups : mapping of str to str
        For each of `SPLITS`, the words of the group.
    offered, accepted : bool
    ended : bool
        Accepted, and what became of it is known.
    completed : bool
    """

    groups: Mapping[str, str]
    offered: bool = False
    accepted: bool = False
    ended: bool = False
    completed: bool = False


@dataclass(frozen=True)
class Step:
    """One step: how many of those who could take it did."""

    name: str
    title: str
    verb: str
    could: Callable[[Came], bool]
    did: Callable[[Came], bool]


STEPS = (
    Step(
        "offered",
        "Offered, of those eligible",
        "were offered it",
        lambda one: True,
        lambda one: one.offered,
    ),
    Step(
        "accepted",
        "Accepted, of those offered",
        "accepted",
        lambda one: one.offered,
        lambda one: one.accepted,
    ),
    Step(
        "completed",
        "Completed, of those who accepted and whose time is over",
        "completed it",
        lambda one: one.ended,
        lambda one: one.completed,
    ),
)


@dataclass(frozen=True)
class Cell:
    """A count out of a count, with its share in per cent; all None where it may not be shown."""

    count: int | None = None
    out_of: int | None = None
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    hidden: bool = False


@dataclass(frozen=True)
class Row:
    """A group with its cells, one for each step."""

    group: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """One split: its rows, and what can be said of it."""

    title: str
    rows: tuple[Row, ...]
    findings: tuple[str, ...]


@dataclass(frozen=True)
class Fairness:
    """All of it, for a time."""

    since: date
    until: date
    tables: tuple[Table, ...]
    protection: str  # the rule in words

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept."""
        said = asdict(self)
        return {**said, "since": self.since.isoformat(), "until": self.until.isoformat()}


def fairness(people: Sequence[Came], *, since: date, until: date) -> Fairness:
    """Return who came how far, protected, with what can be said of it.

    Parameters
    ----------
    people : sequence of Came
        Everybody who was found eligible from `since` until before `until`.
    """
    tables = [_table("", ALL, people), *(_table(*one, people) for one in SPLITS.items())]
    return Fairness(since, until, tuple(tables), envelope("ethnicity").words)


def age_group(age: int | None) -> str:
    """Return the words of an age group."""
    if age is None:
        return AGE_UNKNOWN
    return next(words for below, words in AGES if age < below)


def envelope(split: str) -> Envelope:
    """Return what the rules demand together of a table that is split so; "" if it is not."""
    known = all_rules()
    return strictest([known[name] for name in RULES], split or None)


def protected(
    counts: Mapping[str, tuple[int, int]], *, split: str
) -> dict[str, tuple[int, int] | None]:
    """Return counts out of counts by group, None where the rules hide one.

    Parameters
    ----------
    counts : mapping of str to (int, int)
        Of each group how many did, and how many could.
    split : str
        What the groups are of; "" for everybody together.
    """
    frame = _frame(counts, split)
    grid = Grid(
        areas=(AreaKind.POLICE_FORCE,), period=PeriodKind.CALENDAR_YEAR, breakdown=split or None
    )
    shown, _ = protect_table(frame, MEASURE, grid, envelope(split))
    found: dict[str, tuple[int, int] | None] = dict.fromkeys(counts)
    for group, did, could in shown.select("area_name", "numerator", "denominator").iter_rows():
        if did is not None and could is not None:
            found[group] = (int(did), int(could))
        elif counts[group][1] == 0:
            found[group] = (0, 0)  # nobody could: there is nothing to protect
    return found


def _table(split: str, title: str, people: Sequence[Came]) -> Table:
    groups = _groups(split, people)
    by_step = [protected(_counts(step, split, groups, people), split=split) for step in STEPS]
    # Who did one step is who could take the next: a group hidden in one is hidden in all.
    hidden = {group for group in groups if any(step[group] is None for step in by_step)}
    rows = tuple(
        Row(group, tuple(_cell(None if group in hidden else step[group]) for step in by_step))
        for group in groups
    )
    findings = tuple(_finding(step, rows, number) for number, step in enumerate(STEPS))
    return Table(title, rows, findings if split else ())


def _groups(split: str, people: Iterable[Came]) -> list[str]:
    if not split:
        return [ALL]
    found = {one.groups[split] for one in people}
    order = [words for _, words in AGES]
    return sorted(
        found,
        key=lambda one: (one.startswith("Not "), order.index(one) if one in order else 0, one),
    )


def _counts(
    step: Step, split: str, groups: Iterable[str], people: Iterable[Came]
) -> dict[str, tuple[int, int]]:
    could: Counter[str] = Counter()
    did: Counter[str] = Counter()
    for one in people:
        group = one.groups[split] if split else ALL
        could[group] += step.could(one)
        did[group] += step.could(one) and step.did(one)
    return {group: (did[group], could[group]) for group in groups}


def _frame(counts: Mapping[str, tuple[int, int]], split: str) -> pl.DataFrame:
    did, could = (np.array([one[i] for one in counts.values()], dtype=float) for i in (0, 1))
    share = proportion(did, could, per=100)
    count = len(counts)
    return pl.DataFrame(
        {
            "area": ["force"] * count,
            "area_name": list(counts),
            "area_kind": [AreaKind.POLICE_FORCE.value] * count,
            "period": ["period"] * count,
            "breakdown": [split or None] * count,
            "category": [group if split else None for group in counts],
            "numerator": did,
            "denominator": could,
            "value": share.value,
            "lower": share.lower,
            "upper": share.upper,
            "status": [
                Status.CANNOT_SAY.value if one == CANNOT_SAY else Status.OK.value
                for one in share.status
            ],
            "note": [str(why) for why in share.reason],
        },
    ).select(
        pl.col(name).cast(kind) if name in FILLED else pl.lit(None, dtype=kind).alias(name)
        for name, kind in SCHEMA.items()
    )


FILLED = {
    *("area", "area_name", "area_kind", "period", "breakdown", "category"),
    *("numerator", "denominator", "value", "lower", "upper", "status", "note"),
}


def _cell(shown: tuple[int, int] | None) -> Cell:
    if shown is None:
        return Cell(hidden=True)
    did, could = shown
    share = proportion([did], [could], per=100)
    if share.status[0] == CANNOT_SAY:
        return Cell(did, could)
    value, lower, upper = (
        round(float(one[0]), 1) for one in (share.value, share.lower, share.upper)
    )
    return Cell(did, could, value, lower, upper)


def _finding(step: Step, rows: Iterable[Row], number: int) -> str:
    """Return what one step says of groups, from what is shown alone."""
    enough = [
        (row.group, row.cells[number])
        for row in rows
        if (row.cells[number].out_of or 0) >= FEWEST and not row.group.startswith("Not ")
    ]
    if len(enough) < 2:
        return f"{step.title}: cannot say. Fewer than two groups have {FEWEST} people or more."
    enough.sort(key=lambda one: -(one[1].out_of or 0))
    (name, most), *others = enough
    apart = [one for one in (_apart(step, name, most, *other) for other in others) if one]
    if apart:
        return f"{step.title}: {' '.join(apart)}"
    compared = ", ".join(group for group, _ in others)
    return (
        f"{step.title}: no clear difference from {name} ({most.value:.0f}%) is seen in {compared}. "
        "A difference that is there can be too small for these numbers to show."
    )


def _apart(step: Step, name: str, most: Cell, group: str, cell: Cell) -> str:
    more = proportion_difference(
        [cell.count or 0], [cell.out_of or 0], [most.count or 0], [most.out_of or 0], per=100
    )
    lower, upper = float(more.lower[0]), float(more.upper[0])
    if lower <= 0 <= upper:
        return ""
    low, high = sorted((abs(lower), abs(upper)))
    word = "more" if lower > 0 else "fewer"
    return (
        f"{cell.value:.0f}% of {group} {step.verb}, against {most.value:.0f}% of {name}: "
        f"{abs(float(more.value[0])):.0f} percentage points {word} (95% interval {low:.0f} to {high:.0f})."
    )


MEASURE = Measure(
    name="diversion_step",
    title="People who took a step of a diversion",
    outcome=Outcome.CRIME,
    level=Level.LOCAL,
    kind=Kind.PROCESS,
    what_is_counted="people who took the step",
    out_of="people who could",
    statistic="proportion",
    per=100,
    unit="%",
    better=Better.NEITHER,
    agency="police",
    why_it_matters="Whoever may be diverted should have the same chance of it, whoever they are.",
    owner="out-of-court-lead",
    next_review=date(2027, 11, 1),
    numerator=Count(table="diversions"),
    denominator=Count(table="diversions"),
)
