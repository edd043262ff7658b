"""Who a measure reaches: its splits by sex, age, ethnicity, deprivation and more, in one table.

A chart for each of six splits would bury the answer, so a measure that asks about everybody alike
has one table instead, after its figures.
"""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import Period
from fingerpost.evidence.disclosure import ReleasedTable
from fingerpost.evidence.publication.content import Block, Paragraph, Table
from fingerpost.evidence.publication.figures import (
    age_order,
    interval_headers,
    interval_row,
    symbols_in,
)
from fingerpost.evidence.publication.findings import (
    Row,
    areas_of,
    findings_of,
    is_shown,
    rows_of,
)
from fingerpost.evidence.publication.wording import capital, split_words

WHO = {"sex", "age", "ethnicity"}
LIVES_IN = "lives in"


def asks_who(tables: list[ReleasedTable]) -> bool:
    """Tell whether a measure is split by who people are, by all that is asked of everybody alike."""
    return {table.grid.breakdown for table in tables} >= WHO


def is_of_who(table: ReleasedTable) -> bool:
    """Tell whether a table belongs to the answer on who is reached."""
    return table.grid.breakdown is not None or _is_of_fifths(table)


def who_is_reached(tables: list[ReleasedTable]) -> list[Block]:
    """Return the splits of one measure as one table, for the newest period with any number.

    Parameters
    ----------
    tables : list of ReleasedTable
        Of one measure; those that are no split are passed over.
    """
    splits = sorted((t for t in tables if is_of_who(t)), key=_order)
    title = f"{splits[0].measure.title}: who"
    shown = [row for t in splits for row in t.frame.iter_rows(named=True) if is_shown(row)]
    if not shown:
        return [Paragraph(f"{title}: cannot say. No part of any split can be shown.")]
    newest = Period.parse(max(shown, key=lambda row: row["period_start"])["period"])
    rows = [
        (f"{capital(_words(t))}: {_part(t, row)}", *interval_row(row, t)[2:])
        for t in splits
        for row in _rows(t, newest)
    ]
    headers = ("Part", *interval_headers(splits[0])[2:])
    keep = [0, *(i for i in range(1, len(headers)) if any(row[i] for row in rows))]
    blocks: list[Block] = [
        Paragraph(finding.sentence)
        for table in splits
        for finding in findings_of(table)
        if finding.sign == "difference"
    ]
    blocks.append(
        Table(
            caption=f"{title}, {newest.label}",
            headers=tuple(headers[i] for i in keep),
            rows=tuple(tuple(row[i] for i in keep) for row in rows),
            numeric=tuple(i > 0 for i in keep),
            note=" ".join(
                filter(
                    None,
                    (
                        "Where intervals overlap, a difference may be chance.",
                        symbols_in(rows),
                    ),
                )
            ),
        )
    )
    return blocks


def _is_of_fifths(table: ReleasedTable) -> bool:
    return AreaKind.DEPRIVATION_QUINTILE in table.grid.areas


def _order(table: ReleasedTable) -> tuple[bool, bool, str]:
    split = table.grid.breakdown or ""
    return (_is_of_fifths(table), split not in WHO, split)


def _words(table: ReleasedTable) -> str:
    return LIVES_IN if _is_of_fifths(table) else split_words(table.grid.breakdown)


def _part(table: ReleasedTable, row: Row) -> str:
    return str(row["area_name"] if _is_of_fifths(table) else row["category"])


def _rows(table: ReleasedTable, period: Period) -> list[Row]:
    if _is_of_fifths(table):
        found = rows_of(table, period=period.code)
        return sorted(found, key=lambda row: row["area"])
    found = rows_of(table, area=areas_of(table)[0][0], period=period.code)
    if table.grid.breakdown == "age":
        found.sort(key=lambda row: age_order(row["category"]))
    return found
