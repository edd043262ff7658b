"""What became of persons: every run, and every change of one person."""

from __future__ import annotations

import polars as pl

from fingerpost.evidence.core.errors import LinkageError
from fingerpost.evidence.lake import Workspace
from fingerpost.evidence.lake.identifiers import open_vault
from fingerpost.evidence.lake.links import LinkRun, read_link_runs
from fingerpost.evidence.linkage.identity import IDENTITY_EVENTS
from fingerpost.evidence.linkage.storage import PURPOSE, LinkStore


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
