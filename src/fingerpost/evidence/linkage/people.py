"""The room's front door: link the people of a workspace, or place those who are new.

Reads what landed since the last run, trains the model if there is none, links, gives every cluster
its person, and writes all of it or nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl

from fingerpost.evidence.core.fingerprints import code_version
from fingerpost.evidence.lake import Lake, Workspace
from fingerpost.evidence.lake.identifiers import open_vault
from fingerpost.evidence.lake.links import LinkRun
from fingerpost.evidence.lake.lock import locked
from fingerpost.evidence.linkage.code_entries import has_codes
from fingerpost.evidence.linkage.comparisons import Dialect
from fingerpost.evidence.linkage.grounds import ANEW, Grounds, reason
from fingerpost.evidence.linkage.identity import IDENTITY_EVENTS
from fingerpost.evidence.linkage.intake import Taken, linked_parts, take
from fingerpost.evidence.linkage.linking import link, train
from fingerpost.evidence.linkage.models import (
    ModelFile,
    add_model,
    covers,
    declared,
    model_in_use,
)
from fingerpost.evidence.linkage.settling import settle
from fingerpost.evidence.linkage.storage import PURPOSE, LinkStore, State
from fingerpost.evidence.linkage.update import Placed, place

Progress = Callable[[str, int, int], None]
FEWEST = 50  # entries from which a model can learn
STEPS = 4
STANDING = ("records", "linked", "entries", "persons")  # counts of what there is, not of a run


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
    asked = _Asked(at, rebuild, purpose, backend, dry_run, progress)
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
    """Tell whether linking has something to do."""
    lake = Lake(workspace)
    if linked_parts(lake).is_empty():
        return False
    run = lake.link_run()
    return run is None or bool(Grounds.read(lake, open_vault(workspace)).changed_since(run))


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
        return add_model(workspace, train(taken.entries, declared()))


@dataclass(frozen=True)
class _Asked:
    at: datetime
    rebuild: bool
    purpose: str
    backend: Dialect
    dry_run: bool
    progress: Progress


def _link(workspace: Workspace, asked: _Asked) -> LinkReport:
    asked.progress("Linking: reading", 0, STEPS)
    store, lake = LinkStore(workspace.lake, open_vault(workspace)), Lake(workspace)
    if not asked.dry_run:
        store.sweep()
    run, grounds = store.newest(), Grounds.read(lake, store.vault)
    changed = grounds.changed_since(run)
    if run is not None and not changed and not asked.rebuild:
        return _for_purpose(store, run, grounds, asked)
    old = None if run is None else store.read(run)
    is_anew = asked.rebuild or bool(changed & ANEW)
    before = None if is_anew else old
    taken = take(lake, store.vault, grounds.parts, before=before)
    if grounds.model is not None and not covers(grounds.model, taken.entries):
        before = None  # a kind of agency that the model has not met yet
    if grounds.model is None and taken.entries.height < FEWEST:
        why = f"{taken.entries.height} entries are too few to learn from: {FEWEST} are needed."
        return LinkReport("nothing", why, None, {}, notes=taken.notes)
    placed = _linked(before, taken, grounds, asked)
    linked = placed.linked
    if not asked.dry_run:
        add_model(workspace, linked.model)
        grounds = replace(grounds, model=model_in_use(workspace))
    asked.progress("Linking: who is who", 3, STEPS)
    why = reason(changed, is_first=run is None, is_asked=asked.rebuild)
    facts = LinkRun(
        sequence=_next(run),
        at=asked.at,
        code_version=code_version(),
        kind="update" if before else "rebuild",
        reason=why,
        model=linked.model.name,
        reviewed_by=linked.model.review.by if linked.model.review else "",
        key_name=store.vault.key.name,
        inputs=grounds.prints,
        linked=dict.fromkeys((PURPOSE, asked.purpose, *(run.linked if run else ())), ()),
        vault={},
        counts={},
        notes=(*taken.notes, *(note for note in linked.notes if note != linked.model.notice)),
    )
    settled = settle(
        taken,
        linked,
        old,
        parts=grounds.parts,
        decisions=grounds.decisions,
        run=facts.name,
        at=facts.at,
        reason=why,
        near=placed.near,
    )
    now, events = settled.state, settled.events
    facts = replace(facts, counts=_counts(lake, now, old, events))
    if not asked.dry_run:
        last = (run, old) if run and old else None
        facts = store.write(facts, now, events, before=last, touched=settled.touched)
        store.sweep()
    asked.progress("Linked", STEPS, STEPS)
    return LinkReport(
        facts.kind,
        why,
        facts,
        facts.counts,
        linked.model.notice,
        facts.notes,
        not asked.dry_run,
    )


def _linked(before: State | None, taken: Taken, grounds: Grounds, asked: _Asked) -> Placed:
    """Link everybody, or place what is new."""
    model = grounds.model
    unknown = model is not None and model.codes is None and has_codes(taken.entries)
    if before is not None and model is not None and not unknown:
        asked.progress("Linking: comparing what is new", 2, STEPS)
        return place(
            before.linked(model),
            taken.entries,
            taken.changed,
            decisions=grounds.decisions,
            again=grounds.judged,
            backend=asked.backend,
        )
    if model is None:
        asked.progress("Linking: learning what agreement weighs", 1, STEPS)
        model = train(taken.entries, declared())
    asked.progress("Linking: comparing", 2, STEPS)
    linked = link(taken.entries, model, decisions=grounds.decisions, backend=asked.backend)
    return Placed(linked, None)


def _for_purpose(store: LinkStore, run: LinkRun, grounds: Grounds, asked: _Asked) -> LinkReport:
    """Make the keys of another purpose, if they are not there yet: nobody is linked anew."""
    notice = grounds.model.notice if grounds.model else ""
    if asked.purpose in run.linked:
        why = "Nothing changed since the last run."
        return LinkReport("nothing", why, run, run.counts, notice, run.notes)
    why = f"Keys were made for {asked.purpose}."
    facts = replace(
        run,
        sequence=_next(run),
        at=asked.at,
        code_version=code_version(),
        kind="purpose",
        reason=why,
        linked=dict.fromkeys((*run.linked, asked.purpose), ()),
        counts={name: run.counts[name] if name in STANDING else 0 for name in run.counts},
    )
    if not asked.dry_run:
        old = store.read(run)
        events = pl.DataFrame(schema=IDENTITY_EVENTS)
        facts = store.write(facts, old, events, before=(run, old))
    return LinkReport("purpose", why, facts, facts.counts, notice, (), not asked.dry_run)


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
