"""The room's front door: link the people of a workspace, or place those who are new.

Reads what landed since the last run, trains the model if there is none, links, gives every cluster
its person, and writes all of it or nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import polars as pl

from fingerpost.evidence.core.errors import LinkageError
from fingerpost.evidence.core.fingerprints import code_version, fingerprint, fingerprint_code
from fingerpost.evidence.lake import Lake, Workspace
from fingerpost.evidence.lake.identifiers import open_vault
from fingerpost.evidence.lake.links import LinkRun, read_link_runs, run_name
from fingerpost.evidence.lake.lock import locked
from fingerpost.evidence.linkage.comparisons import Dialect
from fingerpost.evidence.linkage.holding import weakest_links
from fingerpost.evidence.linkage.identity import IDENTITY_EVENTS, PERSONS, identify
from fingerpost.evidence.linkage.intake import POSTCODES, Taken, linked_parts, rewritten, take
from fingerpost.evidence.linkage.linking import THRESHOLDS, Linked, link, train
from fingerpost.evidence.linkage.model import LinkageModel, untrained
from fingerpost.evidence.linkage.models import ModelFile, add_model, model_in_use
from fingerpost.evidence.linkage.storage import PURPOSE, LinkStore, State
from fingerpost.evidence.linkage.update import update

Progress = Callable[[str, int, int], None]
FEWEST = 50  # entries from which a model can learn
STEPS = 4
STANDING = ("records", "linked", "entries", "persons")  # counts of what there is, not of a run
# What links rest on, and what is said when it changed.
WHY = {
    "parts": "Files about people landed, or were replaced.",
    "postcodes": "The look-up of postcodes changed.",
    "decisions": "Reviewers decided.",
    "review": "A person approved the model.",
    "model": "Another linkage model is in use.",
    "method": "The program links in another way.",
}
ANEW = frozenset({"postcodes", "model", "method"})  # these change weights: all is scored anew


def _silent(what: str, done: int, of: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class LinkReport:
    """What a run of linking did.

    Attributes
    ----------
    kind : str
        "rebuild" (every pair was scored anew), "update" (those with something new), "purpose" (keys
        for another purpose, nobody else linked) or "nothing".
    reason : str
        Why, in sentences.
    run : LinkRun or None
        The run that counts now, as the catalogue has it; None if nothing was ever linked.
    counts : dict of str to int
        Records, linked, entries, persons; and, of this run: new_entries, made, joined, merged,
        split (persons), left (entries).
    model : str
        What a reader must know about the model.
    notes : tuple of str
        What was left aside, refused or cut, and why.
    is_written : bool
    """

    kind: str
    reason: str
    run: LinkRun | None
    counts: dict[str, int]
    model: str = ""
    notes: tuple[str, ...] = ()
    is_written: bool = False


def link_people(
    workspace: Workspace,
    *,
    at: datetime,
    rebuild: bool = False,
    purpose: str = PURPOSE,
    decisions: pl.DataFrame | None = None,
    backend: Dialect = "duckdb",
    wait_seconds: float = 0.0,
    dry_run: bool = False,
    progress: Progress = _silent,
) -> LinkReport:
    """Say which landed records are of one person, and keep the keys that were given before.

    Parameters
    ----------
    workspace : Workspace
    at : datetime
        When this run happens, with its zone.
    rebuild : bool
        Score every pair anew, also where nothing changed.
    purpose : str
        For which person keys are wanted; those for measures are always made.
    decisions : DataFrame, optional
        What reviewers decided: `entry_l`, `entry_r`, `is_match`.
    backend : "duckdb" or "spark"
    wait_seconds : float
        How long to wait if somebody else writes here.
    dry_run : bool
        Say what would happen, write nothing.
    progress : callable
        Told what is being done, how many steps are done, and how many there are.

    Raises
    ------
    LakeLockedError
        If somebody else is still writing after `wait_seconds`.
    VaultError
        If the vault does not open.
    LinkageError
        If earlier keys were made with another key of the vault, or the model was changed by hand.
    """
    if at.tzinfo is None:
        raise ValueError("`at` needs a time zone")
    asked = _Asked(at, rebuild, purpose, decisions, backend, dry_run, progress)
    if linked_parts(Lake(workspace)).is_empty():
        return LinkReport("nothing", "Nothing that is landed holds people.", None, {})
    if dry_run:
        return _link(workspace, asked)
    with locked(
        workspace.lake,
        at=at,
        wait_seconds=wait_seconds,
        tell=lambda text: progress(text, 0, 1),
    ):
        return _link(workspace, asked)


def is_due(workspace: Workspace) -> bool:
    """Tell whether linking has something to do; no vault is opened."""
    lake = Lake(workspace)
    parts = linked_parts(lake)
    if parts.is_empty():
        return False
    run = lake.link_run()
    return run is None or bool(
        _changed(run, _inputs(lake, parts, model_in_use(workspace), None))
    )


def train_anew(
    workspace: Workspace, *, at: datetime, progress: Progress = _silent
) -> ModelFile:
    """Train another model on what is landed now, and keep it: it waits for a person's approval.

    Raises
    ------
    LinkageError
        If there are too few entries to learn from.
    """
    with locked(
        workspace.lake, at=at, wait_seconds=0.0, tell=lambda text: progress(text, 0, 1)
    ):
        progress("Linking: reading", 0, 2)
        lake, vault = Lake(workspace), open_vault(workspace)
        taken = take(lake, vault, linked_parts(lake))
        progress("Linking: learning what agreement weighs", 1, 2)
        return add_model(workspace, train(taken.entries, untrained()))


def link_runs(workspace: Workspace) -> tuple[LinkRun, ...]:
    """Return every run of linking, in order; no vault is opened."""
    return read_link_runs(workspace.lake)


def person_history(
    workspace: Workspace, person_key: str, *, purpose: str = PURPOSE
) -> pl.DataFrame:
    """Return everything that ever happened to one person, in keys of one purpose.

    Parameters
    ----------
    workspace : Workspace
    person_key : str
        As the lake has it, now or at any time before.
    purpose : str
        For which it was made.

    Returns
    -------
    DataFrame
        `when`, `run`, `kind`, `entries` (how many), `key_before`, `key_after`, `reason`, in order.

    Raises
    ------
    LinkageError
        If nobody ever had this key.
    """
    store = LinkStore(workspace.lake, open_vault(workspace))
    run = store.newest()
    events = pl.DataFrame(schema=IDENTITY_EVENTS) if run is None else store.events(run)
    keys = ("key_before", "key_after")
    told = events.with_columns(
        store.vault.token(events[key], f"person:{purpose}") for key in keys
    )
    found = told.filter(pl.any_horizontal(pl.col(keys).eq(person_key)))
    if found.is_empty():
        raise LinkageError(
            f"nobody ever had this key for {purpose}",
            do="Give a person_key of lake/linked, and name its purpose with --purpose.",
        )
    about = ["when", "run", "kind", *keys, "reason"]
    return (
        found.group_by(about)
        .agg(entries=pl.len())
        .sort("run", "kind", *keys, "reason")
        .select("when", "run", "kind", "entries", *keys, "reason")
    )


@dataclass(frozen=True)
class _Asked:
    at: datetime
    rebuild: bool
    purpose: str
    decisions: pl.DataFrame | None
    backend: Dialect
    dry_run: bool
    progress: Progress


def _link(workspace: Workspace, asked: _Asked) -> LinkReport:
    asked.progress("Linking: reading", 0, STEPS)
    store = LinkStore(workspace.lake, open_vault(workspace))
    if not asked.dry_run:
        store.sweep()
    lake, run, model = Lake(workspace), store.newest(), model_in_use(workspace)
    parts = linked_parts(lake)
    inputs = _inputs(lake, parts, model, asked.decisions)
    changed = _changed(run, inputs)
    if run is not None and not changed and not asked.rebuild:
        return _for_purpose(store, run, model, asked)
    old = None if run is None else store.read(run)
    is_rebuild = asked.rebuild or old is None or bool(changed & ANEW)
    known = None if old is None or is_rebuild else (old.parts, old.entries, old.entry_records)
    taken = take(lake, store.vault, parts, before=known)
    if model is None:
        if taken.entries.height < FEWEST:
            reason = f"{taken.entries.height} entries are too few to learn from: {FEWEST} are needed."
            return LinkReport("nothing", reason, None, {}, notes=taken.notes)
        asked.progress("Linking: learning what agreement weighs", 1, STEPS)
        model = train(taken.entries, untrained())
        inputs["model"] = model.name
    asked.progress("Linking: comparing", 2, STEPS)
    if known is None or old is None:
        linked = link(taken.entries, model, decisions=asked.decisions, backend=asked.backend)
    else:
        linked = update(
            old.linked(model),
            taken.changed,
            gone=taken.gone,
            decisions=asked.decisions,
            backend=asked.backend,
        )
    asked.progress("Linking: who is who", 3, STEPS)
    reason = _reason(changed, first=run is None, asked=asked.rebuild)
    now, events = _identified(parts, taken, linked, old, run, reason, asked)
    facts = LinkRun(
        sequence=_next(run),
        at=asked.at,
        code_version=code_version(),
        kind="rebuild" if is_rebuild else "update",
        reason=reason,
        model=model.name,
        reviewed_by=model.review.by if model.review else "",
        key_name=store.vault.key.name,
        inputs=inputs,
        linked=dict.fromkeys((PURPOSE, asked.purpose, *(run.linked if run else ())), ()),
        vault={},
        counts=_counts(lake, now, old, events),
        notes=(*taken.notes, *(note for note in linked.notes if note != model.notice)),
    )
    if not asked.dry_run:
        add_model(workspace, model)
        before = None if run is None or old is None else (run, old)
        facts = store.write(facts, now, events, before=before)
        store.sweep()
    asked.progress("Linked", STEPS, STEPS)
    return LinkReport(
        facts.kind, reason, facts, facts.counts, model.notice, facts.notes, not asked.dry_run
    )


def _for_purpose(
    store: LinkStore, run: LinkRun, model: LinkageModel | None, asked: _Asked
) -> LinkReport:
    """Make the keys of another purpose, if they are not there yet: nobody is linked anew."""
    notice = model.notice if model else ""
    if asked.purpose in run.linked:
        reason = "Nothing changed since the last run."
        return LinkReport("nothing", reason, run, run.counts, notice, run.notes)
    reason = f"Keys were made for {asked.purpose}."
    facts = replace(
        run,
        sequence=_next(run),
        at=asked.at,
        code_version=code_version(),
        kind="purpose",
        reason=reason,
        linked=dict.fromkeys((*run.linked, asked.purpose), ()),
        counts={name: run.counts[name] if name in STANDING else 0 for name in run.counts},
    )
    if not asked.dry_run:
        old = store.read(run)
        events = pl.DataFrame(schema=IDENTITY_EVENTS)
        facts = store.write(facts, old, events, before=(run, old))
    return LinkReport("purpose", reason, facts, facts.counts, notice, (), not asked.dry_run)


def _inputs(
    lake: Lake, parts: pl.DataFrame, model: LinkageModel | None, decisions: pl.DataFrame | None
) -> dict[str, str]:
    """Return a fingerprint of each thing that the links rest on."""
    decided = [] if decisions is None else sorted(decisions.iter_rows())
    return {
        "parts": fingerprint(parts["part"].to_list()),
        "postcodes": lake.fingerprint([POSTCODES]),
        "decisions": fingerprint(decided),
        "review": fingerprint(model.review.model_dump(mode="json"))
        if model and model.review
        else "",
        "model": model.name if model else "",
        "method": fingerprint_code(Path(__file__).parent),
    }


def _changed(run: LinkRun | None, inputs: dict[str, str]) -> set[str]:
    """Return what is not as it was when the run was made."""
    return {name for name, is_ in inputs.items() if run is None or run.inputs.get(name) != is_}


def _reason(changed: set[str], *, first: bool, asked: bool) -> str:
    if first:
        return "The first run."
    said = [WHY[name] for name in WHY if name in changed]
    return " ".join([*said, *(["Linked anew, as asked."] if asked else [])])


def _identified(
    parts: pl.DataFrame,
    taken: Taken,
    linked: Linked,
    old: State | None,
    run: LinkRun | None,
    reason: str,
    asked: _Asked,
) -> tuple[State, pl.DataFrame]:
    """Return the state after the run, and what it changed."""
    counted = (
        linked.clusters["published"]
        .select("entry", "cluster")
        .join(taken.entries.select("entry", "records"), on="entry")
    )
    held = weakest_links(counted, _deciding(linked.pairs, asked.decisions))
    found = identify(
        pl.DataFrame(schema=PERSONS) if old is None else old.persons,
        counted,
        run=run_name(_next(run)),
        at=asked.at,
        reason=reason,
        rewritten=None if old is None else rewritten(old.entries, old.entry_records, taken),
        held=held,
    )
    clusters = held
    for threshold in THRESHOLDS:
        column = linked.clusters[threshold].select("entry", pl.col("cluster").alias(threshold))
        clusters = clusters.join(column, on="entry", how="left", maintain_order="left")
    clusters = clusters.select("entry", *THRESHOLDS, "match_weight", "match_probability")
    now = State(
        parts, taken.entries, taken.entry_records, linked.pairs, clusters, found.persons
    )
    return now, found.events


def _deciding(pairs: pl.DataFrame, decisions: pl.DataFrame | None) -> pl.DataFrame:
    """Return pairs with those that reviewers joined in place of what they weighed."""
    scored = pairs.select("entry_l", "entry_r", "match_weight", "match_probability")
    if decisions is None:
        return scored
    ends = {
        "entry_l": pl.min_horizontal("entry_l", "entry_r"),
        "entry_r": pl.max_horizontal("entry_l", "entry_r"),
    }
    joined = decisions.filter("is_match").select(
        **ends, match_weight=pl.lit(float("inf")), match_probability=pl.lit(1.0)
    )
    return pl.concat([scored.join(joined, on=list(ends), how="anti"), joined.unique()])


def _counts(lake: Lake, now: State, old: State | None, events: pl.DataFrame) -> dict[str, int]:
    landed = {
        part.path: part.rows
        for source in now.parts["source"].unique()
        for _, part in lake.current(source)
    }

    def persons(kind: str, column: str) -> int:
        return events.filter(pl.col("kind") == kind)[column].n_unique()

    known = now.entries.clear() if old is None else old.entries
    return {
        "records": sum(landed.values()),
        "linked": now.entry_records.height,
        "entries": now.entries.height,
        "persons": now.persons["person"].n_unique(),
        "new_entries": now.entries.join(known, on="entry", how="anti").height,
        "made": persons("made", "key_after"),
        "joined": persons("joined", "entry"),
        "merged": persons("merged", "key_before"),
        "split": persons("split", "key_before"),
        "left": persons("left", "entry"),
    }


def _next(run: LinkRun | None) -> int:
    return 1 if run is None else run.sequence + 1
