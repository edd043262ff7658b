"""Weigh a few pairs by a trained model, in one statement, without Splink's start.

Splink takes half a second to read its settings and to write its SQL, as long for a day's batch as for
all. Here the same levels, weights and frequencies stand in one SELECT; a test holds it to Splink's
result. Splink trains, compares all with all, and works on Spark.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import duckdb
import polars as pl

from fingerpost.evidence.linkage.comparisons import Comparison, Level
from fingerpost.evidence.linkage.model import LinkageModel


def weigh(
    entries: pl.DataFrame,
    fresh: pl.DataFrame,
    pairs_of: str,
    model: LinkageModel,
    shares: Mapping[str, pl.DataFrame],
) -> pl.DataFrame:
    """Return pairs with the weight of each comparison.

    Parameters
    ----------
    entries : polars.DataFrame
        Standardised, with the keys of the blocking rules.
    fresh : polars.DataFrame
        `entry`: what ``fresh_numbers`` is in `pairs_of`.
    pairs_of : str
        SQL that gives `join_key_l` and `join_key_r`, numbers of entries, from the tables ``entries`` and ``fresh_numbers``.
    model : LinkageModel
        Its comparisons, prior and least weight count.
    shares : mapping of str to polars.DataFrame
        For each column whose frequencies count: the column, and ``tf_<column>``.

    Returns
    -------
    polars.DataFrame
        `entry_l`, `entry_r`, `match_weight` (log2 of the odds), ``mw_<comparison>``, in no order; only
        pairs of at least the weight that the model keeps.

    Notes
    -----
    Where a level counts frequencies, its weight is log2(m / u) + log2(u / the larger of the two shares),
    as Splink has it (term frequency adjustments).
    """
    assert model.prior is not None
    frequent = sorted({one for each in model.comparisons for one in each.term_frequencies})
    for column in frequent:
        entries = entries.join(shares[column], on=column, how="left", maintain_order="left")
    read = sorted(
        {column for each in model.comparisons for column in each.columns}
        | {f"tf_{column}" for column in frequent}
    )
    sides = ", ".join(f"{side}.{column} as {column}_{side}" for column in read for side in "lr")
    weights = ", ".join(f"{_case(each)} as mw_{each.name}" for each in model.comparisons)
    total = " + ".join(f"mw_{each.name}" for each in model.comparisons)
    prior = math.log2(model.prior / (1 - model.prior))
    connection = duckdb.connect(":memory:", config={"temp_directory": ""})
    try:
        keys = {key for rule in model.blocking for key in rule.keys} | {"entry", "is_less"}
        connection.register("said", entries.select("entry", *read).to_arrow())
        for name, numbers in (
            ("entries", entries.select(one for one in entries.columns if one in keys)),
            ("fresh_numbers", fresh.select("entry")),
        ):
            connection.register("handed_over", numbers.to_arrow())
            connection.execute(f"create table {name} as from handed_over")
        connection.execute(f"create table pairs as {pairs_of}")
        found = connection.sql(
            f"with met as (select p.join_key_l as entry_l, p.join_key_r as entry_r, {sides} from pairs as p"  # noqa: S608, declared names
            " join said as l on l.entry = p.join_key_l join said as r on r.entry = p.join_key_r),"
            f" weighed as (select entry_l, entry_r, {weights} from met)"
            f" select *, {prior!r} + {total} as match_weight from weighed"
            f" where {prior!r} + {total} >= {model.kept_from!r}"
        ).pl()
    finally:
        connection.close()
    return found


def _case(comparison: Comparison) -> str:
    """Return the weight of a comparison in SQL: that of the first level whose condition holds."""
    whens = [
        f"when {level.sql('duckdb')} then {_weight(level)}"
        for level in comparison.levels
        if level.condition
    ]
    rest = [_weight(level) for level in comparison.levels if not level.condition]
    return f"(case {' '.join(whens)} else {rest[0] if rest else '0.0'} end)"


def _weight(level: Level) -> str:
    if level.is_missing:
        return "cast(0 as double)"
    if not level.term_frequency:
        return f"cast({level.weight!r} as double)"
    left, right = (f"tf_{level.term_frequency}_{side}" for side in "lr")
    larger = f"greatest(coalesce({left}, {right}), coalesce({right}, {left}))"
    rarer = f"coalesce(log2({level.u!r} / {larger}), 0.0)"
    return f"cast({level.weight!r} as double) + {rarer}"
