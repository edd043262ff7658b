"""From a path to typed rows: open, recognise, read, check. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from fingerpost.evidence.sources.declaration import Source

ROW = "_row"  # the row as a spreadsheet numbers it; the header of a plain CSV is row 1

REJECTS_SCHEMA = {
    "row": pl.Int64,  # as a spreadsheet shows it
    "column": pl.String,  # the header as it stands in the file, or "" for the whole row
    "reason": pl.String,  # says what is wrong; never shows the value of a personal column
    "original_line": pl.String,  # kept in full
}


@dataclass(frozen=True)
class Opened:
    """One file as bytes: from a folder, or a member of an archive, read without unpacking."""

    path: Path  # the file on disk (the archive, for a member)
    name: str  # "2024-01-x-street.csv", or "archive.zip!2024-01/2024-01-x-street.csv"
    data: bytes
    sha256: str


@dataclass(frozen=True)
class Unopened:
    """A file that could not be opened safely (bomb, password, `../`), and what to do."""

    path: Path
    name: str
    reason: str
    do: str


@dataclass(frozen=True)
class RawTable:
    """Cells as text, before types: declared column names plus `_row`."""

    rows: pl.DataFrame  # all String, plus ROW as Int64
    rejects: pl.DataFrame  # of REJECTS_SCHEMA
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recognition:
    """What a file is taken for, and why; or what is closest, and what it lacks."""

    source: Source | None  # None: no declared source, or one whose columns are not all there
    closest: Source | None
    why: str  # one sentence for people
    missing: tuple[str, ...] = ()  # headers that the closest source has and the file lacks
    added: tuple[str, ...] = ()  # headers that the file has and the source does not know
    is_refused: bool = False  # clearly this source, but broken: refused rather than unrecognised


@dataclass(frozen=True)
class ReadFile:
    """A recognised file, read whole: rows_read = landed rows + refused rows, always."""

    opened: Opened
    source: Source
    rows: pl.DataFrame  # typed, the declared columns and ROW
    rejects: pl.DataFrame  # of REJECTS_SCHEMA; may name one row more than once
    rows_read: int  # rows of the file, as its own lines count them
    rows_landed: int
    rows_refused: int
    notes: tuple[str, ...] = field(default=())  # added columns, new codes, odd encodings


def open_files(path: Path) -> Iterator[Opened | Unopened]:
    """Yield each file under `path`: itself, the files of a folder, the members of a ZIP."""
    raise NotImplementedError


def recognise(opened: Opened) -> Recognition:
    """Say what a file is, by its header and shape and not by its name."""
    raise NotImplementedError


def read(opened: Opened, source: Source) -> ReadFile:
    """Read a file as `source` declares it.

    Raises
    ------
    SourceError
        If the file as a whole cannot be read as this source.
    """
    raise NotImplementedError
