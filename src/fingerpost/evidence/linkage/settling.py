"""Give the clusters of a run their persons, and say how firmly each entry is held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from fingerpost.evidence.linkage.holding import weakest_links
from fingerpost.evidence.linkage.identity import PERSONS, identify
from fingerpost.evidence.linkage.intake import Taken, rewritten
from fingerpost.evidence.linkage.linking import THRESHOLDS, Linked
from fingerpost.evidence.linkage.storage import State


@dataclass(frozen=True)
class Settled:
    """What a run leaves.

    Attributes
    ----------
    state : State
    events : DataFrame
        Every change of a person.
    touched : Series, optional
        Numbers of the entries of which alone anything changed; None if it may be any.
    """

    state: State
    events: pl.DataFrame
    touched: pl.Series | None


def settle(
    taken: Taken,
    linked: Linked,
    before: State | None,
    *,
    parts: pl.DataFrame,
    decisions: pl.DataFrame | None,
    run: str,
    at: datetime,
    reason: str,
    near: pl.DataFrame | None = None,
) -> Settled:
    """Return the state after a run, and every change of a person.

    Parameters
    ----------
    taken : Taken
        What there was to link.
    linked : Linked
        What linking found, of all entries.
    before : State, optional
        What the run before left; None at the first.
    parts, decisions : DataFrame
        What the links rest on.
    run, at, reason : str, datetime, str
        The name of the run, when it happens, and why: they stand in each event.
    near : DataFrame, optional
        `entry`: the entries of which alone anything can have changed; all of them if not given.
    """
    counted = _beside(
        linked.clusters["published"].select("entry", "cluster"),
        taken.entries.select("entry", "records"),
    )
    persons = pl.DataFrame(schema=PERSONS) if before is None else before.persons
    pairs, rest = linked.pairs, None
    if before is not None and near is not None:
        touched = _touched(pl.concat([near, taken.changed.select("entry")]), counted, persons)
        rest = touched
        counted = counted.join(touched, on="entry", how="semi")
        persons = persons.join(touched, on="entry", how="semi")
        pairs = pairs.filter(pl.col("entry_l").is_in(touched["entry"].implode()))
    held = weakest_links(counted, pairs, decisions)
    found = identify(
        persons,
        counted,
        run=run,
        at=at,
        reason=reason,
        rewritten=None if before is None else rewritten(before, taken),
        held=held,
    )
    persons = found.persons
    if before is not None and rest is not None:
        others = before.persons.join(rest, on="entry", how="anti")
        persons = pl.concat([others, persons]).sort("entry")
        told = before.clusters.select(held.columns).join(rest, on="entry", how="anti")
        held = pl.concat([told, held]).sort("entry")
    clusters = held
    for threshold in THRESHOLDS:
        column = linked.clusters[threshold].select("entry", pl.col("cluster").alias(threshold))
        clusters = _beside(clusters, column)
    now = State(
        parts=parts,
        entries=taken.entries,
        entry_records=taken.entry_records,
        pairs=linked.pairs,
        clusters=clusters.select("entry", *THRESHOLDS, "match_weight", "match_probability"),
        persons=persons,
    )
    looked_at = None if rest is None else pl.concat([rest["entry"], taken.gone])
    return Settled(now, found.events, looked_at)


def _beside(frame: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Return a frame with what others say of its entries; no join where they stand in one order."""
    if frame["entry"].equals(others["entry"]):
        return frame.hstack(others.drop("entry"))
    return frame.join(others, on="entry", how="left", maintain_order="left")


def _touched(near: pl.DataFrame, counted: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """Return `entry`: everybody who shares a cluster, or did share a person, with one of some."""
    touched, height = near.unique(), -1
    while touched.height > height:
        height = touched.height
        shared = [
            frame.join(
                frame.join(touched, on="entry", how="semi").select(column).unique(),
                on=column,
                how="semi",
            ).select("entry")
            for frame, column in ((counted, "cluster"), (persons, "person"))
        ]
        touched = pl.concat([touched, *shared]).unique()
    return touched
