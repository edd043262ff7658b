"""Link entries: from what agencies wrote down to who is one person, at three thresholds."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from fingerpost.evidence.linkage.attributors import compete, train_attributors
from fingerpost.evidence.linkage.clustering import cluster
from fingerpost.evidence.linkage.code_training import train_codes
from fingerpost.evidence.linkage.comparisons import Dialect
from fingerpost.evidence.linkage.model import LinkageModel, Threshold
from fingerpost.evidence.linkage.scoring import ENCODED, NAMED, notes_on, score
from fingerpost.evidence.linkage.standardising import standardise
from fingerpost.evidence.linkage.training import learn

THRESHOLDS: tuple[Threshold, ...] = ("strict", "published", "loose")


@dataclass(frozen=True)
class Linked:
    """Entries, the pairs among them, and who is one person.

    Parameters
    ----------
    entries : polars.DataFrame
        As they were given, in the order of `entry`.
    pairs : polars.DataFrame
        Of the shape PAIRS, with one ``mw_`` column for each comparison.
    clusters : dict of str to polars.DataFrame
        By threshold ("strict", "published", "loose"): of the shape CLUSTERS.
    model : LinkageModel
        By which they were linked; trained here if it was not before.
    notes : tuple of str
        What a reader must know, in sentences without a name in them.
    """

    entries: pl.DataFrame
    pairs: pl.DataFrame
    clusters: dict[str, pl.DataFrame]
    model: LinkageModel
    notes: tuple[str, ...] = ()


def train(entries: pl.DataFrame, model: LinkageModel) -> LinkageModel:
    """Return the model with weights learnt from entries, without labels; see `training`.

    What a model knows already stays: a model that was trained before there were attributors, or
    codes, learns these only.

    Raises
    ------
    LinkageError
        If there are too few entries with names to learn from.
    """
    every = standardise(entries)
    named = every.filter(pl.col("regime") == NAMED)
    model = learn(named, model)
    without_codes = every.filter(pl.col("regime") != ENCODED)
    kinds = set(without_codes.filter(pl.col("regime") != NAMED)["kind"])
    if kinds - set(model.coverage):
        model = train_attributors(without_codes, model)
    if model.codes is None and without_codes.height < every.height:
        model = train_codes(entries, model)
    return model


def link(
    entries: pl.DataFrame,
    model: LinkageModel,
    *,
    decisions: pl.DataFrame | None = None,
    backend: Dialect = "duckdb",
) -> Linked:
    """Return who is one person among entries.

    Parameters
    ----------
    entries : polars.DataFrame
        Of the shape ENTRIES; other columns may be there if the model compares them.
    model : LinkageModel
        Trained on these entries first if it is not trained.
    decisions : polars.DataFrame, optional
        What reviewers decided: entry_l, entry_r, is_match.
    backend : "duckdb" or "spark"
    """
    ordered = entries.sort("entry")
    every = standardise(ordered)
    model = train(every, model)
    pairs = score(every, model, backend=backend)
    linked = cluster_pairs(ordered, pairs, model, decisions=decisions)
    return replace(linked, notes=(*linked.notes, *notes_on(every, model)))


def cluster_pairs(
    entries: pl.DataFrame,
    pairs: pl.DataFrame,
    model: LinkageModel,
    *,
    decisions: pl.DataFrame | None = None,
) -> Linked:
    """Return who is one person, from pairs that were scored before."""
    competed = compete(entries, pairs, model)
    pairs = competed.pairs
    found: dict[str, pl.DataFrame] = {}
    notes = [model.notice]
    if competed.ties.height:
        notes.append(
            f"{competed.ties.height:,} entries with an attributor fit two people or more about "
            "equally well: none was chosen."
        )
    for threshold in THRESHOLDS:
        result = cluster(
            entries,
            pairs,
            model.thresholds[threshold],
            decisions=decisions,
            once=model.once,
            largest=model.largest_cluster,
        )
        found[threshold] = result.clusters
        notes += [f"{threshold.capitalize()} links. {note}" for note in result.notes]
    return Linked(entries, pairs, found, model, tuple(notes))
