"""Workspaces beside which the service runs in tests: a real one, and one in which much is new."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

from tests.conftest import AS_OF


def publish(workspace, release) -> None:
    """Put a release where the service looks for the newest."""
    from fingerpost.evidence.disclosure import write_release

    folder = workspace.published / release.id
    if not folder.is_dir():
        write_release(release, folder)
    (workspace.published / "latest.json").write_text(json.dumps({"release": release.id}))


def watched_example(example, folder: Path):
    """Return a copy of the example that was watched for two months, and its release."""
    from fingerpost.evidence.lake import Workspace
    from fingerpost.evidence.pipeline import make_release, watch_days

    shutil.copytree(example.root, folder, symlinks=True)
    workspace = Workspace.open(folder)
    watch_days(workspace, first=date(2025, 1, 1), last=date(2025, 3, 1), as_of=AS_OF)
    release = make_release(workspace, as_of=AS_OF)
    publish(workspace, release)
    return workspace, release


def eventful_workspace(folder: Path):
    """Return a workspace with signals of every kind, small numbers among them, and its release.

    The signals are made by hand; they leave through the real door, and stand in a real ledger.
    """
    from tests.unit.publication.making import PARTNERSHIP
    from tests.unit.publication.signal_release import DISTRICT_OF, SIGNALS, eventful

    from fingerpost.evidence.disclosure import ledger_ids
    from fingerpost.evidence.early_warning.ledger import Ledger, _append, _line
    from fingerpost.evidence.early_warning.references import keep_signal_ids
    from fingerpost.evidence.lake import Workspace

    workspace = Workspace.create(folder)
    told = [replace(one, entry=one.signal.id) for one in SIGNALS]
    release = eventful(signals=told)
    path = Ledger.read(workspace).path
    _append(
        path, [_line("raised", one.entry, one.signal.raised_on, one.signal) for one in told]
    )
    for one in told:
        if one.decided_on:
            _append(path, [_decided(one)])
    ids = ledger_ids(told, partnership=PARTNERSHIP, district_of=DISTRICT_OF)
    keep_signal_ids(workspace, release.id, ids)
    publish(workspace, release)
    return workspace, release


def _decided(one):
    return {
        "event": "decided",
        "id": one.entry,
        "state": one.state.value,
        "name": one.decided_by,
        "at": f"{one.decided_on}T09:00:00+00:00",
        "reason": one.reason,
    }
