"""The lake's landings as they are now: read again only when a file was landed or withdrawn."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from fingerpost.evidence.lake import Landing, Workspace
from fingerpost.evidence.lake.catalogue import folder as landings_folder
from fingerpost.evidence.lake.withdrawals import folder as withdrawals_folder
from fingerpost.evidence.lake.withdrawals import standing_landings

Entries = tuple[tuple[str, ...], int]  # the names in a folder, and when it last changed


def landings() -> tuple[Landing, ...]:
    """Return every landing that counts, in order. An entry is never changed, so names tell all."""
    lake = Workspace.open(Path(settings.WORKSPACE)).lake
    return _landings(lake, _entries(landings_folder(lake)), _entries(withdrawals_folder(lake)))


def _entries(folder: Path) -> Entries:
    try:
        changed = folder.stat().st_mtime_ns
        return tuple(sorted(one.name for one in folder.iterdir())), changed
    except FileNotFoundError:
        return (), 0


@lru_cache(maxsize=2)
def _landings(lake: Path, landed: Entries, withdrawn: Entries) -> tuple[Landing, ...]:
    return standing_landings(lake)
