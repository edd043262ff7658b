"""New levels of charts: what the points of the release speak for, and what people decided."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from fingerpost.evidence.core.areas import ENGLAND
from fingerpost.evidence.core.periods import Period, PeriodKind
from fingerpost.evidence.core.rebases import RebaseDecision, in_force
from fingerpost.evidence.disclosure import Release
from fingerpost.evidence.lake.rebases import read_rebases
from fingerpost.evidence.publication import Suggestion, suggestions
from fingerpost.evidence.publication.content import Block, Facts
from fingerpost.evidence.publication.figures import control_chart_figure
from fingerpost.evidence.publication.findings import series
from fingerpost.evidence.publication.rebase_words import rebase_facts
from fingerpost.service.access import policies
from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.insight import published


@dataclass(frozen=True)
class Decided:
    """A decision about a chart, as a page shows it."""

    decision: RebaseDecision
    title: str
    month: str
    is_in_force: bool
    is_released: bool  # whether the newest release knows it


@dataclass(frozen=True)
class Question:
    """A chart that awaits a decision, or one that was decided and can be taken back.

    Attributes
    ----------
    measure, area, period : str
    title : str
        Which chart.
    month : str
        The first month of the new level, in words.
    words : str
        The evidence for it, or why it was decided.
    also : tuple of str
        Other charts that stepped within two months of it.
    takes_back : bool
        Whether the answer would take a decision back.
    blocks : tuple of Block
        The chart.
    """

    measure: str
    area: str
    period: str
    title: str
    month: str
    words: str
    also: tuple[str, ...]
    takes_back: bool
    blocks: tuple[Block, ...]


def waiting(*, viewer: Membership) -> tuple[Suggestion, ...]:
    """Return the suggested steps that nobody has decided about, the clearest first."""
    policies.check(viewer, P.REBASE_DECIDE)
    folder = published.newest_folder()
    if folder is None:
        return ()
    held = {one.chart for one in in_force(read_rebases(published.workspace()))}
    return tuple(
        one for one in _suggested(folder) if (one.measure, one.area, one.period) not in held
    )


@lru_cache(maxsize=2)
def _suggested(folder: str) -> tuple[Suggestion, ...]:
    return suggestions(published.read(folder))


def decided(*, viewer: Membership) -> tuple[Decided, ...]:
    """Return every decision about a chart, the newest first."""
    policies.check(viewer, P.REBASE_DECIDE)
    found = published.newest()
    taken = read_rebases(published.workspace())
    held = set(in_force(taken))
    known = set(found.provenance.rebases) if found else set()
    return tuple(
        Decided(
            one,
            _title(found, one.measure, one.area),
            Period.parse(one.period).label,
            one in held,
            one in known,
        )
        for one in reversed(taken)
    )


def question(measure: str, area: str, period: str, *, viewer: Membership) -> Question | None:
    """Return a chart to decide about, or None if nothing is suggested or decided of it."""
    chart = (measure, area, period)
    found = published.newest()
    for one in waiting(viewer=viewer):
        if (one.measure, one.area, one.period) == chart:
            assert found is not None
            return Question(
                *chart,
                title=f"{one.title}, {one.area_name}",
                month=Period.parse(period).label,
                words=one.words,
                also=one.also,
                takes_back=False,
                blocks=_chart(found, measure, area),
            )
    for held in in_force(read_rebases(published.workspace()), measure):
        if held.chart == chart:
            return Question(
                *chart,
                title=_title(found, measure, area),
                month=Period.parse(period).label,
                words=f"{held.by} decided so: {held.reason}",
                also=(),
                takes_back=True,
                blocks=_chart(found, measure, area) if found else (),
            )
    return None


def _title(found: Release | None, measure: str, area: str) -> str:
    if found is None:
        return f"{measure}, {area}"
    of = found.partnership
    names = {one.code: one.name for one in (of.area, of.police_force, *of.districts, ENGLAND)}
    titles = {table.measure.name: table.measure.title for table in found.tables}
    return f"{titles.get(measure, measure)}, {names.get(area, area)}"


def _chart(found: Release, measure: str, area: str) -> tuple[Block, ...]:
    table = found.table(measure, period=PeriodKind.MONTH)
    of = series(table, area) if table is not None else None
    if table is None or of is None:
        return ()
    facts: Facts | None = rebase_facts(table, [of])
    figure = control_chart_figure(table, found, of)
    return (figure,) if facts is None else (figure, facts)
