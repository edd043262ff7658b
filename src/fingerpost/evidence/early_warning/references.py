"""Which signal of the ledger stands behind a reference of a release: kept beside the ledger.

A reference is made of what may be shown; the ledger's id is made of the signal's small areas too, and
would give them away. So the release has the one, the ledger's folder the other, and this joins them:
one file for each release, read by whoever writes a decision down.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from fingerpost.evidence.core.whole_files import write_whole
from fingerpost.evidence.lake.workspace import Workspace


def keep_signal_ids(workspace: Workspace, release_id: str, ids: Mapping[str, str]) -> Path:
    """Keep the ledger's id of each signal of a release, by its reference; return the file."""
    path = _path(workspace, release_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps(ids, sort_keys=True, indent=1).encode())
    return path


def signal_ids(workspace: Workspace, release_id: str) -> dict[str, str]:
    """Return the ledger's id of each signal of a release by its reference; empty if none was kept."""
    path = _path(workspace, release_id)
    if not path.is_file():
        return {}
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _path(workspace: Workspace, release_id: str) -> Path:
    return workspace.root / "ledger" / "references" / f"{release_id}.json"
