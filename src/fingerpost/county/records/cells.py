"""Cells as partners write them: days, hours, yes and no."""

from __future__ import annotations

import polars as pl

DAY_MONTH_YEAR = "%d/%m/%Y"


def day(column: str | pl.Expr) -> pl.Expr:
    """Return a day number as DD/MM/YYYY; blank where there is none."""
    return _expr(column).cast(pl.Date).dt.strftime(DAY_MONTH_YEAR)


def iso_day(column: str | pl.Expr) -> pl.Expr:
    """Return a day number as YYYY-MM-DD; blank where there is none."""
    return _expr(column).cast(pl.Date).dt.strftime("%Y-%m-%d")


def yes_no(column: str | pl.Expr) -> pl.Expr:
    """Return Yes or No."""
    return pl.when(_expr(column)).then(pl.lit("Yes")).otherwise(pl.lit("No"))


def words(values: dict[str, str], column: str | pl.Expr) -> pl.Expr:
    """Return each value in the words of the agency; a value without words stays blank."""
    return _expr(column).replace_strict(values, default=None, return_dtype=pl.String)


def financial_year(column: str | pl.Expr) -> pl.Expr:
    """Return the year in which a day's financial year begins."""
    return _expr(column).cast(pl.Date).dt.offset_by("-3mo").dt.year()


def quarter(column: str | pl.Expr) -> pl.Expr:
    """Return a day's quarter as 2021-Q2."""
    date = _expr(column).cast(pl.Date)
    return pl.format("{}-Q{}", date.dt.year(), date.dt.quarter())


def span(year: int) -> str:
    """Return a financial year as 2021-22."""
    return f"{year}-{(year + 1) % 100:02d}"


def _expr(column: str | pl.Expr) -> pl.Expr:
    return pl.col(column) if isinstance(column, str) else column
