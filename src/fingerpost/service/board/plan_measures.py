"""The measures that a commitment may name, and what each says now: from the release one may see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from fingerpost.evidence.core.errors import OldReleaseError
from fingerpost.evidence.core.periods import Period
from fingerpost.evidence.measures.declaration import Kind
from fingerpost.evidence.publication import wording
from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.insight import selectors as insight
from fingerpost.service.insight.reading import NOTHING_SAID, Line

WHAT_PARTNERS_DO = (Kind.ACTIVITY, Kind.PROCESS)


@dataclass(frozen=True)
class KnownMeasure:
    """One measure of the newest release, as the plan speaks of it."""

    line: Line
    outcome: str  # the title of the outcome under which it stands

    @property
    def name(self) -> str:
        """By which a commitment names it."""
        return self.line.measure.name

    @property
    def is_outcome(self) -> bool:
        """Whether it shows what changed for people."""
        return self.line.measure.kind is Kind.OUTCOME

    @property
    def is_activity(self) -> bool:
        """Whether it shows what partners did."""
        return self.line.measure.kind in WHAT_PARTNERS_DO


@dataclass(frozen=True)
class Shown:
    """A measure that a commitment names, with what can be said of it; perhaps nothing."""

    name: str
    title: str
    sentence: str
    sure: str
    age: str
    is_known: bool
    speaks: bool = True  # of the time that is asked about


def known_measures(*, viewer: Membership) -> dict[str, KnownMeasure]:
    """Return the measures of the newest release by name; none where there is no release to read."""
    if not viewer.allows(P.MEASURE_VIEW):
        return {}
    try:
        aims = insight.overview(viewer=viewer)
    except OldReleaseError:
        return {}
    return {
        line.measure.name: KnownMeasure(line, section.title)
        for _, sections in aims
        for section in sections
        for line in (*section.changed, *section.done)
    }


def shown(names: list[str], known: dict[str, KnownMeasure]) -> list[Shown]:
    """Return what can be said now of measures by name; a name that is not in the release says so."""
    return [_shown(name, known.get(name)) for name in names]


def _shown(name: str, found: KnownMeasure | None) -> Shown:
    if found is None:
        title = name.replace("_", " ").capitalize()
        why = "Cannot say: the newest release has no such measure."
        return Shown(name, title, why, "Cannot say", "", is_known=False)
    line = found.line
    return Shown(name, line.measure.title, line.sentence, line.sure, line.age, is_known=True)


def since(name: str, known: dict[str, KnownMeasure], day: date) -> Shown:
    """Return what a measure says of the time since a day, or why it cannot say.

    A figure speaks of the time since only if all of its period lies after that day.
    """
    now = _shown(name, known.get(name))
    if not now.is_known or now.sentence == NOTHING_SAID:
        return replace(now, speaks=False)
    period = Period.parse(known[name].line.period)
    if period.start >= day:
        return now
    when = wording.day(day)
    before = "is of the time before" if period.end < day else "begins before"
    why = f"Cannot say yet: the newest figure, {period.label}, {before} {when}."
    return replace(now, sentence=why, sure="Cannot say", speaks=False)
