"""Learn the weights of a model without labels.

How often people who are not one agree, from random pairs and from how often values occur (u); how
often entries of one person agree, by expectation maximisation within blocks, or from pairs that are
known already (m). Splink does the counting.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import polars as pl

from fingerpost.evidence.core.errors import LinkageError
from fingerpost.evidence.core.fingerprints import fingerprint
from fingerpost.evidence.linkage.blocking import telling
from fingerpost.evidence.linkage.comparisons import Comparison, Level
from fingerpost.evidence.linkage.engines import linker
from fingerpost.evidence.linkage.model import LinkageModel
from fingerpost.evidence.linkage.standardising import standardise

RANDOM_PAIRS = 1_000_000
TRAINING_PAIRS = 400_000
LEAST_M, LEAST_U = 1e-4, 1 / RANDOM_PAIRS  # nothing is impossible: no weight is without bound
FEWEST = 50  # entries
EXACT = re.compile(r"^(\w+)_l = \1_r$")
DIGITS = 4  # of a trained share that count


def learn(
    entries: pl.DataFrame, model: LinkageModel, *, known: pl.DataFrame | None = None
) -> LinkageModel:
    """Return the model with weights learnt from entries.

    Parameters
    ----------
    entries : polars.DataFrame
        Of the shape ENTRIES, or with other columns that the model compares; in any order.
    model : LinkageModel
        What is compared. Weights that are declared or learnt already stay as they are.
    known : polars.DataFrame, optional
        Pairs of entries (entry_l, entry_r) that are of one person; then m is learnt from these.

    Raises
    ------
    LinkageError
        If there are too few entries to learn from.
    """
    standardised = telling(standardise(entries), most=model.largest_cluster).entries
    if standardised.height < FEWEST:
        raise LinkageError(
            f"a model cannot be trained on {standardised.height} entries",
            do="Use a model that was trained before, or land more files first.",
        )
    if model.is_trained:
        return model
    learnt = tuple(_plain(one) for one in model.comparisons if not one.is_trained)
    with linker(standardised, model.model_copy(update={"comparisons": learnt})) as (
        splink,
        api,
    ):
        splink.training.estimate_u_using_random_sampling(
            max_pairs=RANDOM_PAIRS, seed=model.seed, num_chunks=1, min_count_per_level=None
        )
        if known is None:
            _expect_and_maximise(splink, model.training, standardised.columns)
        elif known.height:
            pairs = known.select("entry_l", "entry_r").to_arrow()
            splink.training.estimate_m_from_pairwise_labels(
                api.register(pairs, table_name="known")
            )
        found = splink.misc.save_model_to_json()["comparisons"]
    levels = {one["output_column_name"]: one["comparison_levels"] for one in found}
    comparisons = tuple(
        _with_exact_shares(_with_weights(one, levels[one.name]), standardised)
        if one.name in levels
        else one
        for one in model.comparisons
    )
    prior = model.prior or _prior(standardised, comparisons, model.certain)
    return model.model_copy(
        update={
            "comparisons": tuple(
                _without_matches(one, prior) if one.name in levels else one
                for one in comparisons
            ),
            "prior": prior,
            "trained_on": fingerprint(entries["entry"].sort().to_list()),
        }
    )


def _plain(comparison: Comparison) -> Comparison:
    """Return a comparison without frequencies of values, which say nothing about m and u."""
    levels = (level.model_copy(update={"term_frequency": ""}) for level in comparison.levels)
    return comparison.model_copy(update={"levels": tuple(levels)})


def _expect_and_maximise(
    splink: Any, training: Sequence[tuple[str, ...]], have: Sequence[str]
) -> None:
    from splink import block_on

    for columns in training:
        if set(columns) <= set(have):
            splink.training.estimate_parameters_using_expectation_maximisation(
                block_on(*columns),
                estimate_without_term_frequencies=True,
                max_pairs=TRAINING_PAIRS,
                record_sample_proportion=0.1,
            )


def _steady(share: float) -> float:
    """Return a share without the digits that hang on the order in which threads added up."""
    return float(f"{share:.{DIGITS}g}")


def _with_weights(comparison: Comparison, found: list[dict[str, Any]]) -> Comparison:
    """Return a comparison with the m and u that Splink learnt.

    What occurred in no random pair may occur in one of as many again; what occurred in no pair of
    one person speaks against, or not at all.
    """
    learnt = iter(level for level in found if not level.get("is_null_level"))
    levels = []
    for level in comparison.levels:
        if not level.is_missing:
            raw = next(learnt)
            u = max(float(raw.get("u_probability") or 0.0), LEAST_U)
            m = float(raw.get("m_probability") or 0.0)
            m = max(m, min(LEAST_M, u))
            level = level.model_copy(update={"m": _steady(m), "u": _steady(u)})
        levels.append(level)
    return comparison.model_copy(update={"levels": tuple(levels)})


def _with_exact_shares(comparison: Comparison, standardised: pl.DataFrame) -> Comparison:
    """Return a comparison with u of its exact levels counted, not sampled.

    How many of all pairs agree in a value follows from how often each value occurs.
    """

    def counted(level: Level) -> Level:
        exact = EXACT.match(level.condition)
        if exact is None or level.is_fixed or level.is_missing or comparison.name == "place":
            return level  # the share of a place is among those who tell as much
        column = exact.group(1)
        told = standardised[column].drop_nulls()
        if len(told) < 2:
            return level
        sizes = told.value_counts()["count"].cast(pl.Float64)
        u = float((sizes * (sizes - 1)).sum()) / (len(told) * (len(told) - 1))
        return level.model_copy(update={"u": max(u, 1 / len(told) ** 2)})

    return comparison.model_copy(
        update={"levels": tuple(counted(level) for level in comparison.levels)}
    )


def _without_matches(comparison: Comparison, prior: float) -> Comparison:
    """Take the pairs of one person out of u, since random pairs hold a few of them.

    Where each person has several entries, as many random pairs agree on a postcode because they are
    of one person as by chance. u is the share among pairs of two.
    """

    def corrected(level: Level) -> Level:
        if level.is_missing or level.is_fixed or level.m is None or level.u is None:
            return level
        u = (level.u - prior * level.m) / (1 - prior)
        return level.model_copy(update={"u": min(max(u, level.u / 16), 1.0)})

    return comparison.model_copy(
        update={"levels": tuple(corrected(level) for level in comparison.levels)}
    )


def _prior(
    standardised: pl.DataFrame, comparisons: Sequence[Comparison], certain: Sequence[str]
) -> float:
    """Return the share of all pairs that are of one person.

    Pairs that agree in all of some columns are of one person but for a few that chance explains;
    how many pairs of one person do not agree in all of them, the model says.
    """
    count = standardised.height
    total = count * (count - 1) / 2
    groups = standardised.drop_nulls(certain).group_by(certain).len()["len"].cast(pl.Float64)
    agree = float((groups * (groups - 1) / 2).sum())
    recall, chance = 1.0, 1.0
    for column in certain:
        level = next(
            level
            for one in comparisons
            for level in one.levels
            if level.condition == f"{column}_l = {column}_r"
        )
        filled = 1 - standardised[column].null_count() / count
        recall *= (level.m or 1.0) * filled**2
        chance *= (level.u or 1.0) * filled**2
    found = max(agree - total * chance, 1.0) / max(recall, 0.05)
    return float(min(max(found / total, 1 / total), 0.5))
