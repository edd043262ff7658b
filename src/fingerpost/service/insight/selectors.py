"""What was published, for those who may see it: from the newest Release alone.

What a page shows is made once for each release, since a chart takes a second to draw.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.disclosure import Release, ReleasedTable
from fingerpost.evidence.measures.declaration import OUTCOME_TITLES, STRATEGIC, Kind, Measure
from fingerpost.evidence.publication.comparison_figures import district_map, funnel_figure
from fingerpost.evidence.publication.content import Block, Facts, Page
from fingerpost.evidence.publication.figures import PERIOD_WORDS, data_age
from fingerpost.evidence.publication.findings import findings_for
from fingerpost.evidence.publication.measure_blocks import measure_blocks
from fingerpost.evidence.publication.measure_lineage import lineage, what_cannot_be_said
from fingerpost.evidence.publication.open_data import is_open, table_csv
from fingerpost.evidence.publication.page_maker import pages_of
from fingerpost.evidence.publication.wording import (
    SHORT_KIND,
    capital,
    joined,
    outcome_slug,
    split_words,
)
from fingerpost.service.access import policies
from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.insight import published
from fingerpost.service.insight.aims import AIMS, Aim

KEPT = 200  # pages whose blocks are kept
NOTHING_SAID = "Cannot say: too little is known, or too few."


@dataclass(frozen=True)
class Line:
    """One measure in a list: what it says now, in a sentence."""

    measure: Measure
    sentence: str

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


def release(*, viewer: Membership) -> Release | None:
    """Return the release that was made last, or None."""
    policies.check(viewer, P.MEASURE_VIEW)
    return published.newest()


def overview(*, viewer: Membership) -> tuple[tuple[Aim, tuple[Section, ...]], ...]:
    """Return the three aims with their outcomes and measures, activity and outcome apart."""
    policies.check(viewer, P.MEASURE_VIEW)
    folder = published.newest_folder()
    return () if folder is None else _overview(folder)


@lru_cache(maxsize=2)
def _overview(folder: str) -> tuple[tuple[Aim, tuple[Section, ...]], ...]:
    found = published.read(folder)
    measures = {table.measure.name: table.measure for table in found.tables}
    sections = {}
    for outcome, title in OUTCOME_TITLES.items():
        mine = sorted(
            (m for m in measures.values() if m.outcome is outcome),
            key=lambda m: (m.place, m.name),
        )
        lines = [Line(measure, _sentence(found, measure)) for measure in mine]
        sections[outcome] = Section(
            name=outcome.value,
            title=title,
            level=f"{'Strategic' if outcome in STRATEGIC else 'Intermediate'} outcome",
            changed=tuple(line for line in lines if line.measure.kind is Kind.OUTCOME),
            done=tuple(line for line in lines if line.measure.kind is not Kind.OUTCOME),
            waiting=tuple(m for m in found.waiting if m.outcome is outcome),
        )
    return tuple((aim, tuple(sections[one] for one in aim.outcomes)) for aim in AIMS)


def _sentence(found: Release, measure: Measure) -> str:
    said = findings_for(found, measure.name)
    return said[0].sentence if said else NOTHING_SAID


def measure(name: str, *, viewer: Membership) -> MeasurePage | None:
    """Return a measure with its page, or None if the release holds no table of it."""
    policies.check(viewer, P.MEASURE_VIEW)
    folder = published.newest_folder()
    if folder is None or not _tables(published.read(folder), name):
        return None
    return _measure_page(folder, name)


def _tables(found: Release, name: str) -> list[ReleasedTable]:
    return [table for table in found.tables if table.measure.name == name]


@lru_cache(maxsize=KEPT)
def _measure_page(folder: str, name: str) -> MeasurePage:
    found = published.read(folder)
    tables = _tables(found, name)
    declared = tables[0].measure
    with published.charts(folder):
        _, *blocks, definition = measure_blocks(tables, found)  # the page has the title itself
        funnel, mapped = funnel_figure(tables, found), district_map(tables, found)
    assert isinstance(definition, Facts)
    return MeasurePage(
        measure=declared,
        kind=SHORT_KIND[declared.kind],
        age=data_age(found, max(tables, key=lambda one: str(one.frame["period_start"].max()))),
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


def download(measure: str, table: str, *, viewer: Membership) -> bytes | None:
    """Return a protected table as CSV, or None if there is none."""
    policies.check(viewer, P.MEASURE_VIEW)
    found = published.newest()
    if found is None:
        return None
    chosen = next((one for one in _tables(found, measure) if one.name == table), None)
    return None if chosen is None else table_csv(chosen)


def page(slug: str, *, viewer: Membership) -> Page | None:
    """Return a page of the pack by its slug: what is new, journeys, sources."""
    policies.check(viewer, P.PACK_VIEW)
    folder = published.newest_folder()
    return None if folder is None else _pages(folder).get(slug)


def pages(*, viewer: Membership) -> tuple[Page, ...]:
    """Return the pages of the pack that the overview does not have itself, for who may read them."""
    folder = published.newest_folder()
    if folder is None or not policies.can(viewer, P.PACK_VIEW):
        return ()
    own = {"index", *map(outcome_slug, OUTCOME_TITLES)}
    return tuple(page for slug, page in _pages(folder).items() if slug not in own)


@lru_cache(maxsize=2)
def _pages(folder: str) -> dict[str, Page]:
    with published.charts(folder):
        return {page.slug: page for page in pages_of(published.read(folder))}
