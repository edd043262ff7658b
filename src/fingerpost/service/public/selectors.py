"""What the public's pages show, from the Release made for the public and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fingerpost.evidence.core.areas import Area
from fingerpost.evidence.disclosure import Release
from fingerpost.evidence.measures.declaration import Kind, Measure
from fingerpost.evidence.publication.content import Block, Facts
from fingerpost.evidence.publication.figures import data_age
from fingerpost.evidence.publication.findings import findings_of
from fingerpost.evidence.publication.open_data import table_csv
from fingerpost.evidence.publication.wording import SHORT_KIND, SIGN_WORDS
from fingerpost.service.insight.aims import Aim
from fingerpost.service.insight.reading import (
    Line,
    MeasurePage,
    Section,
    measure_page_of,
    overview_of,
    tables_of,
)

SUGGESTED = "A step is suggested"  # a question to the partnership, not to its readers


@dataclass(frozen=True)
class District:
    """A district with what is known of it; activity and outcome apart."""

    area: Area
    changed: tuple[Line, ...]
    done: tuple[Line, ...]
    unknown: tuple[Measure, ...]  # measures that say nothing by district


@dataclass(frozen=True)
class PublicMeasure:
    """A measure as everybody reads it."""

    page: MeasurePage
    blocks: tuple[Block, ...]
    kind: str
    statements: tuple[str, ...]  # of licences


def overview(release: Release) -> tuple[tuple[Aim, tuple[Section, ...]], ...]:
    """Return the three aims with their outcomes and measures."""
    return overview_of(release)


def district(release: Release, code: str) -> District | None:
    """Return what is known of a district of the partnership, or None if it has no such district."""
    area = release.partnership.district(code)
    if area is None:
        return None
    lines: dict[str, Line] = {}
    for table in release.tables:
        for finding in findings_of(table):
            if finding.area == code and table.measure.name not in lines:
                lines[table.measure.name] = Line(
                    table.measure,
                    finding.sentence,
                    SIGN_WORDS[finding.sign],
                    data_age(release, table),
                )
    measures = {table.measure.name: table.measure for table in release.tables}
    known = sorted(lines.values(), key=lambda one: (one.measure.place, one.measure.name))
    return District(
        area,
        changed=tuple(one for one in known if one.measure.kind is Kind.OUTCOME),
        done=tuple(one for one in known if one.measure.kind is not Kind.OUTCOME),
        unknown=tuple(one for name, one in sorted(measures.items()) if name not in lines),
    )


def measure(release: Release, name: str) -> PublicMeasure | None:
    """Return a measure with its page, or None if the release has no table of it."""
    if not tables_of(release, name):
        return None
    page = measure_page_of(release, name)
    return PublicMeasure(
        page,
        blocks=tuple(one for one in page.blocks if not _is_suggestion(one)),
        kind=SHORT_KIND[page.measure.kind],
        statements=_statements(release),
    )


def _is_suggestion(block: Block) -> bool:
    return isinstance(block, Facts) and any(term == SUGGESTED for term, _ in block.rows)


def _statements(release: Release) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.licence_statement for one in release.provenance.sources))


def download(release: Release, name: str, table: str) -> bytes | None:
    """Return a protected table as CSV, or None if there is none."""
    found = next((one for one in tables_of(release, name) if one.name == table), None)
    return None if found is None else table_csv(found)


def addresses(release: Release) -> dict[str, Any]:
    """Return what can be chosen from every page: districts by name."""
    return {"districts": sorted(release.partnership.districts, key=lambda one: one.name)}
