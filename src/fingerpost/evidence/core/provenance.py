"""Where numbers come from: the files that were read, what was refused, what is missing.

Made by the lake, carried unchanged through a release, and shown by the pack. It holds counts of
rows and names of files, never a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from fingerpost.evidence.core.rebases import RebaseDecision


@dataclass(frozen=True)
class LandedFile:
    """One file that was read, in the edition that counts now."""

    source: str
    file: str  # its name as it came, "archive.zip!member.csv" for a member of an archive
    sha256: str
    landed_at: datetime
    rows_read: int
    rows_landed: int
    rows_refused: int
    first_period: str | None  # codes of core.periods, or None if the source has no period
    last_period: str | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class SourceSummary:
    """One source: its publisher's words and what is landed of it."""

    source: str
    title: str
    publisher: str
    licence: str
    licence_statement: str
    files: int
    rows_read: int
    rows_landed: int
    rows_refused: int
    superseded_files: int
    first_period: str | None
    last_period: str | None
    period_end: date | None  # the last day that the data speak of
    missing_periods: tuple[str, ...]  # gaps between the first and the last
    lag: str
    quirks: tuple[str, ...]


@dataclass(frozen=True)
class RefusedRows:
    """How many rows of a source were refused for one reason."""

    source: str
    reason: str
    rows: int


@dataclass(frozen=True)
class Unplaced:
    """Rows of police files that lie in no district of the partnership, or are another force's."""

    source: str
    what: str  # "No location recorded", "Outside the partnership", "A code in no look-up", ...
    rows: int
    of_rows: int


@dataclass(frozen=True)
class Provenance:
    """All that a reader needs to trace a figure to its files."""

    code_version: str
    as_of: datetime
    files: tuple[LandedFile, ...]
    sources: tuple[SourceSummary, ...]
    refused: tuple[RefusedRows, ...]
    unplaced: tuple[Unplaced, ...]
    input_fingerprint: str
    rebases: tuple[RebaseDecision, ...] = ()  # every decision about a chart, the earliest first
