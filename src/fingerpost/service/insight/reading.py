"""What a page says of a release, whoever reads it: the framework's overview, and one measure."""

from __future__ import annotations

from dataclasses import dataclass

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.disclosure import Release, ReleasedTable
from fingerpost.evidence.measures.declaration import OUTCOME_TITLES, STRATEGIC, Kind, Measure
from fingerpost.evidence.publication.comparison_figures import district_map, funnel_figure
from fingerpost.evidence.publication.content import Block, Facts
from fingerpost.evidence.publication.figures import PERIOD_WORDS, data_age
from fingerpost.evidence.publication.findings import findings_for
from fingerpost.evidence.publication.measure_blocks import measure_blocks
from fingerpost.evidence.publication.measure_lineage import lineage, what_cannot_be_said
from fingerpost.evidence.publication.open_data import is_open
from fingerpost.evidence.publication.wording import (
    SHORT_KIND,
    SIGN_WORDS,
    capital,
    joined,
    split_words,
)
from fingerpost.service.insight.aims import AIMS, Aim

NOTHING_SAID = "Cannot say: too little is known, or too few."


@dataclass(frozen=True)
class Line:
    """One measure in a list: what it says now, in a sentence."""

    measure: Measure
    sentence: str
    sure: str  # "Sign of change", "No sign of change", "Cannot say"
    age: str  # how old the newest number is
    period: str = ""  # of which the sentence speaks; empty where nothing is said

    @property
    def kind(self) -> str:
        """Its kind in a word."""
        return SHORT_KIND[self.measure.kind]


@dataclass(frozen=True)
class Section:
    """One outcome of the framework, with its measures by kind."""

    name: str
    title: str
    level: str  # "Strategic outcome" or "Intermediate outcome"
    changed: tuple[Line, ...]  # measures of outcome
    done: tuple[Line, ...]  # measures of activity, process and context
    waiting: tuple[Measure, ...]


@dataclass(frozen=True)
class Download:
    """A table that may be taken away, as protected as it is shown."""

    name: str
    words: str
    rows: int
    is_open: bool


@dataclass(frozen=True)
class MeasurePage:
    """One measure as its page shows it."""

    measure: Measure
    kind: str
    age: str
    blocks: tuple[Block, ...]
    comparison: tuple[Block, ...]  # map and funnel of districts
    why_no_funnel: str
    cannot_say: tuple[str, ...]
    definition: Facts
    lineage: tuple[Block, ...]
    downloads: tuple[Download, ...]


def overview_of(found: Release) -> tuple[tuple[Aim, tuple[Section, ...]], ...]:
    """Return the three aims with their outcomes and measures, activity and outcome apart."""
    measures = {table.measure.name: table.measure for table in found.tables}
    sections = {}
    for outcome, title in OUTCOME_TITLES.items():
        mine = sorted(
            (m for m in measures.values() if m.outcome is outcome),
            key=lambda m: (m.place, m.name),
        )
        lines = [_line(found, measure) for measure in mine]
        sections[outcome] = Section(
            name=outcome.value,
            title=title,
            level=f"{'Strategic' if outcome in STRATEGIC else 'Intermediate'} outcome",
            changed=tuple(line for line in lines if line.measure.kind is Kind.OUTCOME),
            done=tuple(line for line in lines if line.measure.kind is not Kind.OUTCOME),
            waiting=tuple(m for m in found.waiting if m.outcome is outcome),
        )
    return tuple((aim, tuple(sections[one] for one in aim.outcomes)) for aim in AIMS)


def _line(found: Release, measure: Measure) -> Line:
    said = findings_for(found, measure.name)
    return Line(
        measure,
        said[0].sentence if said else NOTHING_SAID,
        SIGN_WORDS[said[0].sign if said else "cannot_say"],
        data_age(found, newest_of(tables_of(found, measure.name))),
        said[0].period if said else "",
    )


def tables_of(found: Release, name: str) -> list[ReleasedTable]:
    """Return the tables of one measure."""
    return [table for table in found.tables if table.measure.name == name]


def newest_of(tables: list[ReleasedTable]) -> ReleasedTable:
    """Return the table whose numbers are the newest."""
    return max(tables, key=lambda one: str(one.frame["period_start"].max()))


def measure_page_of(found: Release, name: str) -> MeasurePage:
    """Return one measure with all that its page shows.

    Raises
    ------
    IndexError
        If the release holds no table of it.
    """
    tables = tables_of(found, name)
    declared = tables[0].measure
    _, *blocks, definition = measure_blocks(tables, found)  # the page has the title itself
    assert isinstance(definition, Facts)
    funnel, mapped = funnel_figure(tables, found), district_map(tables, found)
    return MeasurePage(
        measure=declared,
        kind=SHORT_KIND[declared.kind],
        age=data_age(found, newest_of(tables)),
        blocks=tuple(blocks),
        comparison=tuple(one for one in (mapped, funnel) if one is not None),
        why_no_funnel="" if funnel else _why_no_funnel(tables),
        cannot_say=what_cannot_be_said(tables, found),
        definition=Facts(definition.rows),
        lineage=lineage(tables, found),
        downloads=tuple(
            Download(table.name, _words(table), table.frame.height, is_open(table, found))
            for table in tables
            if not table.frame.is_empty()
        ),
    )


def _why_no_funnel(tables: list[ReleasedTable]) -> str:
    if not any(AreaKind.DISTRICT in table.grid.areas for table in tables):
        return "It is not known by district, so districts cannot be compared."
    if tables[0].measure.statistic not in ("proportion", "rate"):
        return (
            "Districts are not compared in a funnel: that takes a share or a rate, which allows for "
            "how large each is."
        )
    return "Districts are not compared in a funnel: fewer than three have a number to show."


def _words(table: ReleasedTable) -> str:
    """Return what a table has, in words: ``district and partnership, a month, by age``."""
    areas = joined([str(AreaKind(kind).value).replace("_", " ") for kind in table.grid.areas])
    by = f", by {split_words(table.grid.breakdown)}" if table.grid.breakdown else ""
    return f"{capital(areas)}, {PERIOD_WORDS[table.grid.period]}{by}"
