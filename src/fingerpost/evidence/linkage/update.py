"""Place new entries among those that are linked already, without comparing all with all again.

Only pairs with a new entry are scored. Only what hangs together with one, directly or by others, can
change, so only that is clustered again: the same function on fewer entries, not another method.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from fingerpost.evidence.linkage.comparisons import Dialect
from fingerpost.evidence.linkage.linking import Linked, cluster_pairs
from fingerpost.evidence.linkage.records import TOLD_APART_BY
from fingerpost.evidence.linkage.scoring import score

OTHERS = "mw_others"  # what speaks for other candidates: only pairs with an attributor have it
ENDS = ("entry_l", "entry_r")


def update(
    before: Linked,
    entries: pl.DataFrame,
    *,
    gone: pl.Series | None = None,
    decisions: pl.DataFrame | None = None,
    again: pl.Series | None = None,
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
        All that reviewers decided so far: entry_l, entry_r, is_match.
    again : Series, optional
        Numbers of entries to look at again for any other reason, such as a decision withdrawn.
    backend : "duckdb" or "spark"

    Returns
    -------
    Linked
        The same as a full run on all entries would give, but for frequencies of names: pairs that
        were scored before keep the weight that they had then. `notes` are of what changed.
    """
    entries = entries.select(before.entries.columns)
    fresh = _fresh(before.entries, entries)
    away = _numbers([] if gone is None else [gone])
    left = away.join(entries, on="entry", how="anti")
    now = (
        pl.concat([before.entries.join(entries, on="entry", how="anti"), entries])
        .join(left, on="entry", how="anti")
        .sort("entry")
    )
    is_stale = _touches(pl.concat([fresh, left]))
    kept, lost = before.pairs.filter(~is_stale), before.pairs.filter(is_stale)
    scored = (
        score(now, before.model, fresh["entry"], backend=backend)
        if fresh.height
        else kept.clear()
    )
    pairs = pl.concat([kept, scored], how="diagonal").sort(ENDS)
    decided = [] if decisions is None else [decisions[end] for end in ENDS]
    seeds = [fresh["entry"], *(lost[end] for end in ENDS), *decided]
    seeds += [_with_attributor(scored)[end] for end in ENDS] + (
        [] if again is None else [again]
    )
    near, around = _regions(_numbers(seeds), pairs, before.model.thresholds["loose"], decisions)
    part = cluster_pairs(
        now.join(around, on="entry", how="semi"),
        _within(pairs, around),
        before.model,
        decisions=decisions,
    )
    aside = pl.concat([near, left])
    clusters = {
        threshold: pl.concat(
            [
                old.join(aside, on="entry", how="anti"),
                part.clusters[threshold].join(near, on="entry", how="semi"),
            ]
        ).sort("entry")
        for threshold, old in before.clusters.items()
    }
    weighed = part.pairs.select(pairs.columns)
    sure = _within(weighed, near)
    competed = pl.concat([sure, weighed.join(scored, on=ENDS, how="semi")]).unique(ENDS)
    pairs = pl.concat([pairs.join(competed, on=ENDS, how="anti"), competed]).sort(ENDS)
    return Linked(now, pairs, clusters, before.model, part.notes)


def _fresh(known: pl.DataFrame, entries: pl.DataFrame) -> pl.DataFrame:
    """Return the entries that are new, or say something else than before (where they live)."""
    said = [column for column in TOLD_APART_BY if column in known.columns]
    return entries.join(known, on=["entry", *said], how="anti", nulls_equal=True).select(
        "entry"
    )


def _regions(
    seeds: pl.DataFrame, pairs: pl.DataFrame, loose: float, decisions: pl.DataFrame | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the entries whose person can change, and those that must be seen to decide it.

    A pair counts by its weight before candidates compete, which only makes it less: what does not
    hang together then does not afterwards. Candidates that do not hang together with a client still
    speak against those that do, so they are seen, whole, and left as they are.
    """
    raw = pl.col("match_weight") - (
        pl.col(OTHERS).fill_null(0.0) if OTHERS in pairs.columns else 0.0
    )
    lines = pairs.filter(1 / (1 + 2.0**-raw) >= loose)
    decided = [] if decisions is None else [decisions.select(ENDS)]
    near = _reached(seeds, [lines.select(ENDS), *decided])
    rivals = _with_attributor(pairs)
    rivals = rivals.filter(_touches(near))
    seen = _numbers([near["entry"], *(rivals[end] for end in ENDS)])
    own = lines if OTHERS not in lines.columns else lines.filter(pl.col(OTHERS).is_null())
    return near, _reached(seen, [own.select(ENDS)])


def _reached(seeds: pl.DataFrame, lines: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return every entry that hangs together with one of some by lines between two entries."""
    one_way = pl.concat(lines)
    both = pl.concat(
        [
            one_way.select(entry="entry_l", other="entry_r"),
            one_way.select(entry="entry_r", other="entry_l"),
        ]
    )
    reached = edge = seeds
    while edge.height:
        edge = (
            both.join(edge, on="entry", how="semi")
            .select(entry="other")
            .unique()
            .join(reached, on="entry", how="anti")
        )
        reached = pl.concat([reached, edge])
    return reached


def _numbers(found: Iterable[pl.Series]) -> pl.DataFrame:
    """Return numbers of entries, each once, as column `entry`."""
    none = pl.Series(dtype=pl.Int64)
    return (
        pl.concat([none, *(each.cast(pl.Int64) for each in found)]).unique().to_frame("entry")
    )


def _touches(entries: pl.DataFrame) -> pl.Expr:
    """Return whether a pair has one of some entries."""
    some = entries["entry"].implode()
    return pl.any_horizontal(pl.col(end).is_in(some) for end in ENDS)


def _within(pairs: pl.DataFrame, entries: pl.DataFrame) -> pl.DataFrame:
    some = entries["entry"].implode()
    return pairs.filter(pl.all_horizontal(pl.col(end).is_in(some) for end in ENDS))


def _with_attributor(pairs: pl.DataFrame) -> pl.DataFrame:
    if OTHERS not in pairs.columns:
        return pairs.clear()
    return pairs.filter(pl.col(OTHERS).is_not_null())
