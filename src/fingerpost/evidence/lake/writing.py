"""Write the tables of a landing, and sweep what an earlier one left unfinished."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import polars as pl

from fingerpost.evidence.core.whole_files import flush_folder
from fingerpost.evidence.lake.catalogue import Landing, folder, read_landings
from fingerpost.evidence.lake.workspace import Workspace
from fingerpost.evidence.vault import Vault, sweep

ROWS_A_GROUP = 262_144
WRITERS = 4  # files written at once
ROOMS = ("landed", "rejects")  # the folders of a landing's tables, in the lake and in the vault


def write_tables(
    lake: Path,
    tables: Mapping[str, pl.DataFrame],
    secret: Mapping[str, pl.DataFrame],
    vault: Vault | None,
) -> None:
    """Write tables so that all are on the disk, under their names, when this returns.

    A few at a time, since most of the time goes in waiting for the disk.

    Parameters
    ----------
    lake : Path
    tables : mapping of str to DataFrame
        By path in the lake.
    secret : mapping of str to DataFrame
        By name in the vault.
    vault : Vault, optional
        Needed if there is anything secret.
    """
    waiting = lake / "tmp"
    waiting.mkdir(parents=True, exist_ok=True)
    work: list[Callable[[], None]] = [
        partial(_write, rows, lake / name, waiting / f"{os.getpid()}-{number}.parquet")
        for number, (name, rows) in enumerate(tables.items())
    ]
    for name, rows in secret.items():
        assert vault is not None, "what is secret goes to a vault"
        work.append(partial(vault.put, name, rows))
    with ThreadPoolExecutor(WRITERS) as writers:
        for done in [writers.submit(step) for step in work]:
            done.result()
    # A name lasts only when its folder, and the folder of that, are flushed too.
    holders = {(lake / name).parent for name in tables}
    for holder in sorted(holders | {holder.parent for holder in holders}):
        flush_folder(holder)


def _write(rows: pl.DataFrame, target: Path, temporary: Path) -> None:
    rows.write_parquet(
        temporary, compression="zstd", compression_level=1, row_group_size=ROWS_A_GROUP
    )
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary.replace(target)


def sweep_unfinished(workspace: Workspace) -> tuple[Landing, ...]:
    """Remove what no entry of the catalogue names, in lake and vault; return the entries."""
    lake = workspace.lake
    shutil.rmtree(lake / "tmp", ignore_errors=True)
    for stray in folder(lake).glob(".*.tmp"):
        stray.unlink()
    landings = read_landings(lake)
    known = {part.path for landing in landings for part in landing.parts}
    known |= {landing.rejects for landing in landings if landing.rejects}
    for room in ROOMS:
        for path in (lake / room).rglob("*.parquet"):
            if path.relative_to(lake).as_posix() not in known:
                path.unlink()
    kept = {name for landing in landings for name in landing.vault}
    sweep(workspace.vault, keep=kept, within=ROOMS)
    return landings
