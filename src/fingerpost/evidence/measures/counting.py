"""Count a table by area, whole period and part of a split: rows, sums, people, or repeated rows.

What adds up is counted by base period, and the small result is added up to whole periods. People do
not add up, since one of two months is one of the year: their rows are laid to every whole period that
they belong to before anybody is counted. Tables of events may be larger than memory, and are counted
in the engine; those of people are few, and are read once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import ibis
import ibis.expr.types as ir
import polars as pl

from fingerpost.evidence.measures.declaration import (
    Count,
    CountPeople,
    Median,
    Part,
    PublishedEstimate,
    Sum,
)
from fingerpost.evidence.measures.tables import TABLES, Inputs
from fingerpost.evidence.measures.tables.inputs import PERSON

# For the code of each whole period: the first days of its base periods, and whether all are landed.
Bases = Mapping[str, tuple[tuple[date, ...], bool]]
KEYS = {"area": pl.String, "period": pl.String, "category": pl.String}


def counted(
    part: Part, column: str, split: str | None, bases: Bases, inputs: Inputs
) -> pl.DataFrame:
    """Return what a part of a measure comes to: area, period, category, n, and what goes with it.

    Parameters
    ----------
    part : Part
        What is counted of which table.
    column : str
        The table's column with the code of the area.
    split : str or None
        The table's column that it is split by.
    bases : Bases
        The whole periods.
    inputs : Inputs
        Where the table is.

    Returns
    -------
    DataFrame
        `n` is null where the source hides or lacks a number of it. Rows of which one person may
        have several also have `people` and `spread`; a published estimate also `estimate_lower` and
        `estimate_upper`; of a median `n` is how many it is of, and `value` the median. What no row
        speaks of is not here.
    """
    match part:
        case PublishedEstimate():
            rows = published_estimates(part, column, inputs)
            found = rows.join(_spans(bases), on="period_start").drop("period_start")
            found = found.with_columns(category=pl.lit(None, dtype=pl.String))
        case CountPeople():
            found = _people(part, column, split, bases, inputs)
        case Median():
            found = _medians(part, column, split, bases, inputs)
        case Count(repeats=True):
            found = _repeats(part, column, split, bases, inputs)
        case Count() if TABLES[part.table].by_person:
            found = _rows_added_up(part, column, split, bases, inputs)
        case _:
            found = _added_up(part, column, split, bases, inputs)
    names = [*KEYS, *sorted(set(found.columns) - set(KEYS))]
    return found.select(names).cast(KEYS).filter(pl.col("area").is_not_null())  # type: ignore[arg-type]


def _added_up(
    part: Count | Sum, column: str, split: str | None, bases: Bases, inputs: Inputs
) -> pl.DataFrame:
    """Count or add up by base period, then add these up to whole periods."""
    table = inputs.table(part.table)
    table = table.filter(_fits(part, table))
    amount: ir.Scalar = table.count()
    if isinstance(part, Sum):
        number = table[part.column].cast("float64")
        # A number that the source hides or lacks is not zero: a sum that needs it has none.
        amount = ibis.ifelse(number.isnull().any(), None, number.sum())
    category = table[split] if split else ibis.null("string")
    grouped = table.group_by(
        period_start=table.period_start, area=table[column], category=category
    ).agg(n=amount)
    return _in_whole_periods(grouped.to_polars(), bases)


def _rows_added_up(
    part: Count, column: str, split: str | None, bases: Bases, inputs: Inputs
) -> pl.DataFrame:
    """Count the rows of a table of people by base period, and add these up to whole periods."""
    rows = _rows(part, column, split, inputs).filter("fits")
    return _in_whole_periods(
        rows.group_by("period_start", "area", "category").agg(n=pl.len()), bases
    )


def _in_whole_periods(frame: pl.DataFrame, bases: Bases) -> pl.DataFrame:
    return (
        frame.with_columns(pl.col("period_start").cast(pl.Date), pl.col("n").cast(pl.Float64))
        .join(_spans(bases), on="period_start")
        .group_by("area", "period", "category")
        .agg(pl.when(pl.col("n").null_count() == 0).then(pl.col("n").sum()))
    )


def _people(
    part: CountPeople, column: str, split: str | None, bases: Bases, inputs: Inputs
) -> pl.DataFrame:
    """Count everybody once in an area and a period, where their newest row has them."""
    rows = _rows(part, column, split, inputs).join(_spans(bases), on="period_start")
    # The newest row's part of the split: a date as text has ten letters, and sorts as it should.
    dated = pl.col("period_start").cast(pl.String) + pl.col("category")
    each = rows.group_by("area", "period", pl.col(PERSON)).agg(
        pl.col("fits").any(), category=dated.max().str.slice(10)
    )
    found = each.filter("fits").group_by("area", "period", "category")
    return found.agg(n=pl.len().cast(pl.Float64))


def _repeats(
    part: Count, column: str, split: str | None, bases: Bases, inputs: Inputs
) -> pl.DataFrame:
    """Count rows, the people behind them, and how unevenly they share them."""
    rows = _rows(part, column, split, inputs).filter("fits")
    each = (
        rows.join(_spans(bases), on="period_start")
        .group_by("area", "period", "category", PERSON)
        .agg(rows=pl.len().cast(pl.Float64))
    )
    found = each.group_by("area", "period", "category").agg(
        n=pl.col("rows").sum(),
        people=pl.len().cast(pl.Float64),
        squares=(pl.col("rows") ** 2).sum(),
    )
    return found.with_columns(spread=pl.col("squares") / pl.col("n")).drop("squares")


def _medians(
    part: Median, column: str, split: str | None, bases: Bases, inputs: Inputs
) -> pl.DataFrame:
    """Return medians, and of how many rows each is."""
    value = pl.col(part.column).cast(pl.Float64)
    rows = _rows(part, column, split, inputs, value=value)
    rows = rows.filter("fits", pl.col("value").is_not_null())
    found = rows.join(_spans(bases), on="period_start").group_by("area", "period", "category")
    return found.agg(n=pl.len().cast(pl.Float64), value=pl.col("value").median())


def _rows(
    part: Count | CountPeople | Median,
    column: str,
    split: str | None,
    inputs: Inputs,
    **more: pl.Expr,
) -> pl.DataFrame:
    """Return the rows of a table of people: whose, when, where, in what part, and whether they count."""
    fits = pl.lit(value=True)
    for name, values in part.where.items():
        fits &= pl.col(name).is_in(list(values)).fill_null(value=False)
    return inputs.frame(part.table).select(
        PERSON,
        pl.col("period_start").cast(pl.Date),
        area=pl.col(column),
        category=pl.col(split).cast(pl.String) if split else pl.lit(None, pl.String),
        fits=fits,
        **more,
    )


def published_estimates(part: PublishedEstimate, column: str, inputs: Inputs) -> pl.DataFrame:
    """Return published numbers with their limits: area, period_start, n and both limits."""
    table = inputs.table(part.table)
    chosen = table.select(
        area=table[column],
        period_start=table.period_start.cast("date"),
        n=table[part.column].cast("float64"),
        estimate_lower=table[part.lower].cast("float64"),
        estimate_upper=table[part.upper].cast("float64"),
    )
    frame: pl.DataFrame = chosen.filter(chosen.area.notnull()).to_polars()
    return frame


def _fits(part: Count | Sum, table: ir.Table) -> ir.BooleanValue:
    """Return whether a row is among those that count; one without the column's value is not."""
    fits: ir.BooleanValue = ibis.literal(value=True)
    for name, values in part.where.items():
        fits &= table[name].isin(values).fill_null(False)
    return fits


def _spans(bases: Bases) -> pl.DataFrame:
    """Return the base periods of each whole period of which all are landed: period, period_start."""
    pairs = [
        (code, start) for code, (starts, whole) in bases.items() if whole for start in starts
    ]
    return pl.DataFrame(
        pairs, schema={"period": pl.String, "period_start": pl.Date}, orient="row"
    )
