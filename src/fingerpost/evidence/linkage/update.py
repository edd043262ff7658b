"""Place new entries among those that are linked already, without comparing all with all again.

Only pairs with a new entry are scored. Only what hangs together with one, directly or by others, can
change, so only that is clustered again: the same function on fewer entries, not another method.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from fingerpost.evidence.linkage.comparisons import Dialect
from fingerpost.evidence.linkage.linking import Linked, cluster_pairs
from fingerpost.evidence.linkage.records import TOLD_APART_BY
from fingerpost.evidence.linkage.scoring import score

OTHERS = "mw_others"  # what speaks for other candidates: only pairs with an attributor have it
ENDS = ("entry_l", "entry_r")


@dataclass(frozen=True)
class Placed:
    """Who is one person after a batch was placed.

    Attributes
    ----------
    linked : Linked
        Of all entries.
    near : DataFrame, optional
        `entry`: those that hang together with something new. Of nobody else anything changed. None if
        everybody was linked anew.
    """

    linked: Linked
    near: pl.DataFrame | None


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
        All that reviewers decided so far: entry_l, entry_r, is_match.
    backend : "duckdb" or "spark"

    Returns
    -------
    Linked
        The same as a full run on all entries would give, but for frequencies of names: pairs that
        were scored before keep the weight that they had then. `notes` are of what changed.
    """
    entries = entries.select(before.entries.columns)
    away = _numbers([] if gone is None else [gone])
    now = (
        pl.concat([before.entries.join(entries, on="entry", how="anti"), entries])
        .join(away.join(entries, on="entry", how="anti"), on="entry", how="anti")
        .sort("entry")
    )
    return place(before, now, entries, decisions=decisions, backend=backend).linked


def place(
    before: Linked,
    now: pl.DataFrame,
    changed: pl.DataFrame,
    *,
    decisions: pl.DataFrame | None = None,
    again: pl.Series | None = None,
    backend: Dialect = "duckdb",
) -> Placed:
    """Place what changed among those who are linked; see `update`.

    Parameters
    ----------
    before : Linked
    now : DataFrame
        Every entry that there is now, in the order of `entry`.
    changed : DataFrame
        Those of them that are new, or of which anything is not as it was.
    decisions : DataFrame, optional
    again : Series, optional
        Numbers of entries to look at again for any other reason, such as a decision withdrawn.
    backend : "duckdb" or "spark"
    """
    fresh = _fresh(before.entries, changed)
    left = before.entries.select("entry").join(now, on="entry", how="anti")
    is_stale = _touches(pl.concat([fresh, left]))
    lost, kept = before.pairs.filter(is_stale), before.pairs.filter(~is_stale)
    scored = kept.clear()
    if fresh.height:
        scored = score(now, before.model, fresh["entry"], backend=backend)
    pairs = pl.concat([kept, scored], how="diagonal")
    seeds = [fresh["entry"]] + ([] if again is None else [again])
    for looked_at in (
        lost,
        _with_attributor(scored),
        *([] if decisions is None else [decisions]),
    ):
        seeds += [looked_at[end] for end in ENDS]
    near, around = _regions(_numbers(seeds), pairs, before.model.thresholds["loose"], decisions)
    part = cluster_pairs(
        now.join(around, on="entry", how="semi"),
        _within(pairs, around).sort(ENDS),
        before.model,
        decisions=decisions,
    )
    aside = pl.concat([near, left])
    is_aside, is_near = (
        pl.col("entry").is_in(some["entry"].implode()) for some in (aside, near)
    )
    clusters = {
        threshold: old.filter(~is_aside).merge_sorted(
            part.clusters[threshold].filter(is_near).select(old.columns).sort("entry"), "entry"
        )
        for threshold, old in before.clusters.items()
    }
    weighed = part.pairs.select(pairs.columns)
    fit = _touches(fresh) | _is_within(near)  # of others some rivals were not seen
    competed = weighed.filter(fit)
    pairs = pl.concat([pairs.join(competed, on=ENDS, how="anti"), competed]).sort(ENDS)
    return Placed(Linked(now, pairs, clusters, before.model, part.notes), aside)


def _fresh(known: pl.DataFrame, entries: pl.DataFrame) -> pl.DataFrame:
    """Return the entries that are new, or say something else than before (where they live)."""
    said = [column for column in TOLD_APART_BY if column in known.columns]
    known = known.filter(pl.col("entry").is_in(entries["entry"].implode()))
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
    return pairs.filter(_is_within(entries))


def _is_within(entries: pl.DataFrame) -> pl.Expr:
    """Return whether a pair is of two of some entries."""
    some = entries["entry"].implode()
    return pl.all_horizontal(pl.col(end).is_in(some) for end in ENDS)


def _with_attributor(pairs: pl.DataFrame) -> pl.DataFrame:
    if OTHERS not in pairs.columns:
        return pairs.clear()
    return pairs.filter(pl.col(OTHERS).is_not_null())
