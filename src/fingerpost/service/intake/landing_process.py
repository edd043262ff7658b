"""Land one quarantined file in a process of its own, which cannot hurt more than itself.

Comes in on stdin: what to land and what it may do, as JSON. Goes out on stdout: what became of each
file. A file that makes a reader hang, crash or eat the memory ends this process and nothing else; the
lake is written so that a process may end at any instant. It knows no Django and no database.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

from fingerpost.evidence.core.errors import FingerpostError, LakeLockedError
from fingerpost.evidence.lake import FileResult, Lake, Landing, Workspace, land
from fingerpost.evidence.sources import Source
from fingerpost.service.intake.landing_permits import Permits

CPU_SECONDS = 1800
LARGEST_FILE = 8 * 1024**3  # that this process may write
SHARE_OF_MEMORY = 0.75
LOCKED = "locked"


def main() -> None:
    """Answer on stdout."""
    _limit()
    asked = json.load(sys.stdin)
    with contextlib.redirect_stdout(sys.stderr):  # a library's words are no answer
        try:
            answer = _land(asked)
        except LakeLockedError:
            answer = {"problem": LOCKED}
        except FingerpostError as error:
            answer = {"problem": f"{error.what}. {error.do}".strip()}
    json.dump(answer, sys.stdout)


def _limit() -> None:
    memory = int(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * SHARE_OF_MEMORY)
    for kind, limit in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_CORE, 0),  # a core would hold what the file holds
    ):
        resource.setrlimit(kind, (limit, limit))
    os.umask(0o077)


def _land(asked: dict[str, Any]) -> dict[str, Any]:
    workspace = Workspace.open(Path(asked["workspace"]))
    at = datetime.fromisoformat(asked["at"])
    permits, denied = Permits(**asked["permits"]), []

    def may_land(source: Source, editions: tuple[str, ...]) -> str:
        why = permits.why_not(source, editions)
        if why:
            denied.append(source.name)
        return why

    report = land(
        workspace,
        [Path(asked["path"])],
        at=at,
        today=date.fromisoformat(asked["today"]),
        wait_seconds=float(asked["wait"]),
        may_land=may_land,
    )
    landings = {one.sha256: one for one in Lake(workspace).landings()}
    return {
        "files": [_told(one, landings.get(one.sha256 or ""), at) for one in report.files],
        "denied": sorted(set(denied)),
    }


def _told(result: FileResult, landing: Landing | None, at: datetime) -> dict[str, Any]:
    # Landed at this very time: an earlier try of the same upload, which could not say so any more.
    is_ours = landing is not None and landing.landed_at == at
    status = str(result.status)
    told: dict[str, Any] = {
        "name": result.path.rpartition("/")[2].rpartition("!")[2] or "file",
        "sha256": result.sha256 or "",
        "source": result.source or "",
        "status": "landed" if is_ours and status == "already_landed" else status,
        "rows_read": 0,
        "rows_landed": 0,
        "rows_refused": 0,
        "message": result.message,
        "notes": list(result.notes),
        "reasons": {},
        "editions": [],
    }
    if landing is not None and is_ours:
        told |= {
            "rows_read": landing.rows_read,
            "rows_landed": landing.rows_landed,
            "rows_refused": landing.rows_refused,
            "notes": list(landing.notes),
            "reasons": landing.refused,
            "editions": [part.edition for part in landing.parts],
        }
        if told["status"] == "landed" and status == "already_landed":
            told["message"] = ""
    elif status == "already_landed":
        told["message"] = "This very file is landed already."  # under whose name is not said
    return told


if __name__ == "__main__":
    main()
