"""Check an upload and land it: in a process of its own, under the agreements of this day."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from signal import SIGKILL
from typing import Any

from django.conf import settings

from fingerpost.service.intake import quarantine
from fingerpost.service.intake.actions import uploads
from fingerpost.service.intake.landing_permits import Permits
from fingerpost.service.intake.landing_process import LOCKED
from fingerpost.service.intake.models import Upload, UploadStatus
from fingerpost.service.intake.permits import permits_for

LIMIT_SECONDS = 1800
WAIT_SECONDS = 120  # for somebody else who writes in the lake
TOO_LONG = "It took longer to read than any honest file of this size. Nothing was landed. Split it by month."
BROKE_DOWN = (
    "It made the program that reads it break down. Nothing was landed. Save it anew from the program "
    "that made it, as CSV in UTF-8 if you can."
)
# What the process needs of our environment; not the database, nor any secret but the vault's.
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "PYTHONPATH")
VAULT_KEY = "FINGERPOST_VAULT_KEY_FILE"


def land_upload(number: int, *, at: datetime, today: date) -> Upload | None:
    """Land an upload that waits, and keep what became of it.

    Parameters
    ----------
    number : int
    at : datetime
    today : date
        Dates after it are refused, and agreements are asked for it.

    Returns
    -------
    Upload or None
        None if it does not wait any more, or the lake is busy: then it goes on waiting.
    """
    upload = uploads.begin_landing(number=number, at=at)
    if upload is None:
        return None
    assert upload.landing_at is not None
    permits = permits_for(upload.agency, said_source=upload.said_source, on=today)
    answer = run(
        quarantine.path_of(upload.pk, upload.name),
        permits,
        at=upload.landing_at,
        today=today,
        limit=LIMIT_SECONDS,
    )
    if answer.get("problem") == LOCKED:
        uploads.put_back(upload=upload, at=at)
        return None
    upload = uploads.settle(
        upload=upload,
        files=answer.get("files", []),
        is_denied=bool(answer.get("denied")),
        problem=str(answer.get("problem", "")),
        at=at,
    )
    if upload.status == UploadStatus.REFUSED:
        quarantine.remove(upload.pk)
    return upload


def run(
    path: Path, permits: Permits, *, at: datetime, today: date, limit: float
) -> dict[str, Any]:
    """Return what the landing process answers about a file; in words if it does not answer."""
    asked = {
        "workspace": str(settings.WORKSPACE),
        "path": str(path),
        "at": at.isoformat(),
        "today": today.isoformat(),
        "wait": min(WAIT_SECONDS, limit / 2),
        "permits": asdict(permits),
    }
    said = b""
    with subprocess.Popen(
        [sys.executable, "-m", "fingerpost.service.intake.landing_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a library's message may repeat a cell
        env=environment(),
        cwd="/",
        start_new_session=True,
    ) as process:
        try:
            said, _ = process.communicate(json.dumps(asked).encode(), timeout=limit)
        except subprocess.TimeoutExpired:
            return {"problem": TOO_LONG}
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, SIGKILL)
    try:
        answer: dict[str, Any] = json.loads(said)
    except ValueError:
        return {"problem": BROKE_DOWN}
    return answer


def environment() -> dict[str, str]:
    """Return what a process that works on the lake gets of our environment."""
    return {name: os.environ[name] for name in (*PASSED_ON, VAULT_KEY) if name in os.environ}
