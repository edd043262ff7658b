"""Which months the landed files cover: a month without a row in them is a true zero.

A file is taken to be whole for its month, quarter or year, up to the last month that was over
when it was landed.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from fingerpost.evidence.core.periods import Period
from fingerpost.evidence.measures.tables.inputs import Inputs

Covers = Callable[[Inputs], pl.DataFrame]


def months_of(source: str, *, but_first: int = 0) -> Covers:
    """Return a function that gives the months of every landed file of a source: period_start.

    Parameters
    ----------
    source : str
    but_first : int
        How many of the first months to leave out: for endings of what is filed by its beginning. What
        began before the first file is not in it, so its endings would be missed, the late ones most.
    """

    def covers(inputs: Inputs) -> pl.DataFrame:
        months = {
            month.start
            for landing, part in inputs.lake.current(source, inputs.as_of)
            if part.period
            for month in Period.parse(part.period).months()
            if month.end < landing.landed_at.date()
        }
        return pl.DataFrame(
            {"period_start": sorted(months)[but_first:]}, schema={"period_start": pl.Date}
        )

    return covers


def months_of_each_sender(source: str, place: str, quarter: str) -> Covers:
    """Return a function that gives the months each sender's quarterly files cover.

    Parameters
    ----------
    source : str
    place, quarter : str
        The columns that say which district a file is of, and the first day of its quarter.
    """
    every = months_of(source)

    def covers(inputs: Inputs) -> pl.DataFrame:
        rows = inputs.landed(source).select(place=place, quarter=quarter)
        sent: pl.DataFrame = rows.distinct().to_polars()
        months = pl.DataFrame({"step": ["0mo", "1mo", "2mo"]})
        return (
            sent.join(months, how="cross")
            .select(
                "place",
                period_start=pl.col("quarter").dt.offset_by(pl.col("step")).cast(pl.Date),
            )
            .join(every(inputs), on="period_start", how="semi")
        )

    return covers


def rows_of(table: str) -> Covers:
    """Return a function that gives the periods and places that a table has rows for.

    For counts that somebody else made: a place without a row did not send it.
    """

    def covers(inputs: Inputs) -> pl.DataFrame:
        rows: pl.DataFrame = inputs.table(table).select("period_start", "place").to_polars()
        return rows.unique()

    return covers
