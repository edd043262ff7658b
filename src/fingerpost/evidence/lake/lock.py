"""One writer at a time: who holds the lake, and how long others wait."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from fingerpost.evidence.core.errors import LakeLockedError

POLL_SECONDS = 0.1


@contextmanager
def locked(
    lake: Path, *, at: datetime, wait_seconds: float, tell: Callable[[str], None]
) -> Iterator[None]:
    """Hold the lake's lock, waiting for whoever has it.

    The operating system lets the lock go when its holder ends, however it ends.

    Raises
    ------
    LakeLockedError
        If somebody else still holds it after `wait_seconds`.
    """
    lake.mkdir(parents=True, exist_ok=True)
    with (lake / "lock").open("a+", encoding="utf-8") as file:
        deadline = time.monotonic() + wait_seconds
        told = False
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                holder = _holder(lake / "lock")
                if time.monotonic() >= deadline:
                    raise LakeLockedError(
                        f"somebody else is landing or linking here: {holder}",
                        where=str(lake),
                        do="Wait for them to finish, or give --wait more seconds.",
                    ) from None
                if not told:
                    tell(f"waiting for {holder}")
                    told = True
                time.sleep(POLL_SECONDS)
        file.seek(0)
        file.truncate()
        json.dump({"process": os.getpid(), "since": at.isoformat()}, file)
        file.flush()
        try:
            yield
        finally:
            file.seek(0)
            file.truncate()
            fcntl.flock(file, fcntl.LOCK_UN)


def _holder(path: Path) -> str:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return f"process {said['process']}, since {said['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
