"""Where decisions about charts are kept: one file each in `governance/rebases`, only ever added to.

Each file names the fingerprint of the one before it. One that was changed or taken out by hand is
found when they are read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from pydantic import TypeAdapter

from fingerpost.evidence.core.errors import MeasureError, WorkspaceError
from fingerpost.evidence.core.fingerprints import fingerprint_bytes
from fingerpost.evidence.core.rebases import RebaseDecision, in_force
from fingerpost.evidence.core.whole_files import flush_folder
from fingerpost.evidence.lake.workspace import Workspace

_DECISION = TypeAdapter(RebaseDecision)


def folder(workspace: Workspace) -> Path:
    """Return the folder of the decisions."""
    return workspace.root / "governance" / "rebases"


def read_rebases(
    workspace: Workspace, as_of: datetime | None = None
) -> tuple[RebaseDecision, ...]:
    """Return every decision that was taken by `as_of`, in the order in which they were taken.

    Raises
    ------
    WorkspaceError
        If a decision was changed or taken out by hand.
    """
    return tuple(
        decision
        for decision, _ in _chain(workspace)
        if as_of is None or decision.decided_at <= as_of
    )


def add_rebase(workspace: Workspace, decision: RebaseDecision) -> Path:
    """Keep a decision; return its file, which is there whole or not at all.

    Raises
    ------
    MeasureError
        If the chart is rebased there already, or there is nothing to take back.
    """
    target = folder(workspace)
    target.mkdir(parents=True, exist_ok=True)
    while True:
        before = _chain(workspace)
        require_change(decision, [one for one, _ in before])
        path = target / f"{len(before) + 1:06d}.json"
        content = {
            "decision": _DECISION.dump_python(decision, mode="json"),
            "previous": before[-1][1] if before else "",
        }
        with NamedTemporaryFile("w", encoding="utf-8", dir=target, suffix=".tmp") as file:
            json.dump(content, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fchmod(file.fileno(), 0o644)
            os.fsync(file.fileno())
            try:
                os.link(file.name, path)  # never replaces what somebody else wrote
            except FileExistsError:
                continue
        flush_folder(target)
        return path


def require_change(decision: RebaseDecision, before: Iterable[RebaseDecision]) -> None:
    """Refuse a decision that would change nothing after those taken before it.

    Raises
    ------
    MeasureError
        If the chart is rebased there already, or there is nothing to take back.
    """
    is_held = decision.chart in {one.chart for one in in_force(before)}
    if is_held == decision.takes_back:
        return
    what = "is not rebased" if decision.takes_back else "is rebased already"
    raise MeasureError(
        f"the chart of {decision.measure} in {decision.area} {what} at {decision.period}",
        do="See: fingerpost measure suggestions.",
    )


def _chain(workspace: Workspace) -> list[tuple[RebaseDecision, str]]:
    """Return each decision with the fingerprint of its file."""
    found: list[tuple[RebaseDecision, str]] = []
    previous = ""
    for position, path in enumerate(sorted(folder(workspace).glob("*.json")), start=1):
        data = path.read_bytes()
        try:
            content = json.loads(data)
            decision = _DECISION.validate_python(content["decision"])
            is_next = path.stem == f"{position:06d}" and content["previous"] == previous
        except (ValueError, KeyError, TypeError):
            is_next = False
        if not is_next:
            raise WorkspaceError(
                "a decision about a chart was changed or taken out by hand, here or before it",
                where=f"governance/rebases/{path.name}",
                do="Put the folder back from your copies. To undo a rebase, take it back: "
                "fingerpost measure rebase --undo.",
            )
        previous = fingerprint_bytes(data)
        found.append((decision, previous))
    return found
