"""How good the matches of a workspace are: measured where the truth is known, estimated where not.

Comes in: a workspace that was linked. Goes out: precision and recall at each threshold, by agency
and by who people are; or an estimate of both from the pairs that reviewers looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from fingerpost.evidence.core.errors import LinkageError
from fingerpost.evidence.lake import Lake, Workspace
from fingerpost.evidence.lake.identifiers import open_vault
from fingerpost.evidence.linkage.accuracy import BY_AGENCY, Accuracy, accuracy, by_attribute
from fingerpost.evidence.linkage.achievable import best_achievable
from fingerpost.evidence.linkage.attributes import ATTRIBUTES, attributes_told
from fingerpost.evidence.linkage.blocking import with_keys
from fingerpost.evidence.linkage.clerical_sample import Strata, allot, draw, stratify
from fingerpost.evidence.linkage.clustering import cluster
from fingerpost.evidence.linkage.decisions import State, outcomes, read_ledger, standing
from fingerpost.evidence.linkage.declaration import Regime
from fingerpost.evidence.linkage.estimation import MatchQuality, estimate
from fingerpost.evidence.linkage.linking import THRESHOLDS
from fingerpost.evidence.linkage.model import LinkageModel
from fingerpost.evidence.linkage.models import model_in_use
from fingerpost.evidence.linkage.standardising import standardise
from fingerpost.evidence.linkage.storage import LinkStore
from fingerpost.evidence.linkage.storage import State as LinkState
from fingerpost.evidence.linkage.truth import attributes_of, true_persons
from fingerpost.evidence.vault import Vault

SAMPLE_SEED = 20_261_125
SAMPLE_SIZE = 900


@dataclass(frozen=True)
class LinkedPeople:
    """The newest linkage of a workspace, read out of the vault.

    Parameters
    ----------
    workspace : Workspace
    vault : Vault
    run : str
        Its name.
    state : storage.State
    model : LinkageModel
    """

    workspace: Workspace
    vault: Vault
    run: str
    state: LinkState
    model: LinkageModel

    @classmethod
    def read(cls, workspace: Workspace) -> LinkedPeople:
        """Read the newest linkage.

        Raises
        ------
        LinkageError
            If nobody was linked yet.
        """
        vault = open_vault(workspace)
        store = LinkStore(workspace.lake, vault)
        run, model = store.newest(), model_in_use(workspace)
        if run is None or model is None:
            raise LinkageError(
                "nobody is linked here yet", do="Link the people that landed: fingerpost link."
            )
        return cls(workspace, vault, run.name, store.read(run), model)

    def clusters(self, threshold: str = "published") -> pl.DataFrame:
        """Return who is one person at a threshold: entry, cluster."""
        return self.state.clusters.select("entry", cluster=threshold)

    def clusters_by_model(self) -> pl.DataFrame:
        """Return who would be one person as published, had nobody decided anything."""
        found = cluster(
            self.state.entries,
            self.state.pairs,
            self.model.thresholds["published"],
            once=self.model.once,
            largest=self.model.largest_cluster,
        )
        return found.clusters.select("entry", "cluster")


@dataclass(frozen=True)
class EstimatedQuality:
    """What is known of a linkage without the truth.

    Parameters
    ----------
    quality : MatchQuality
        Of the pairs of named agencies, as the model links them before people correct it.
    to_look_at, looked_at : int
        Pairs of the sample, and how many of them somebody judged.
    """

    quality: MatchQuality
    to_look_at: int
    looked_at: int


def measured_achievable(workspace: Workspace, truth: Path) -> pl.DataFrame:
    """Return for each kind of agency that tells no names the F1 achieved, and the best achievable.

    Parameters
    ----------
    workspace : Workspace
    truth : Path
        The folder `truth` of a synthetic county, whose files landed in this workspace.

    Returns
    -------
    DataFrame
        Of the shape `achievable.ACHIEVABLE`, at the published threshold.

    Raises
    ------
    LinkageError
        If nobody was linked yet, or the folder holds no truth.
    """
    linked, lake = LinkedPeople.read(workspace), Lake(workspace)
    state = linked.state
    people = true_persons(truth, lake, linked.vault, state.entry_records)
    return best_achievable(
        state.entries,
        people.unique("entry", keep="first", maintain_order=True),
        linked.clusters("published"),
    )


def measured_accuracy(
    workspace: Workspace, truth: Path, *, regime: Regime | None = None
) -> dict[str, Accuracy]:
    """Compare the linkage of a workspace with the truth, at each threshold.

    Parameters
    ----------
    workspace : Workspace
    truth : Path
        The folder `truth` of a synthetic county, whose files landed in this workspace.
    regime : Regime, optional
        Only entries of this regime; all if not given.

    Returns
    -------
    dict of str to Accuracy
        By threshold: "strict", "published", "loose". By kind of agency, regime, ethnic group, sex,
        age band and deprivation fifth, as the truth has them, or else as the agencies wrote them.

    Raises
    ------
    LinkageError
        If nobody was linked yet, or the folder holds no truth.
    """
    linked, lake = LinkedPeople.read(workspace), Lake(workspace)
    state = linked.state
    people = true_persons(truth, lake, linked.vault, state.entry_records)
    attributes = attributes_of(truth, lake, state.entries, people)
    if attributes is None:
        attributes = attributes_told(lake, state.entries, state.entry_records)
    entries = state.entries.select("entry", "agency", "kind", "regime").join(
        attributes, on="entry", how="left", maintain_order="left"
    )
    if regime is not None:
        entries = entries.filter(pl.col("regime") == regime.value)
    offered = pl.concat(
        [
            state.pairs.select("entry_l", "entry_r"),
            _offered(people, state.entries, linked.model),
        ]
    ).unique()
    return {
        threshold: accuracy(
            entries,
            linked.clusters(threshold),
            people,
            candidates=offered,
            groupings=(*BY_AGENCY, *by_attribute(*ATTRIBUTES)),
        )
        for threshold in THRESHOLDS
    }


def sample_of(
    linked: LinkedPeople, *, size: int = SAMPLE_SIZE, seed: int = SAMPLE_SEED
) -> tuple[Strata, pl.DataFrame]:
    """Return the strata of the pairs of named agencies, and the sample of them to look at.

    What the model links is sampled, before reviewers correct it: else the very pairs that were
    looked at would be right, and speak for those that nobody looked at. A pair keeps its lot from
    run to run, so that an answer stays of use when more files land.
    """
    named = linked.state.entries.filter(pl.col("regime") == Regime.NAMED.value)
    strata = stratify(standardise(named), linked.state.pairs, linked.clusters_by_model())
    return strata, draw(strata, allot(strata, size=size), seed=seed)


def estimated_quality(
    workspace: Workspace, *, size: int = SAMPLE_SIZE, seed: int = SAMPLE_SEED
) -> EstimatedQuality:
    """Estimate precision and recall from what reviewers said of the sample.

    Parameters
    ----------
    workspace : Workspace
    size, seed : int
        Of the sample; the same as when it was looked at.

    Raises
    ------
    LinkageError
        If nobody was linked yet.
    """
    linked = LinkedPeople.read(workspace)
    strata, drawn = sample_of(linked, size=size, seed=seed)
    ledger = read_ledger(linked.vault)
    ends = ["entry_l", "entry_r"]
    # The only answer so far stands for a pair that waits for its second reviewer.
    first = standing(ledger).unique(ends, keep="first", maintain_order=True)
    said = (
        drawn.join(outcomes(ledger), on=ends)
        .join(first.select(*ends, "said"), on=ends)
        .select(
            *ends,
            said=pl.when(pl.col("state") == State.WAITING.value)
            .then("said")
            .otherwise(pl.col("state").replace(State.DISPUTED.value, State.CANNOT_SAY.value)),
        )
    )
    return EstimatedQuality(estimate(strata, said), drawn.height, said.height)


def _offered(people: pl.DataFrame, entries: pl.DataFrame, model: LinkageModel) -> pl.DataFrame:
    """Return the true pairs that a blocking rule offers: entry_l, entry_r."""
    keyed = with_keys(
        standardise(entries), model.blocking, largest_block=model.largest_block
    ).entries
    keys = sorted({key for rule in model.blocking for key in rule.keys})
    of = people.join(keyed.select("entry", *keys), on="entry")
    either = [
        pl.col(one) == pl.col(f"{other}_r")
        for rule in model.blocking
        for one, other in {(rule.keys[0], rule.keys[-1]), (rule.keys[-1], rule.keys[0])}
    ]
    return (
        of.join(of, on="person", suffix="_r")
        .filter(pl.col("entry") < pl.col("entry_r"))
        .filter(pl.any_horizontal(expr.fill_null(value=False) for expr in either))
        .select(entry_l="entry", entry_r="entry_r")
    )
