"""What opening, recognising and reading a file give: values that other rooms may hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from fingerpost.evidence.sources.declaration import Source

ROW = "_row"  # the row as a spreadsheet numbers it; the header of a plain CSV is row 1
SHEET = "_sheet"  # the sheet a row stands on, where a file has several
RECORD = "_record"  # one number per row of the file, where `_row` is not one (several sheets)

REJECTS_SCHEMA: dict[str, pl.DataType] = {
    "row": pl.Int64(),  # as a spreadsheet shows it
    "column": pl.String(),  # the header as it stands in the file, or "" for the whole row
    "reason": pl.String(),  # says what is wrong; never shows the value of a personal column
    "original_line": pl.String(),  # kept in full
}


@dataclass(frozen=True)
class Opened:
    """One file as bytes: from a folder, or a member of an archive, read without unpacking."""

    path: Path  # the file on disk (the archive, for a member)
    name: str  # "2024-01-x-street.csv", or "archive.zip!2024-01/2024-01-x-street.csv"
    data: bytes
    sha256: str

    @property
    def base_name(self) -> str:
        """The file's own name, without folders and without the archive it came in."""
        return self.name.rpartition("!")[2].replace("\\", "/").rpartition("/")[2]


@dataclass(frozen=True)
class Unopened:
    """A file that could not be opened safely (bomb, password, `../`), and what to do."""

    path: Path
    name: str
    reason: str
    do: str


@dataclass(frozen=True)
class RawTable:
    """Cells as text, before types: declared column names plus `_row`.

    A reader of several sheets adds `_sheet` and `_record`, and keeps `_record` different for every
    row of the file; several records of one file row share it, and stand or fall together.
    """

    rows: pl.DataFrame  # all String, plus ROW as Int64
    rejects: pl.DataFrame  # of REJECTS_SCHEMA: rows of the file that are not in `rows`
    notes: tuple[str, ...] = ()
    headers: dict[str, str] | None = None  # declared name: the header as it stands in the file
    original: Callable[[int], str] | None = None  # from `_record` (or `_row`) to the whole line
    is_plain: bool = False  # no space but the common one, and blank cells are null


@dataclass(frozen=True)
class Recognition:
    """What a file is taken for, and why; or what is closest, and what it lacks."""

    source: Source | None  # None: no declared source, or one whose columns are not all there
    closest: Source | None
    why: str  # one sentence for people
    missing: tuple[str, ...] = ()  # headers that the closest source has and the file lacks
    added: tuple[str, ...] = ()  # headers that the file has and the source does not know
    is_refused: bool = False  # clearly this source, but broken: refused, not unrecognised


@dataclass(frozen=True)
class ReadFile:
    """A recognised file, read whole: rows_read = landed rows + refused rows, always."""

    opened: Opened
    source: Source
    rows: pl.DataFrame  # typed, the declared columns and ROW
    rejects: pl.DataFrame  # of REJECTS_SCHEMA; may name one row more than once
    rows_read: int  # rows of the file, as its own lines count them
    rows_landed: int  # rows of the file too: a wide row that became thirty records counts once
    rows_refused: int
    notes: tuple[str, ...] = ()  # added columns, new codes, odd encodings


def no_rejects() -> pl.DataFrame:
    """Return an empty table of rejects."""
    return pl.DataFrame(schema=REJECTS_SCHEMA)
