"""Place new entries among those that are linked already, without comparing all with all again.

Only pairs with a new entry are scored. Only what hangs together with one, directly or by others, can
change, so only that is clustered again: the same function on fewer entries, not another method.
"""

from __future__ import annotations

import polars as pl

from fingerpost.evidence.linkage.comparisons import Dialect
from fingerpost.evidence.linkage.linking import Linked, cluster_pairs
from fingerpost.evidence.linkage.records import TOLD_APART_BY
from fingerpost.evidence.linkage.scoring import score


def update(
    before: Linked,
    entries: pl.DataFrame,
    *,
    gone: pl.Series | None = None,
    decisions: pl.DataFrame | None = None,
    backend: Dialect = "duckdb",
) -> Linked:
    """Return who is one person after new entries came, and others went.

    Parameters
    ----------
    before : Linked
        What was known. Its model links the new ones too.
    entries : DataFrame
        Of the shape ENTRIES: the new ones, and those known that have more records now.
    gone : Series, optional
        Numbers of the entries that are no longer there.
    decisions : DataFrame, optional
        All that reviewers decided so far.
    backend : "duckdb" or "spark"

    Returns
    -------
    Linked
        The same as a full run on all entries would give, but for frequencies of names: pairs that
        were scored before keep the weight that they had then. `notes` are of what changed.
    """
    entries = entries.select(before.entries.columns)
    fresh = _fresh(before.entries, entries)
    away = pl.Series("entry", [], dtype=pl.Int64) if gone is None else gone.rename("entry")
    left = away.to_frame().join(entries, on="entry", how="anti")["entry"]
    stale = pl.concat([fresh, left])
    now = (
        pl.concat([before.entries.join(entries, on="entry", how="anti"), entries])
        .join(left.to_frame(), on="entry", how="anti")
        .sort("entry")
    )
    kept = before.pairs.filter(~_touching(stale))
    scored = score(now, before.model, fresh, backend=backend) if fresh.len() else kept.clear()
    pairs = pl.concat([kept, scored]).sort("entry_l", "entry_r")
    loosened = before.pairs.filter(_touching(stale))
    seeds = [fresh, loosened["entry_l"], loosened["entry_r"]]
    if decisions is not None:
        seeds += [decisions["entry_l"], decisions["entry_r"]]
    lines = pairs.filter(pl.col("match_probability") >= before.model.thresholds["loose"])
    touched = _reached(pl.concat(seeds), lines, decisions)
    again = cluster_pairs(
        now.join(touched, on="entry", how="semi"),
        pairs.join(touched, left_on="entry_l", right_on="entry", how="semi").join(
            touched, left_on="entry_r", right_on="entry", how="semi"
        ),
        before.model,
        decisions=decisions,
    )
    aside = pl.concat([touched["entry"], left]).to_frame()
    clusters = {
        threshold: pl.concat(
            [old.join(aside, on="entry", how="anti"), again.clusters[threshold]]
        ).sort("entry")
        for threshold, old in before.clusters.items()
    }
    return Linked(now, pairs, clusters, before.model, again.notes)


def _fresh(known: pl.DataFrame, entries: pl.DataFrame) -> pl.Series:
    """Return the entries that are new, or say something else than before (where they live)."""
    said = [column for column in TOLD_APART_BY if column in known.columns]
    return entries.join(known, on=["entry", *said], how="anti", nulls_equal=True)["entry"]


def _touching(entries: pl.Series) -> pl.Expr:
    """Return whether a pair has one of some entries."""
    some = entries.implode()
    return pl.col("entry_l").is_in(some) | pl.col("entry_r").is_in(some)


def _reached(
    seeds: pl.Series, pairs: pl.DataFrame, decisions: pl.DataFrame | None
) -> pl.DataFrame:
    """Return every entry that hangs together with a seed by links or decisions, as column `entry`."""
    lines = [pairs.select("entry_l", "entry_r")]
    if decisions is not None:
        lines.append(decisions.select("entry_l", "entry_r"))
    one_way = pl.concat(lines)
    both = pl.concat(
        [
            one_way.select(entry="entry_l", other="entry_r"),
            one_way.select(entry="entry_r", other="entry_l"),
        ]
    )
    reached = seeds.unique().to_frame("entry")
    edge = reached
    while edge.height:
        edge = (
            both.join(edge, on="entry", how="semi")
            .select(entry="other")
            .unique()
            .join(reached, on="entry", how="anti")
        )
        reached = pl.concat([reached, edge])
    return reached
