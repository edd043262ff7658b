"""What each kind of column makes of its text cells, as expressions over whole columns.

A cell that cannot be what its column declares becomes null; `checking` finds it and says why.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from fingerpost.evidence.core.areas import LSOA_CODE
from fingerpost.evidence.sources.declaration import Column, ColumnKind, Source
from fingerpost.evidence.sources.footnotes import without_footnotes

EARLIEST = date(1801, 1, 1)  # the first census; an earlier date in these files is a slip
THOUSANDS = r"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$"
AREA_CODE = r"^[A-Z]\d{8}$"
ONE_LSOA = f"^(?:{LSOA_CODE.pattern})$"


LANDED_AS: dict[ColumnKind, pl.DataType] = {
    ColumnKind.TEXT: pl.String(),
    ColumnKind.INTEGER: pl.Int64(),
    ColumnKind.NUMBER: pl.Float64(),
    ColumnKind.BOOLEAN: pl.Boolean(),
    ColumnKind.DATE: pl.Date(),
    ColumnKind.MONTH: pl.Date(),
    ColumnKind.QUARTER: pl.Date(),
    ColumnKind.YEAR: pl.Int32(),
    ColumnKind.FINANCIAL_YEAR: pl.Int32(),
    ColumnKind.DATETIME: pl.Datetime("us", "UTC"),
    ColumnKind.LSOA: pl.String(),
    ColumnKind.AREA_CODE: pl.String(),
    ColumnKind.LONGITUDE: pl.Float64(),
    ColumnKind.LATITUDE: pl.Float64(),
    ColumnKind.GEOMETRY: pl.String(),
}
EXPECTED = {
    ColumnKind.INTEGER: "a whole number",
    ColumnKind.NUMBER: "a number",
    ColumnKind.BOOLEAN: "true or false",
    ColumnKind.MONTH: "a month as YYYY-MM",
    ColumnKind.QUARTER: "a quarter as YYYY-Qn",
    ColumnKind.YEAR: "a year as YYYY",
    ColumnKind.FINANCIAL_YEAR: "a financial year as YYYY-YY",
    ColumnKind.DATETIME: "a date and time as YYYY-MM-DDTHH:MM:SS with its zone",
    ColumnKind.LSOA: "the code of a small area",
    ColumnKind.AREA_CODE: "a nine-character area code",
    ColumnKind.LONGITUDE: "a longitude in degrees",
    ColumnKind.LATITUDE: "a latitude in degrees",
    ColumnKind.GEOMETRY: "an outline",
}
DATES = (ColumnKind.DATE, ColumnKind.MONTH, ColumnKind.QUARTER, ColumnKind.DATETIME)
FEW_VALUES = (*DATES, ColumnKind.YEAR, ColumnKind.FINANCIAL_YEAR, ColumnKind.LSOA)
MANY_ROWS = 50_000


def cast_column(column: Column, source: Source, cells: pl.DataFrame) -> pl.Expr:
    """Return the expression that types a column of `cells`."""
    text = pl.col(column.name)
    if column.kind in FEW_VALUES and cells.height > MANY_ROWS:
        # A month is one of few words repeated a million times: each word is read once.
        words = cells[column.name].unique().drop_nulls()
        if words.len() < cells.height // 100:
            values = words.to_frame().select(_CASTS[column.kind](text, column)).to_series()
            return text.replace_strict(words, values, default=None, return_dtype=values.dtype)
    if column.name in source.has_symbols:
        text = pl.when(~text.is_in(list(source.symbols))).then(text)
    return _CASTS[column.kind](text, column)


def symbol_of(name: str, source: Source) -> pl.Expr:
    """Return the expression that keeps the symbols which stand for a number."""
    text = pl.col(name)
    return pl.when(text.is_in(list(source.symbols))).then(text)


def _as_text(text: pl.Expr, column: Column) -> pl.Expr:
    if column.has_footnotes:
        return text.map_elements(without_footnotes, return_dtype=pl.String)
    return text


def _as_number(text: pl.Expr, _column: Column) -> pl.Expr:
    plain = text.cast(pl.Float64, strict=False)
    grouped = pl.when(text.str.contains(THOUSANDS)).then(
        text.str.replace_all(",", "", literal=True)
    )
    number = pl.coalesce(plain, grouped.cast(pl.Float64, strict=False))
    return pl.when(number.is_finite()).then(number)


def _as_integer(text: pl.Expr, column: Column) -> pl.Expr:
    plain = text.cast(pl.Int64, strict=False)
    number = _as_number(text, column)
    whole = pl.when((number == number.round()) & (number.abs() < 2**53)).then(number)
    return pl.coalesce(plain, whole.cast(pl.Int64, strict=False))


def _as_degrees(text: pl.Expr, _column: Column) -> pl.Expr:
    number = text.cast(pl.Float64, strict=False)
    return pl.when(number.is_finite()).then(number)


def _as_boolean(text: pl.Expr, _column: Column) -> pl.Expr:
    lower = text.str.to_lowercase()
    return pl.when(lower == "true").then(True).when(lower == "false").then(False)


def _as_date(text: pl.Expr, column: Column) -> pl.Expr:
    day = text.str.to_date(column.date_format, strict=False, cache=True)
    return pl.when(day >= EARLIEST).then(day)


def _as_month(text: pl.Expr, _column: Column) -> pl.Expr:
    day = (text + "-01").str.to_date("%Y-%m-%d", strict=False, cache=True)
    return pl.when((text.str.len_bytes() == 7) & (day >= EARLIEST)).then(day)


def _as_quarter(text: pl.Expr, _column: Column) -> pl.Expr:
    parts = text.str.extract_groups(r"^((?:1[89]|2[01])\d\d)[- ]?Q([1-4])$")
    year, quarter = (parts.struct.field(group).cast(pl.Int32) for group in ("1", "2"))
    return pl.date(year, 3 * quarter - 2, 1)


def _as_year(text: pl.Expr, _column: Column) -> pl.Expr:
    return (
        pl.when(text.str.contains(r"^(1[89]|2[01])\d\d$"))
        .then(text)
        .cast(pl.Int32, strict=False)
    )


def _as_financial_year(text: pl.Expr, _column: Column) -> pl.Expr:
    parts = text.str.extract_groups(r"^((?:1[89]|2[01])\d\d)\s*[-/–]?\s*((?:\d\d)?\d\d)$")
    first = parts.struct.field("1").cast(pl.Int32, strict=False)
    last = parts.struct.field("2").cast(pl.Int32, strict=False)
    return pl.when((first + 1) % 100 == last % 100).then(first)


def _as_datetime(text: pl.Expr, _column: Column) -> pl.Expr:
    moment = text.str.to_datetime(
        "%+", strict=False, time_unit="us", time_zone="UTC", exact=True, cache=True
    )
    return pl.when(moment.dt.date() >= EARLIEST).then(moment)


def _matching(pattern: str) -> Callable[[pl.Expr, Column], pl.Expr]:
    def cast(text: pl.Expr, _column: Column) -> pl.Expr:
        return pl.when(text.str.contains(pattern)).then(text)

    return cast


_CASTS: dict[ColumnKind, Callable[[pl.Expr, Column], pl.Expr]] = {
    ColumnKind.TEXT: _as_text,
    ColumnKind.INTEGER: _as_integer,
    ColumnKind.NUMBER: _as_number,
    ColumnKind.BOOLEAN: _as_boolean,
    ColumnKind.DATE: _as_date,
    ColumnKind.MONTH: _as_month,
    ColumnKind.QUARTER: _as_quarter,
    ColumnKind.YEAR: _as_year,
    ColumnKind.FINANCIAL_YEAR: _as_financial_year,
    ColumnKind.DATETIME: _as_datetime,
    ColumnKind.LSOA: _matching(ONE_LSOA),
    ColumnKind.AREA_CODE: _matching(AREA_CODE),
    ColumnKind.LONGITUDE: _as_degrees,
    ColumnKind.LATITUDE: _as_degrees,
    ColumnKind.GEOMETRY: _matching(r'^\{"type": ?"(Multi)?Polygon"'),
}


def expected(column: Column) -> str:
    """Return in words what a cell of this column must be."""
    if column.kind == ColumnKind.DATE:
        words = column.date_format.replace("%d", "DD").replace("%m", "MM").replace("%Y", "YYYY")
        return f"a date as {words.replace('%b', 'MON').replace('%y', 'YY')}"
    return EXPECTED.get(column.kind, "text")
