"""The newest release of the workspace, read once and kept until another is made."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from fingerpost.evidence.disclosure import Release, read_release
from fingerpost.evidence.lake.workspace import Workspace
from fingerpost.evidence.publication import drawings


def workspace() -> Workspace:
    """Return the workspace beside which the service runs."""
    return Workspace.open(Path(settings.WORKSPACE))


def newest_folder() -> str | None:
    """Return the folder of the release that was published last, or None."""
    path = Path(settings.WORKSPACE) / "published" / "latest.json"
    try:
        name = json.loads(path.read_text(encoding="utf-8"))["release"]
    except (OSError, ValueError, KeyError):
        return None
    return str(path.parent / name)


def folder_of(edition: str) -> str | None:
    """Return the folder of a release by its name, or None if it is not there any more."""
    path = Path(settings.WORKSPACE) / "published" / edition
    return str(path) if edition and (path / "release.json").is_file() else None


def charts(folder: str) -> AbstractContextManager[None]:
    """Take the charts of a release from those that were drawn with it, and keep others drawn."""
    return drawings.known(_drawings(folder))


@lru_cache(maxsize=2)
def _drawings(folder: str) -> drawings.Drawings:
    return drawings.kept(Path(folder))


def newest() -> Release | None:
    """Return the release that was published last, or None."""
    folder = newest_folder()
    return None if folder is None else read(folder)


@lru_cache(maxsize=2)
def read(folder: str) -> Release:
    """Return the release of a folder."""
    return read_release(Path(folder))
