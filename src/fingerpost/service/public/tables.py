"""Every table that everybody may take away: its edition, definition and licence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from fingerpost.evidence.core.areas import AREA_KIND_WORDS, AreaKind
from fingerpost.evidence.disclosure import Release, ReleasedTable, all_rules
from fingerpost.evidence.disclosure.release import SYMBOL_MEANINGS
from fingerpost.evidence.measures.compute import sources_of
from fingerpost.evidence.publication.figures import PERIOD_WORDS
from fingerpost.evidence.publication.open_data import COLUMNS, LICENCES, NUMBERS, is_open
from fingerpost.evidence.publication.wording import joined, split_words

NOT_OPEN = "Rests on partners’ records: to read and to cite, under no open licence."
SORTED = ("area_kind", "area", "category", "period_start")
CSVW = "http://www.w3.org/ns/csvw"


@dataclass(frozen=True)
class Described:
    """One table with what is to know of it."""

    table: ReleasedTable
    licence: str  # its name; "" where there is none
    licence_url: str
    statements: tuple[str, ...]  # to give with the numbers
    rule: str  # of disclosure, in words

    @property
    def name(self) -> str:
        """The name by which it is asked for."""
        return self.table.name

    @property
    def areas(self) -> tuple[str, ...]:
        """The kinds of area that it has."""
        kinds = (AreaKind(one) for one in self.table.grid.areas)
        return tuple(AREA_KIND_WORDS[one] for one in kinds if one is not AreaKind.NOWHERE)

    @property
    def grid_words(self) -> str:
        """By what it is counted: areas, period and split."""
        grid = self.table.grid
        split = f"; by {split_words(grid.breakdown)}" if grid.breakdown else ""
        return f"{joined(self.areas)}; {PERIOD_WORDS[grid.period]}{split}"


def described(release: Release) -> tuple[Described, ...]:
    """Return every table of a release that has a row, in the order of measures."""
    every = (one for one in release.tables if not one.frame.is_empty())
    return tuple(
        _described(one, release)
        for one in sorted(
            every, key=lambda one: (one.measure.place, one.measure.name, one.name)
        )
    )


def one_of(release: Release, name: str) -> Described | None:
    """Return the table of a name, or None."""
    return next((one for one in described(release) if one.name == name), None)


def _described(table: ReleasedTable, release: Release) -> Described:
    behind = sources_of(table.measure)
    sources = [one for one in release.provenance.sources if one.source in behind]
    licence, url = "", ""
    if is_open(table, release):
        names = [name for name in LICENCES if any(name in one.licence for one in sources)]
        if names:
            licence, url = LICENCES[names[0]]["title"], LICENCES[names[0]]["path"]
    return Described(
        table,
        licence,
        url,
        tuple(dict.fromkeys(one.licence_statement for one in sources)),
        all_rules()[table.rule].words,
    )


def rows(table: ReleasedTable) -> list[dict[str, Any]]:
    """Return the rows of a table as its CSV has them; a number that is not shown is null, with its symbol."""
    frame = table.frame.sort(*SORTED, nulls_last=True).select(*COLUMNS, "symbol")
    return frame.with_columns(pl.col(pl.Float64, pl.Float32).round(6)).to_dicts()


def csvw(one: Described, release: Release, *, url: str) -> dict[str, Any]:
    """Return what a table is, as CSV on the Web (W3C Recommendation, 17 December 2015)."""
    measure = one.table.measure
    said: dict[str, Any] = {
        "@context": [CSVW, {"@language": "en"}],
        "url": url,
        "dc:title": measure.title,
        "dc:description": measure.what_is_counted,
        "dc:publisher": release.partnership.name,
        "dc:identifier": f"{release.id}/{one.name}",
        "dc:rights": " ".join(one.statements),
        "null": ["", *SYMBOL_MEANINGS],
        "tableSchema": {
            "columns": [
                {
                    "name": name,
                    "titles": name,
                    "dc:description": words,
                    "datatype": "number" if name in NUMBERS else "string",
                }
                for name, words in COLUMNS.items()
            ]
        },
    }
    if one.licence_url:
        said["dc:license"] = {"@id": one.licence_url}
    return said
