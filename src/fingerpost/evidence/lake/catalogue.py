"""The catalogue: one JSON file for each landing, written last.

What has no entry here does not exist for readers. An entry is written whole or not at all (a
temporary file, flushed to disk, renamed), so a crash at any instant leaves the lake as it was
before or as it is after.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from fingerpost.evidence.core.errors import LakeError
from fingerpost.evidence.core.whole_files import write_whole
from fingerpost.evidence.sources import all_sources


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
    vault: tuple[str, ...] = ()  # the tables of the vault that belong to it

    @property
    def short(self) -> str:
        """The first twelve digits of the file's SHA-256."""
        return self.sha256[:12]


_LANDING = TypeAdapter(Landing)


def folder(lake: Path) -> Path:
    """Return the folder of the entries."""
    return lake / "catalogue" / "landings"


def read_landings(lake: Path, as_of: datetime | None = None) -> tuple[Landing, ...]:
    """Return every landing that was known on `as_of`, in the order of landing.

    Raises
    ------
    LakeError
        If a file about people was landed under an earlier declaration: what is personal now may
        not have been then, and lie in the lake.
    """
    found = []
    for path in sorted(folder(lake).glob("*.json")):
        landing = _LANDING.validate_json(path.read_bytes())
        _require_todays_declaration(landing, lake)
        if as_of is None or landing.landed_at <= as_of:
            found.append(landing)
    return tuple(sorted(found, key=lambda landing: landing.sequence))


def _require_todays_declaration(landing: Landing, lake: Path) -> None:
    source = all_sources().get(landing.source)
    if source is None or not source.holds_people or landing.source_version >= source.version:
        return
    raise LakeError(
        f"{landing.name} was landed under version {landing.source_version} of {source.name}; now it "
        f"is version {source.version}, and the lake may hold what should lie in the vault",
        where=str(lake),
        do="Delete the folders lake and vault, and land your files again: fingerpost land inbox.",
    )


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
