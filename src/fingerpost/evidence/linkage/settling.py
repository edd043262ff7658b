"""Give the clusters of a run their persons, and say how firmly each entry is held."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from fingerpost.evidence.linkage.holding import weakest_links
from fingerpost.evidence.linkage.identity import PERSONS, identify
from fingerpost.evidence.linkage.intake import Taken, rewritten
from fingerpost.evidence.linkage.linking import THRESHOLDS, Linked
from fingerpost.evidence.linkage.storage import State


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
) -> tuple[State, pl.DataFrame]:
    """Return the state after a run, and every change of a person.

    Parameters
    ----------
    taken : Taken
        What there was to link.
    linked : Linked
        What linking found: of all entries, also where only some of them were looked at.
    before : State, optional
        What the run before left; None at the first.
    parts, decisions : DataFrame
        What the links rest on.
    run, at, reason : str, datetime, str
        The name of the run, when it happens, and why: they stand in each event.
    """
    counted = (
        linked.clusters["published"]
        .select("entry", "cluster")
        .join(taken.entries.select("entry", "records"), on="entry")
    )
    held = weakest_links(counted, linked.pairs, decisions)
    found = identify(
        pl.DataFrame(schema=PERSONS) if before is None else before.persons,
        counted,
        run=run,
        at=at,
        reason=reason,
        rewritten=None if before is None else rewritten(before, taken),
        held=held,
    )
    clusters = held
    for threshold in THRESHOLDS:
        column = linked.clusters[threshold].select("entry", pl.col("cluster").alias(threshold))
        clusters = clusters.join(column, on="entry", how="left", maintain_order="left")
    now = State(
        parts=parts,
        entries=taken.entries,
        entry_records=taken.entry_records,
        pairs=linked.pairs,
        clusters=clusters.select("entry", *THRESHOLDS, "match_weight", "match_probability"),
        persons=found.persons,
    )
    return now, found.events
