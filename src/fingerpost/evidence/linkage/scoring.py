"""How likely it is that two entries are of one person: the pairs, each with its weights.

Comes in: ENTRIES and a trained model. Goes out: PAIRS. The weight of a pair is the sum of the prior
and of one weight for each comparison, so that a reviewer sees what spoke for it and what against.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import polars as pl

from fingerpost.evidence.core.errors import LinkageError
from fingerpost.evidence.linkage.blocking import (
    near_to,
    pairs_sql,
    telling,
    with_keys,
    with_whole_keys,
    without_large_blocks,
)
from fingerpost.evidence.linkage.comparisons import Comparison, Dialect
from fingerpost.evidence.linkage.declaration import Regime
from fingerpost.evidence.linkage.engines import hand_over, linker
from fingerpost.evidence.linkage.model import LinkageModel
from fingerpost.evidence.linkage.rarity import share_of_entries, with_rarity
from fingerpost.evidence.linkage.standardising import completed, findable, standardise
from fingerpost.evidence.linkage.weighing import weigh

PAIRS: dict[str, type[pl.DataType]] = {
    "entry_l": pl.Int64,
    "entry_r": pl.Int64,
    "match_weight": pl.Float64,  # log2 of the odds that they are of one person
    "match_probability": pl.Float64,
    "mw_prior": pl.Float64,
}

NAMED, ENCODED = Regime.NAMED.value, Regime.ENCODED.value
FRESH = "(select e.* from entries as e semi join fresh_numbers as n on e.entry = n.entry)"
SAME_WEIGHT = 1e-6  # by its weight a level is known again; levels with a ceiling have one each


def score(
    entries: pl.DataFrame,
    model: LinkageModel,
    new: pl.Series | None = None,
    *,
    backend: Dialect = "duckdb",
) -> pl.DataFrame:
    """Return the pairs that may be of one person.

    Parameters
    ----------
    entries : polars.DataFrame
        Of the shape ENTRIES, in any order; frequencies of names are those of all of them.
    model : LinkageModel
    new : polars.Series, optional
        Numbers of entries; then only pairs with one of these.
    backend : "duckdb" or "spark"

    Returns
    -------
    polars.DataFrame
        Of the shape PAIRS with a column ``mw_<comparison>`` for each comparison, in the order of
        entry_l and entry_r; only pairs of at least the weight that the model keeps.

    Raises
    ------
    LinkageError
        If the model is not trained, or an entry stands twice.
    """
    if not model.is_trained or model.prior is None:
        raise LinkageError(
            "the linkage model has no weights yet",
            do="Train it on the entries first: train(entries, model).",
        )
    if entries["entry"].is_duplicated().any():
        raise LinkageError(
            "an entry stands twice among those to be linked",
            do="Give each entry once: it counts its records itself.",
        )
    standardised = telling(findable(entries), most=model.largest_cluster).entries
    every = standardised.filter(pl.col("regime") != ENCODED)
    named = every.filter(pl.col("regime") == NAMED)
    parts = [score_named(named, model, new, backend=backend)]
    if named.height < every.height:
        parts += score_attributors(every, model, new, backend=backend)
    if model.codes is not None and every.height < standardised.height:
        parts.append(score_codes(standardised, model, new, backend=backend))
    return pl.concat(parts, how="diagonal").sort("entry_l", "entry_r")


def notes_on(entries: pl.DataFrame, model: LinkageModel) -> tuple[str, ...]:
    """Return what cannot be compared among entries, and why, in sentences without a name."""
    told = telling(standardise(entries), most=model.largest_cluster)
    named = told.entries.filter(pl.col("regime") == NAMED)
    keyed = with_keys(named, model.blocking, largest_block=model.largest_block)
    return (*told.notes, *keyed.notes)


def score_named(
    named: pl.DataFrame,
    model: LinkageModel,
    new: pl.Series | None = None,
    *,
    backend: Dialect = "duckdb",
) -> pl.DataFrame:
    """Return the pairs of standardised entries of agencies that write names."""
    assert model.prior is not None
    pairs = compare(named, model, new, backend=backend)
    for comparison in model.comparisons:
        if comparison.has_ceiling:
            pairs = _under_ceiling(pairs, comparison)
    return _kept(pairs, model)


def score_attributors(
    every: pl.DataFrame,
    model: LinkageModel,
    new: pl.Series | None = None,
    *,
    backend: Dialect = "duckdb",
) -> list[pl.DataFrame]:
    """Return the pairs of standardised entries of which one tells an attributor only.

    The prior is the share of that agency's people whom others know, divided by how many they know:
    among so many may be another one with the same attributor. `attributors` adds what speaks for
    those others.
    """
    kind = every.select("entry", "kind", pl.col("regime") == NAMED)
    found, done = [], pl.lit(value=False)
    for attributor in model.attributors:
        told = pl.col(attributor.needs).is_not_null()
        chosen = every.filter(told).with_columns(is_less=~(pl.col("regime") == NAMED) & ~done)
        done = done | told
        bare = model.model_copy(
            update={
                "comparisons": attributor.comparisons,
                "blocking": attributor.blocking,
                "prior": 0.5,
                "kept_from": model.kept_from + math.log2(max(model.people, 2)),
            }
        )
        pairs = compare(chosen, bare, new, backend=backend, only="is_less")
        odds = pl.min_horizontal(
            pl.col(f"kind{side}").replace_strict(
                {name: share / (1 - share) for name, share in model.coverage.items()},
                default=1.0,
                return_dtype=pl.Float64,
            )
            for side in ("", "_r")
        )
        prior = odds.log(2.0) - math.log2(max(model.people, 2))
        found.append(
            pairs.join(kind, left_on="entry_l", right_on="entry")
            .join(kind, left_on="entry_r", right_on="entry", suffix="_r")
            .with_columns(
                mw_prior=prior,
                mw_others=pl.lit(0.0),
                match_weight=pl.col("match_weight") + prior,
            )
            .drop("kind", "regime", "kind_r", "regime_r")
            .pipe(_kept, model)
        )
    return found


def score_codes(
    standardised: pl.DataFrame,
    model: LinkageModel,
    new: pl.Series | None = None,
    *,
    backend: Dialect = "duckdb",
) -> pl.DataFrame:
    """Return the pairs of which one entry came as codes, with those that came with names or codes."""
    assert model.codes is not None
    chosen = standardised.filter(pl.col("regime").is_in([NAMED, ENCODED])).with_columns(
        is_less=pl.col("regime") == ENCODED
    )
    bare = model.model_copy(
        update={"comparisons": model.codes.comparisons, "blocking": model.codes.blocking}
    )
    pairs = compare(chosen, bare, new, backend=backend, only="is_less")
    for comparison in bare.comparisons:
        if comparison.has_ceiling:
            pairs = _under_ceiling(pairs, comparison)
    return _kept(pairs, model)


def compare(
    standardised: pl.DataFrame,
    model: LinkageModel,
    new: pl.Series | None = None,
    *,
    backend: Dialect = "duckdb",
    only: str = "",
) -> pl.DataFrame:
    """Return the pairs that blocking finds, with the weight of each comparison.

    Parameters
    ----------
    standardised : polars.DataFrame
    model : LinkageModel
        Its comparisons, blocking rules, prior and least weight count.
    new : polars.Series, optional
        Numbers of entries; then only pairs with one of these.
    only : str
        A boolean column: then only pairs in which it holds of at least one entry.
    """
    assert model.prior is not None
    mw_prior = math.log2(model.prior / (1 - model.prior))
    names = [comparison.name for comparison in model.comparisons]
    keyed = with_whole_keys(standardised, model.blocking)
    fresh = keyed.filter(only) if only else keyed
    if new is not None:
        fresh = keyed.filter(pl.col("entry").is_in(new.implode()))
    is_all = fresh.height == keyed.height
    if not is_all:
        keyed = near_to(keyed, fresh, model.blocking)
    if keyed.height < 2:
        return _empty(names)
    rare = with_rarity(standardised, keyed)
    keyed = without_large_blocks(
        completed(rare.entries), model.blocking, largest_block=model.largest_block
    ).entries
    shares = {
        column: rare.shares[column]
        if column in rare.shares
        else share_of_entries(standardised, column, None if is_all else keyed)
        for column in sorted(
            {one for each in model.comparisons for one in each.term_frequencies}
        )
    }
    sql = pairs_sql(model.blocking, table="entries", fresh="" if is_all else FRESH, only=only)
    if backend == "duckdb" and not is_all:
        frame = weigh(keyed, fresh, sql, model, shares)
    else:
        frame = _by_splink(keyed, None if is_all else fresh, sql, model, shares, backend)
    return frame.pipe(with_probability).select(
        *("entry_l", "entry_r", "match_weight", "match_probability"),
        pl.lit(mw_prior).alias("mw_prior"),
        *(f"mw_{name}" for name in names),
    )


def _by_splink(
    keyed: pl.DataFrame,
    fresh: pl.DataFrame | None,
    pairs_of: str,
    model: LinkageModel,
    shares: Mapping[str, pl.DataFrame],
    backend: Dialect,
) -> pl.DataFrame:
    """Return pairs with the weight of each comparison; see `weighing.weigh`, which gives the same."""
    with linker(keyed, model, backend=backend) as (splink, api):
        if fresh is not None:
            hand_over(fresh.select("entry"), "fresh_numbers", api)
        for column, share in shares.items():
            table = hand_over(share, f"shares_of_{column}", api)
            splink.table_management.register_term_frequency_lookup(table, column)
        splink.table_management.register_blocked_pairs_for_predict(api.query_sql(pairs_of))
        found = splink.inference.predict(
            threshold_match_weight=model.kept_from, warning_mode="never"
        )
        frame = pl.from_arrow(found.as_pyarrow_table())
    assert isinstance(frame, pl.DataFrame)
    have = set(frame.columns)
    return frame.with_columns(
        _weight(comparison.name, have) for comparison in model.comparisons
    )


def with_probability(pairs: pl.DataFrame) -> pl.DataFrame:
    """Return pairs with the probability of their weight."""
    return pairs.with_columns(match_probability=1 / (1 + 2.0 ** -pl.col("match_weight")))


def _kept(pairs: pl.DataFrame, model: LinkageModel) -> pl.DataFrame:
    return with_probability(pairs).filter(pl.col("match_weight") >= model.kept_from)


def _under_ceiling(pairs: pl.DataFrame, comparison: Comparison) -> pl.DataFrame:
    """Return pairs whose weight is bounded where a pattern bounds it, with that in its column."""
    own = pl.col(f"mw_{comparison.name}")
    apart = pl.col("mw_register") if "mw_register" in pairs.columns else pl.lit(0.0)
    bound = apart + pl.coalesce(
        pl.when((own - level.weight).abs() < SAME_WEIGHT).then(level.ceiling)
        for level in comparison.levels
        if level.ceiling is not None
    )
    cut = pl.max_horizontal(pl.col("match_weight") - bound, pl.lit(0.0)).fill_null(0.0)
    return pairs.with_columns(
        (own - cut).alias(f"mw_{comparison.name}"), match_weight=pl.col("match_weight") - cut
    )


def _weight(name: str, have: set[str]) -> pl.Expr:
    """Return the whole weight of a comparison: of its level, and of the rareness of the value."""
    whole = pl.col(f"mw_{name}")
    if f"mw_tf_adj_{name}" in have:
        whole = whole + pl.col(f"mw_tf_adj_{name}")
    return whole.alias(f"mw_{name}")


def _empty(names: list[str]) -> pl.DataFrame:
    return pl.DataFrame(
        schema={**PAIRS, **dict.fromkeys((f"mw_{one}" for one in names), pl.Float64)}
    )
