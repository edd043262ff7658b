"""How far a linked measure moves with the links between records: its band, beside its interval.

Links are made at three thresholds. What is published rests on the middle one. The band runs from the
least to the largest value of all three: an answer to "and if you had matched more strictly?".
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from fingerpost.evidence.journeys.inputs import Links
from fingerpost.evidence.measures.declaration import Measure
from fingerpost.evidence.measures.tables import TABLES, Inputs

SURE = 0.99  # of a match: what the note beside a number counts
OTHER_LINKS: tuple[Links, ...] = ("strict", "loose")
_KEYS = ["area_kind", "area", "period", "category"]


def rests_on_links(measure: Measure) -> bool:
    """Tell whether a measure needs to know which records are of one person."""
    return any(TABLES[part.table].by_person for part in measure.parts)


def has_band(measure: Measure) -> bool:
    """Tell whether a measure is computed with other links too: all that rest on them but medians.

    The ends of a band are protected as the counts behind them, and a median has none.
    """
    return rests_on_links(measure) and measure.statistic != "median"


def matched_words(sources: Iterable[str], inputs: Inputs) -> str:
    """Return how sure the matches are that hold the records of some sources to their people.

    Of all records together and in whole per cent, rounded down: so it speaks of nobody.
    """
    keys = inputs.lake.person_keys(as_of=inputs.as_of)
    of_ours = keys.filter(pl.col("source").is_in(list(sources)))
    share = of_ours.select((pl.col("match_probability") >= SURE).mean()).collect().item()
    if share is None:
        return ""
    return f"{int(share * 100)}% of the records behind this rest on a match of at least {SURE:.2f}."


def with_band(published: pl.DataFrame, others: list[pl.DataFrame]) -> pl.DataFrame:
    """Return estimates with the least and the largest value of these and the others.

    Parameters
    ----------
    published : DataFrame
        Estimates of one measure over one grid, with the links that are published.
    others : list of DataFrame
        The same with other links. Where one of them has no value, there is no band.
    """
    found = published
    names = ["value"]
    for number, other in enumerate(others):
        name = f"_value_{number}"
        names.append(name)
        found = found.join(
            other.select(*_KEYS, pl.col("value").alias(name)),
            on=_KEYS,
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
    has_all = pl.all_horizontal(pl.col(names).is_not_null())
    return found.with_columns(
        band_lower=pl.when(has_all).then(pl.min_horizontal(names)),
        band_upper=pl.when(has_all).then(pl.max_horizontal(names)),
    ).select(published.columns)
