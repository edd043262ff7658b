"""Who the landed records are about: in the vault, for linkage and for nobody else.

Import contracts keep every room after linkage from this module.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

import polars as pl

from fingerpost.evidence.core.errors import VaultError
from fingerpost.evidence.lake.catalogue import Landing, read_landings
from fingerpost.evidence.lake.workspace import KEY_FILE, Workspace
from fingerpost.evidence.sources import all_sources
from fingerpost.evidence.vault import Vault

if TYPE_CHECKING:
    from fingerpost.evidence.lake.lake import Lake


def state_of_vault(workspace: Workspace) -> str:
    """Say in words how the vault and its key stand. Makes nothing.

    Raises
    ------
    VaultError
        If it cannot be opened as it is.
    """
    landings = read_landings(workspace.lake)
    is_empty = not workspace.vault.is_dir() or not any(workspace.vault.iterdir())
    if is_empty and not any(landing.vault for landing in landings):
        key = "the key is there" if workspace.key_file.exists() else "and so is its key"
        return f"the vault is made with the first file about people, {key}"
    vault = open_vault(workspace, landings)
    return f"the vault opens: {len(vault.names()):,} tables, key {vault.key.name}"


def open_vault(workspace: Workspace, landings: Iterable[Landing] | None = None) -> Vault:
    """Open the vault of a workspace; the first time, it is made, with its key.

    Parameters
    ----------
    workspace : Workspace
    landings : iterable of Landing, optional
        All that the lake knows, if they are read already: the vault must have their tables.

    Raises
    ------
    VaultError
        If it lacks a table, its key is missing or wrong, or others can open it.
    """
    for folder in (workspace.vault, workspace.lake, workspace.inbox, workspace.published):
        if workspace.key_file.resolve().is_relative_to(folder.resolve()):
            raise VaultError(
                f"the key may not lie in {folder.name}: whoever copies that folder would have it",
                where=str(workspace.key_file),
                do=f"Move it, and say where under [vault] in fingerpost.toml or in {KEY_FILE}.",
            )
    if landings is None:
        landings = read_landings(workspace.lake)
    names = {name for landing in landings for name in landing.vault}
    lost = sum(not (workspace.vault / name).is_file() for name in names)
    if lost:
        raise VaultError(
            f"{lost} of the {len(names)} tables that the lake has in the vault are not there",
            where=str(workspace.vault),
            do="Put the vault back from your copy. If there is none, delete the folders lake and "
            "vault and land your files again: fingerpost land inbox.",
        )
    return Vault.open(workspace.vault, workspace.key_file)


def identifiers(
    lake: Lake, vault: Vault, source: str, as_of: datetime | None = None
) -> pl.DataFrame:
    """Return the personal columns of the editions that count, beside their record numbers.

    Parameters
    ----------
    lake : Lake
    vault : Vault
        As `open_vault` gives it.
    source : str
        One that holds people.
    as_of : datetime, optional
        As known then.

    Returns
    -------
    DataFrame
        `record`, by which `Lake.frame` joins, and the columns that `source` declares personal.

    Raises
    ------
    LakeError
        If nothing of the source is landed.
    VaultError
        If a table of the vault does not open.
    """
    assert all_sources()[source].holds_people, "other sources have nothing in the vault"
    lake.paths(source, as_of)  # something is landed
    return pl.concat(vault.get(part.path) for _, part in lake.current(source, as_of))
