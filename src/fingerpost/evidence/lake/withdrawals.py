"""Files that were landed by mistake: from their withdrawal on they do not count.

A withdrawal is an entry of the catalogue beside that of the landing; nothing is deleted, so what was
known before the withdrawal can still be read "as known on" then. An earlier edition that the file had
taken the place of counts again. The same bytes may be landed again later.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from fingerpost.evidence.core.errors import LakeError
from fingerpost.evidence.core.whole_files import write_whole
from fingerpost.evidence.lake.catalogue import Landing, read_landings
from fingerpost.evidence.lake.lock import locked
from fingerpost.evidence.lake.workspace import Workspace


@dataclass(frozen=True)
class Withdrawal:
    """One landing that does not count any more: since when, who said so, and why."""

    landing: int  # its sequence
    sha256: str
    at: datetime
    by: str
    reason: str


_WITHDRAWAL = TypeAdapter(Withdrawal)


def folder(lake: Path) -> Path:
    """Return the folder of the entries."""
    return lake / "catalogue" / "withdrawals"


def read_withdrawals(lake: Path, as_of: datetime | None = None) -> tuple[Withdrawal, ...]:
    """Return every withdrawal that was known on `as_of`, in the order of landings."""
    found = (
        _WITHDRAWAL.validate_json(path.read_bytes())
        for path in sorted(folder(lake).glob("*.json"))
    )
    return tuple(one for one in found if as_of is None or one.at <= as_of)


def standing_landings(lake: Path, as_of: datetime | None = None) -> tuple[Landing, ...]:
    """Return the landings that were known on `as_of` and not withdrawn by then, in order."""
    gone = {one.landing for one in read_withdrawals(lake, as_of)}
    return tuple(one for one in read_landings(lake, as_of) if one.sequence not in gone)


def withdraw(
    workspace: Workspace,
    files: Iterable[str],
    *,
    at: datetime,
    by: str,
    reason: str,
    wait_seconds: float = 0.0,
) -> tuple[Withdrawal, ...]:
    """Withdraw landed files, and return what was written; one that is withdrawn already is left.

    Parameters
    ----------
    workspace : Workspace
    files : iterable of str
        The SHA-256 of each.
    at : datetime
        When this happens, with its zone.
    by : str
        Who says so. A number or a role serves: the catalogue is copied with the lake.
    reason : str
    wait_seconds : float
        How long to wait if somebody else writes here.

    Raises
    ------
    LakeError
        If no reason is given, or a file was never landed.
    LakeLockedError
        If somebody else still writes after `wait_seconds`.
    """
    if at.tzinfo is None:
        raise ValueError("`at` needs a time zone")
    if not reason.strip():
        raise LakeError("a withdrawal needs a reason", do="Say why the file should not count.")
    written = []
    with locked(workspace.lake, at=at, wait_seconds=wait_seconds, tell=lambda _: None):
        known = {one.sha256 for one in read_landings(workspace.lake)}
        standing = {one.sha256: one for one in standing_landings(workspace.lake)}
        for sha256 in dict.fromkeys(files):
            if sha256 not in known:
                raise LakeError(f"no file with the fingerprint {sha256[:12]} was landed")
            if sha256 in standing:
                landing = standing[sha256]
                one = Withdrawal(landing.sequence, sha256, at, by, reason.strip())
                _write(workspace.lake, one)
                written.append(one)
    return tuple(written)


def _write(lake: Path, one: Withdrawal) -> None:
    target = folder(lake) / f"{one.landing:06d}-{one.sha256[:12]}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    content = _WITHDRAWAL.dump_python(one, mode="json")
    write_whole(target, json.dumps(content, ensure_ascii=False, indent=1).encode())
