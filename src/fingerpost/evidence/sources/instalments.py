"""Which instalment a whole file is, told by most of its rows.

A partner's file covers one month, quarter or year. Were each row filed under its own date, one slip
of the keyboard (2021-05 in the file of April) would make an instalment of one row, and that would
take the place of the whole file of May. So all rows of a file go into the one that most of them
name; the slip keeps its own date in its own column. Of equals the first is taken.

Each function returns what a `Column` takes as `derive`.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

Derive = Callable[[], pl.Expr]


def commonest(name: str) -> Derive:
    """Derive the value that most rows hold in the column `name`."""
    return lambda: _most(pl.col(name))


def commonest_month(name: str) -> Derive:
    """Derive the first day of the month that most dates in the column `name` lie in."""
    return lambda: _most(pl.col(name).dt.truncate("1mo"))


def commonest_quarter(name: str) -> Derive:
    """Derive the first day of the quarter (January, April, ...) that most dates lie in."""
    return lambda: _most(pl.col(name).dt.truncate("1q"))


def commonest_financial_year(name: str) -> Derive:
    """Derive the year in which the financial year (April to March) of most dates starts."""
    return lambda: _most(pl.col(name).dt.offset_by("-3mo").dt.year())


def quarter_of(name: str) -> Derive:
    """Derive the first day of each row's own quarter.

    For what a program of ours writes, whole: one file holds every quarter, and no date is a slip.
    """
    return lambda: pl.col(name).dt.truncate("1q")


def _most(values: pl.Expr) -> pl.Expr:
    return values.drop_nulls().mode().min()
