"""How far a group of people got, read from a protected table: steps, who stopped, and how long.

The table has each person in one part: short of some step, or at the last one. How many came as far
as a step is a sum of parts that are shown, from the end or from the beginning, so it says nothing
that the table does not. Where it would take a part that is hidden, it is not known here either.
"""

from __future__ import annotations

from dataclasses import dataclass

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import Period
from fingerpost.evidence.disclosure import Release, ReleasedTable
from fingerpost.evidence.measures.declaration import Path
from fingerpost.evidence.publication.content import Table
from fingerpost.evidence.publication.findings import Row, is_shown, rows_of, spoken
from fingerpost.evidence.publication.wording import counted, lower_first, number

REACHED = "reached"  # the column that a path is split by
NOT_SHOWN = "not shown"
WHOLE = (AreaKind.PARTNERSHIP.value, AreaKind.POLICE_FORCE.value)


@dataclass(frozen=True)
class StepReached:
    """One step: how many came so far, how many stopped just short of it, and the usual wait.

    `people` and `lost` are None where they may not be shown; `days` is None where it is not known.
    """

    title: str
    people: float | None
    lost: float | None = None
    without: str = ""
    days: float | None = None
    is_open: bool = False  # who stands short of it is not lost: it is too early to say


@dataclass(frozen=True)
class PathTaken:
    """How far the people of one area and period got."""

    area: str
    period: Period
    steps: tuple[StepReached, ...]
    ends: tuple[Row, ...]  # the rows of the table, in the order of the path

    @property
    def people(self) -> float:
        """Everybody who was at the first step."""
        first = self.steps[0].people
        assert first is not None  # a path of which not even this is known is not made
        return first


def path_taken(table: ReleasedTable, release: Release) -> PathTaken | None:
    """Return the newest path of the whole partnership that can be shown, or None.

    Parameters
    ----------
    table : ReleasedTable
        Of a measure with a `path`, split by `reached`.
    release : Release
        Where the measure of the days from step to step is.
    """
    path = table.measure.path
    if path is None:
        return None
    judged = [row for row in table.frame.iter_rows(named=True) if row["area_kind"] in WHOLE]
    # The whole is known where a part of it is shown; where every part is hidden, it is not.
    known = [row for row in judged if is_shown(row) and row["denominator"]]
    if not known:
        return None
    newest = max(known, key=lambda row: (row["period_start"], row["area"]))
    rows = {
        row["category"]: row
        for row in rows_of(table, area=newest["area"], period=newest["period"])
    }
    parts = [_count(rows.get(end)) for end in path.ends]
    people = _so_far(newest["denominator"], parts)
    days = _days(path, newest, release)
    steps = tuple(
        StepReached(
            step.title,
            people[at],
            parts[at - 1] if at else None,
            step.without,
            days.get(step.title) if people[at] else None,
            step.is_open,
        )
        for at, step in enumerate(path.steps)
    )
    ends = tuple(rows[end] for end in path.ends if end in rows)
    return PathTaken(newest["area_name"], Period.parse(newest["period"]), steps, ends)


def _count(row: Row | None) -> float | None:
    """Return how many stand in a part; a part that no row speaks of has nobody."""
    if row is None:
        return 0.0
    return float(row["numerator"]) if is_shown(row) else None


def _so_far(everybody: float, parts: list[float | None]) -> list[float | None]:
    """Return how many came as far as each step, from the side that takes fewer rounded numbers."""
    found: list[float | None] = [everybody]
    for at in range(1, len(parts)):
        before, after = parts[:at], parts[at:]
        down = None if None in before else everybody - sum(n for n in before if n is not None)
        up = None if None in after else sum(n for n in after if n is not None)
        choices = (down, up) if len(before) < len(after) else (up, down)
        value = next((n for n in choices if n is not None), None)
        last = next(n for n in reversed(found) if n is not None)
        # Numbers that were rounded apart may not add up: nobody comes back on the way.
        found.append(None if value is None else min(max(value, 0.0), last))
    return found


def _days(path: Path, of: Row, release: Release) -> dict[str, float]:
    """Return the median days from each step to the next, by the title of the step they lead to."""
    return {
        row["category"]: row["value"]
        for table in release.tables
        if table.measure.name == path.days
        for row in rows_of(table, area=of["area"], period=of["period"])
        if is_shown(row)
    }


def where_lost(taken: PathTaken, people: str) -> str:
    """Return the answer: how many got to the end, and short of which step most stopped.

    Parameters
    ----------
    taken : PathTaken
    people : str
        Who is at the first step: ``people released from prison``.
    """
    said = f"Of {number(taken.people)} {people} in {spoken(taken.period)}"
    last = taken.steps[-1]
    if last.people is None:
        reached = "how many got to the last step cannot be shown"
    else:
        known = taken.people - still_open(taken)
        share = f" ({last.people / known:.0%})" if known else ""
        others = f"of the other {number(known)}, " if known < taken.people else ""
        reached = (
            f"{others}{number(last.people)}{share} got to the last step: "
            f"{lower_first(last.title)}"
        )
    if still_open(taken):
        reached = f"{number(still_open(taken))} are still open, and {reached}{_bounds(taken)}"
    lost = [step for step in taken.steps[1:] if step.lost and not step.is_open]
    if not lost:
        return f"{said}, {reached}."
    worst = max(lost, key=lambda step: step.lost or 0)
    is_partial = any(step.lost is None for step in taken.steps[1:])
    among = " of the parts that can be shown" if is_partial else ""
    return (
        f"{said}, {reached}. The largest loss{among}: {lower_first(worst.without)}, "
        f"{number(worst.lost)} ({(worst.lost or 0) / taken.people:.0%})."
    )


def still_open(taken: PathTaken) -> float:
    """Return how many are on their way, neither lost nor at the end; 0 where it cannot be shown."""
    return sum(step.lost or 0.0 for step in taken.steps if step.is_open)


def _bounds(taken: PathTaken) -> str:
    """Return between which shares the last step lies, whatever becomes of those who are still open."""
    last = taken.steps[-1].people
    if last is None:
        return ""
    least, most = (n / taken.people for n in (last, last + still_open(taken)))
    return f" (whatever becomes of those still open, {least:.0%} to {most:.0%} of all)"


def said_of(taken: PathTaken) -> str:
    """Return the whole path in words, for who cannot see the picture."""
    words = []
    for at, step in enumerate(taken.steps):
        here = f"{step.title}: {people_words(step.people)}"
        if at:
            share = share_of_before(taken, at)
            here += f", {share} of the step before" if share else ""
            here += f"; usually {days_words(step.days)}" if step.days is not None else ""
            here += f". {step.without}: {people_words(step.lost)}"
        words.append(f"{here}.")
    return " ".join(words)


def people_words(count: float | None) -> str:
    """Return a number of people, or that it is not shown."""
    return NOT_SHOWN if count is None else number(count)


def days_words(days: float) -> str:
    """Return the days from a step to the next: ``the same day``, ``12 days``."""
    whole = round(days)
    return counted(whole, "day") if whole else "the same day"


def share_of_before(taken: PathTaken, at: int) -> str:
    """Return which share of the step before came so far: ``53%``; nothing where it is not known."""
    now, before = taken.steps[at].people, taken.steps[at - 1].people
    return f"{now / before:.0%}" if now is not None and before else ""


def path_table(taken: PathTaken, caption: str) -> Table:
    """Return the table behind the pictures of a path."""
    rows = []
    for at, step in enumerate(taken.steps):
        share = step.people / taken.people if step.people is not None and taken.people else None
        rows.append(
            (
                step.title,
                people_words(step.people),
                share_of_before(taken, at) if at else "",
                "" if share is None else f"{share:.0%}",
                step.without,
                people_words(step.lost) if at else "",
                "" if step.days is None else days_words(step.days),
            )
        )
    hides = any(
        step.people is None or (at and step.lost is None) for at, step in enumerate(taken.steps)
    )
    return Table(
        caption=caption,
        headers=(
            "Step",
            "People",
            "Of last step",
            "Of all",
            "Who stopped short of it",
            "How many did",
            "Usual wait",
        ),
        rows=tuple(rows),
        numeric=(False, True, True, True, False, True, True),
        note=(
            "“Not shown”: too few people, or the number would give away one that is too few."
            if hides
            else ""
        ),
    )
