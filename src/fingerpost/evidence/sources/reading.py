"""From a path to typed rows: open, recognise, read, check. Nothing is written here."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from fingerpost.evidence.core.errors import Place, SourceError
from fingerpost.evidence.sources.checking import cast_table
from fingerpost.evidence.sources.declaration import Source
from fingerpost.evidence.sources.delimited import first_lines, split_cells
from fingerpost.evidence.sources.encodings import read_text
from fingerpost.evidence.sources.geography import read_features
from fingerpost.evidence.sources.opening import open_files
from fingerpost.evidence.sources.recognition import locate_header, recognise
from fingerpost.evidence.sources.results import (
    REJECTS_SCHEMA,
    ROW,
    Opened,
    RawTable,
    ReadFile,
    Recognition,
    Unopened,
)
from fingerpost.evidence.sources.shaping import fill_from_name, shape_table
from fingerpost.evidence.sources.spreadsheets import read_sheet

__all__ = [
    "REJECTS_SCHEMA",
    "ROW",
    "Opened",
    "RawTable",
    "ReadFile",
    "Recognition",
    "Unopened",
    "open_files",
    "read",
    "recognise",
]


def read(opened: Opened, source: Source, *, today: date | None = None) -> ReadFile:
    """Read a file as `source` declares it.

    Parameters
    ----------
    opened : Opened
    source : Source
        What `recognise` took the file for.
    today : date, optional
        Rows with a month or date after this day are refused; with None they are let through.

    Raises
    ------
    SourceError
        If the file as a whole cannot be read as this source.
    """
    raw = _read_raw(opened, source)
    filled = fill_from_name(raw.rows, opened, source)
    raw = replace(raw, rows=filled)
    typed = cast_table(raw, source, today=today)
    assert typed.rows_read == typed.rows_landed + typed.rows_refused, "no row is lost"
    return ReadFile(
        opened=opened,
        source=source,
        rows=typed.rows,
        rejects=typed.rejects,
        rows_read=typed.rows_read,
        rows_landed=typed.rows_landed,
        rows_refused=typed.rows_refused,
        notes=(*raw.notes, *typed.notes),
    )


def _read_raw(opened: Opened, source: Source) -> RawTable:
    if source.reader is not None:
        return source.reader(opened)
    match source.format:
        case "xlsx":
            return read_sheet(opened, source)
        case "geojson" | "topojson":
            return read_features(opened, source)
        case "csv":
            return _read_delimited(opened, source)


def _read_delimited(opened: Opened, source: Source) -> RawTable:
    text = read_text(opened)
    located, closest = locate_header(first_lines(text), [source])
    if located is None:
        lacks = ", ".join(closest.match.missing) if closest else "every one of them"
        raise SourceError(
            f"the headers of {source.title} are not all there: {lacks}",
            where=Place(opened.name),
            do='Correct the file, or run "fingerpost source check" on it.',
        )
    cells = split_cells(text, located.row)
    notes = (*text.notes, *cells.notes)
    if located.row > 1:
        notes = (f"The header stands on row {located.row}.", *notes)
    return shape_table(
        cells.frame,
        located.match,
        located.headers,
        rejects=cells.rejects,
        original=cells.original,
        notes=notes,
        is_plain=cells.is_plain,
    )
