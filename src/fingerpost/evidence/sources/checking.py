"""Check every cell of a raw table, and split its rows into typed ones and refused ones.

Every check is one expression over a whole column. Most files pass all of them, so reasons are only
written for the few rows that fail. A row may fail in several columns and is then named once for
each, but counts once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from fingerpost.evidence.core.areas import MADE_UP
from fingerpost.evidence.sources.casting import DATES, cast_column, expected, symbol_of
from fingerpost.evidence.sources.codelists import all_codelists
from fingerpost.evidence.sources.declaration import Column, ColumnKind, Source
from fingerpost.evidence.sources.land import is_made_up_ground, is_near_land
from fingerpost.evidence.sources.results import RECORD, REJECTS_SCHEMA, ROW, SHEET, RawTable

SHOWN = 40  # characters of a refused value that a reason shows
# What a message may show of a file about people: a number or a code, too short to be anybody.
HARMLESS = re.compile(r"[-+]?\d{1,3}(\.\d)?|[A-Z]{0,2}\d{1,2}[A-Z]?|[A-Z]")
CODES_SHOWN = 8  # new words that one note names
WEST, EAST, SOUTH, NORTH = -9.0, 2.1, 49.8, 61.0  # Great Britain with its islands, in degrees

SPACES = " \t\u00a0\u2007\u202f"
BOX = "lies in no part of Great Britain"
SEA = (
    "lies in the sea or abroad: further than 25 km from every small area of the United Kingdom"
)


@dataclass(frozen=True)
class TypedTable:
    """The rows that passed every check, what was refused, and what to say about the file."""

    rows: pl.DataFrame  # the declared columns, companions, and `_row`
    rejects: pl.DataFrame  # of REJECTS_SCHEMA
    rows_read: int
    rows_landed: int
    rows_refused: int
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Check:
    """One thing that can be wrong with a cell: where it is, and in words what it is."""

    column: Column
    fails: pl.Expr
    reason: str
    shows_value: bool = True


def cast_table(raw: RawTable, source: Source, *, today: date | None) -> TypedTable:
    """Type every column of `raw` as `source` declares it.

    Parameters
    ----------
    raw : RawTable
    source : Source
    today : date, optional
        Months and dates after this day are refused; None lets them through.
    """
    record = RECORD if RECORD in raw.rows.columns else ROW
    cells = _with_all_columns(raw.rows, source)
    cells = _without_outer_spaces(cells, source, is_plain=raw.is_plain)
    typed = cells.with_columns(
        [cast_column(column, source, cells).alias(column.name) for column in _given(source)]
        + [symbol_of(name, source).alias(f"{name}_symbol") for name in source.has_symbols]
    )
    checks = list(_checks(source, today))
    both = pl.concat([typed, cells.select(pl.all().name.prefix(_TEXT))], how="horizontal")
    rejects, bad = _collect(both, checks, raw, source, record)
    if bad is not None:
        typed = typed.join(bad, on=record, how="anti", maintain_order="left")
    refused_here = 0 if bad is None else bad.height
    refused_before = raw.rejects["row"].n_unique()
    derived = [column.derive().alias(column.name) for column in source.columns if column.derive]
    typed = typed.with_columns(derived)
    names = [name for column in source.columns for name in _landed_names(column, source)]
    is_row_by_row = record == ROW and source.unpivot is None
    rows_read = raw.rows.height if is_row_by_row else raw.rows[record].n_unique()
    rows_landed = typed.height if is_row_by_row else typed[record].n_unique()
    return TypedTable(
        rows=typed.select(*names, ROW),
        rejects=pl.concat([raw.rejects, rejects]).sort("row", maintain_order=True),
        rows_read=rows_read + refused_before,
        rows_landed=rows_landed,
        rows_refused=refused_before + refused_here,
        notes=(*_new_codes(typed, source), *_repeated_keys(typed, source)),
    )


_TEXT = "_text_"


def _landed_names(column: Column, source: Source) -> Iterable[str]:
    yield column.name
    if column.name in source.has_symbols:
        yield f"{column.name}_symbol"


def _given(source: Source) -> list[Column]:
    return [column for column in source.columns if column.derive is None]


def _with_all_columns(rows: pl.DataFrame, source: Source) -> pl.DataFrame:
    """Fill in the columns that the file does not have."""
    absent = [column for column in _given(source) if column.name not in rows.columns]
    rows = rows.with_columns(
        pl.lit(column.when_absent, dtype=pl.String).alias(column.name) for column in absent
    )
    filled = [
        column for column in _given(source) if column.when_absent and column not in absent
    ]
    return rows.with_columns(
        pl.col(column.name).fill_null(column.when_absent) for column in filled
    )


def _without_outer_spaces(
    cells: pl.DataFrame, source: Source, *, is_plain: bool
) -> pl.DataFrame:
    """Strip cells, but only in columns that have one to strip: it costs more than looking."""
    names = [column.name for column in _given(source)]
    if is_plain:
        looks = cells.select(
            (pl.col(name).str.starts_with(" ") | pl.col(name).str.ends_with(" "))
            .any()
            .alias(name)
            for name in names
        )
        names = [name for name in names if looks[name].any()]
    cells = cells.with_columns(
        pl.col(name).str.strip_chars(SPACES) for name in names
    ).with_columns(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in names)
    if not source.blank_as:
        return cells
    blank = list(source.blank_as)
    return cells.with_columns(
        pl.when(~pl.col(column.name).is_in(blank)).then(pl.col(column.name)).alias(column.name)
        for column in _given(source)
    )


# -- what can be wrong ----------------------------------------------------------------------


def _checks(source: Source, today: date | None) -> Iterable[_Check]:
    codelists = all_codelists()
    for column in _given(source):
        text, value = pl.col(_TEXT + column.name), pl.col(column.name)
        if not column.nullable:
            yield _Check(column, text.is_null(), "the cell is blank; every row needs it", False)
        fails = text.is_not_null() & value.is_null()
        if column.name in source.has_symbols:
            fails = fails & pl.col(f"{column.name}_symbol").is_null()
        if column.kind != ColumnKind.TEXT:
            yield _Check(column, fails, f"expected {expected(column)}")
        if column.minimum is not None:
            least = f"expected at least {column.minimum:g}"
            yield _Check(column, value < column.minimum, least)
        if column.maximum is not None:
            yield _Check(column, value > column.maximum, f"expected at most {column.maximum:g}")
        if today is not None and column.kind in DATES:
            yield _Check(
                column,
                value.dt.date() > today,
                f"is in the future: expected no later than {today:%d/%m/%Y}",
            )
        if today is not None and column.kind in (ColumnKind.YEAR, ColumnKind.FINANCIAL_YEAR):
            yield _Check(
                column,
                value > today.year,
                f"is in the future: expected no later than {today.year}",
            )
        if column.kind == ColumnKind.LONGITUDE:
            yield _Check(column, ~value.is_between(WEST, EAST), BOX)
        if column.kind == ColumnKind.LATITUDE:
            yield _Check(column, ~value.is_between(SOUTH, NORTH), BOX)
        codelist = codelists.get(column.codelist or "")
        if codelist is not None and codelist.closed:
            wrong = ~value.is_in(list(codelist.values))
            yield _Check(column, wrong, f"is no code of {codelist.publisher}'s list")
    yield from _point_checks(source)


def _point_checks(source: Source) -> Iterable[_Check]:
    """Yield what a pair of coordinates can get wrong together."""
    kinds = {column.kind: column for column in _given(source)}
    east, north = kinds.get(ColumnKind.LONGITUDE), kinds.get(ColumnKind.LATITUDE)
    if east is None or north is None:
        return
    x, y = pl.col(east.name), pl.col(north.name)
    text_x, text_y = pl.col(_TEXT + east.name), pl.col(_TEXT + north.name)
    alone = "the row has one coordinate and not the other"
    yield _Check(east, text_x.is_null() & text_y.is_not_null(), alone, False)
    yield _Check(north, text_y.is_null() & text_x.is_not_null(), alone, False)
    inside = x.is_between(WEST, EAST) & y.is_between(SOUTH, NORTH)
    made_up = is_made_up_ground(x, y) & _is_made_up(kinds.get(ColumnKind.LSOA), x, y)
    yield _Check(east, inside & ~is_near_land(x, y) & ~made_up, f"the point {SEA}")


def _is_made_up(small_area: Column | None, x: pl.Expr, y: pl.Expr) -> pl.Expr:
    """Tell whether a row is of a made-up county: by its small area, or if it has none, its file.

    A slip in a real file (a lost minus sign puts Yorkshire there) stays refused: its row has a
    real small area, or most of its file's points lie on real ground.
    """
    if small_area is not None:
        return pl.col(small_area.name).str.starts_with(MADE_UP).fill_null(False)
    return is_made_up_ground(x, y).mean() > 0.5


def _collect(
    both: pl.DataFrame, checks: list[_Check], raw: RawTable, source: Source, record: str
) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """Return the rejects of all checks, and the records they refuse (None if there are none)."""
    counts = both.select(
        check.fails.fill_null(False).sum().alias(str(number))
        for number, check in enumerate(checks)
    )
    failing = [
        number for number in range(len(checks)) if both.height and counts[str(number)][0]
    ]
    if not failing:
        return pl.DataFrame(schema=REJECTS_SCHEMA), None
    headers, has_sheets = raw.headers or {}, SHEET in both.columns
    lines: list[tuple[int, str, str, str]] = []
    bad: set[int] = set()
    seen: set[tuple[int, str, str]] = set()
    for number in failing:
        check = checks[number]
        name = check.column.name
        rows = both.filter(check.fails.fill_null(False))
        sheets = rows[SHEET] if has_sheets else [""] * rows.height
        header = headers.get(name) or check.column.header or name
        # A cell of a wide file stands under the header that became a value.
        wide = source.unpivot is not None and name == source.unpivot.values
        heads = (
            rows[_TEXT + source.unpivot.into]
            if source.unpivot and wide
            else [header] * rows.height
        )
        for key, row, text, sheet, header in zip(
            rows[record], rows[ROW], rows[_TEXT + name], sheets, heads, strict=True
        ):
            bad.add(key)
            reason = _reason(check, text, source)
            where = f"{sheet}: {header}" if sheet else header
            if (key, where, reason) not in seen:
                seen.add((key, where, reason))
                line = raw.original(key) if raw.original else _cells_of(both, record, key)
                lines.append((row, where, reason, line))
    rejects = pl.DataFrame(
        sorted(lines, key=lambda line: line[0]), schema=REJECTS_SCHEMA, orient="row"
    )
    return rejects, pl.DataFrame({record: sorted(bad)}, schema={record: pl.Int64})


def _reason(check: _Check, text: str | None, source: Source) -> str:
    if not check.shows_value or text is None:
        return check.reason
    if check.column.personal or not _may_show(text, source):
        return f"{check.reason}, found {len(text)} characters that are not one"
    short = text if len(text) <= SHOWN else text[:SHOWN] + "…"
    return f'{check.reason}, found "{short}"'


def _may_show(text: str, source: Source) -> bool:
    """Tell whether a value may stand in a message: names slip into columns that are not theirs."""
    return not source.holds_people or HARMLESS.fullmatch(text) is not None


def _cells_of(both: pl.DataFrame, record: str, key: int) -> str:
    """Return the cells of a record as one line, for readers that keep no lines."""
    names = [
        name
        for name in both.columns
        if name.startswith(_TEXT) and not name.startswith(_TEXT + "_")
    ]
    row = both.filter(pl.col(record) == key).select(names).row(0)
    return "\t".join("" if value is None else str(value) for value in row)


# -- what is worth saying -------------------------------------------------------------------


def _new_codes(typed: pl.DataFrame, source: Source) -> Iterable[str]:
    codelists = all_codelists()
    for column in source.columns:
        codelist = codelists.get(column.codelist or "")
        if codelist is None or codelist.closed or column.personal:
            continue
        known = list(codelist.values)
        new = sorted(set(typed[column.name].drop_nulls().unique()) - set(known))
        if new:
            named = [word for word in new if _may_show(word, source)][:CODES_SHOWN]
            shown = ", ".join(f'"{word[:SHOWN]}"' for word in named)
            rest = len(new) - len(named)
            alone = f"{rest} value" if rest == 1 else f"{rest} values"
            more = f" and {rest} more" if named and rest else alone if rest else ""
            name = column.header or column.name
            yield f"{name}: landed though not in {codelist.publisher}'s list: {shown}{more}."


def _repeated_keys(typed: pl.DataFrame, source: Source) -> Iterable[str]:
    """Note keys that repeat. The publisher's own files do it, so it is no reason to refuse."""
    if not source.key:
        return
    keys = typed.select(source.key).drop_nulls()
    repeated = int(keys.is_duplicated().sum())
    if repeated:
        what = " and ".join(source.column(name).header or name for name in source.key)
        yield f"{repeated:,} rows share their {what} with another row; all are landed."
