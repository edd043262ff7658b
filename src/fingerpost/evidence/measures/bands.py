"""How far a linked measure moves with the links between records: its band, beside its interval.

Links are made at three thresholds. What is published rests on the middle one. The band runs from the
least to the largest value of all three: an answer to "and if you had matched more strictly?". Where
a row counts only if two agencies' records were matched, its upper end also allows for the matches
that the model expects to miss at any threshold.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from fingerpost.evidence.journeys.inputs import Links
from fingerpost.evidence.linkage.declaration import Regime
from fingerpost.evidence.linkage.expected_recall import expected_recall
from fingerpost.evidence.linkage.models import read_models
from fingerpost.evidence.measures.declaration import Measure
from fingerpost.evidence.measures.tables import TABLES, Inputs
from fingerpost.evidence.statistics.distributions import normal_quantile

SURE = 0.99  # of a match: what the note beside a number counts
OTHER_LINKS: tuple[Links, ...] = ("strict", "loose")
_REGIMES = {"names": Regime.NAMED, "initials": Regime.ATTRIBUTOR}
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


def recall_behind(measure: Measure, inputs: Inputs) -> float | None:
    """Return the share of the matches behind a measure that loose links are expected to find.

    By the model that linked. 1 where a missed match is not simply one too few; None if that model
    is not kept any more.
    """
    if not measure.counts_matches_by:
        return 1.0
    run = inputs.lake.link_run(inputs.as_of)
    models = read_models(inputs.lake.workspace)
    used = next((one.model for one in models if run and one.model.name == run.model), None)
    if used is None:
        return None
    return expected_recall(used, _REGIMES[measure.counts_matches_by], threshold="loose")


def with_missed(loose: pl.DataFrame, recall: float, *, per: int) -> pl.DataFrame:
    """Return shares with as many more in the numerator as may be there and were missed.

    Parameters
    ----------
    loose : DataFrame
        Estimates of a proportion with loose links.
    recall : float
        The share of matches that these find.
    per : int
        100 for a percentage.

    Notes
    -----
    If each match is found with that probability, those missed before n are found have a negative
    binomial distribution. Added is its mean and so many standard deviations as leave out one in 40,
    in whole rows, and no more than there are.
    """
    found, rest = pl.col("numerator"), pl.col("denominator") - pl.col("numerator")
    mean, variance = found * (1 - recall) / recall, found * (1 - recall) / recall**2
    missed = (mean + normal_quantile(0.95) * variance.sqrt()).ceil()
    most = found + pl.min_horizontal(missed, rest)
    value = most / pl.col("denominator") * per
    return loose.with_columns(value=pl.when(pl.col("value").is_not_null()).then(value))


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
