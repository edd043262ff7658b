"""The catalogue: one JSON file for each landing, written last.

What has no entry here does not exist for readers. An entry is written whole or not at all (a
temporary file, flushed to disk, renamed), so a crash at any instant leaves the lake as it was
before or as it is after.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter


@dataclass(frozen=True)
class Part:
    """The rows of one edition in one landing: one Parquet file."""

    edition: str  # "Cambridgeshire Constabulary · 2024-05": which instalment
    period: str | None  # the code of its period, if the source has periods
    path: str  # inside the lake
    rows: int


@dataclass(frozen=True)
class Landing:
    """One file that was landed."""

    sequence: int
    sha256: str
    name: str
    source: str
    source_version: int
    code_version: str
    landed_at: datetime
    rows_read: int
    rows_landed: int
    rows_refused: int
    parts: tuple[Part, ...]
    refused: dict[str, int]  # reason, and how many rows
    rejects: str | None  # the Parquet file of refused rows, inside the lake
    notes: tuple[str, ...]

    @property
    def short(self) -> str:
        """The first twelve digits of the file's SHA-256."""
        return self.sha256[:12]


_LANDING = TypeAdapter(Landing)


def folder(lake: Path) -> Path:
    """Return the folder of the entries."""
    return lake / "catalogue" / "landings"


def read_landings(lake: Path, as_of: datetime | None = None) -> tuple[Landing, ...]:
    """Return every landing that was known on `as_of`, in the order of landing."""
    found = []
    for path in sorted(folder(lake).glob("*.json")):
        landing = _LANDING.validate_json(path.read_bytes())
        if as_of is None or landing.landed_at <= as_of:
            found.append(landing)
    return tuple(sorted(found, key=lambda landing: landing.sequence))


def write_landing(lake: Path, landing: Landing) -> Path:
    """Write one entry, whole or not at all; return its path."""
    target = folder(lake) / f"{landing.sequence:06d}-{landing.short}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(_LANDING.dump_python(landing, mode="json"), ensure_ascii=False, indent=1)
    write_whole(target, text.encode())
    return target


def write_run(lake: Path, at: datetime, facts: dict[str, object]) -> Path:
    """Keep a record of one run: when, what it did and skipped, from what, and what it made."""
    target = lake / "catalogue" / "runs" / f"{at:%Y%m%dT%H%M%S}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, json.dumps({"at": at.isoformat(), **facts}, indent=1).encode())
    return target


def write_whole(target: Path, data: bytes) -> None:
    """Write a file so that it is there whole, on the disk, or not there at all."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(target)
    flush_folder(target.parent)


def flush_folder(path: Path) -> None:
    """Ask the disk to keep the folder's names."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
