"""What a file is, by its header and shape and never by its name.

A file is taken for the source all of whose required headers it has; of several, for the one that
leaves fewest headers unexplained. Where none fits, the closest is named with what is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from fingerpost.evidence.core.errors import FingerpostError
from fingerpost.evidence.sources.checking import cast_table
from fingerpost.evidence.sources.declaration import ColumnKind, Source, normalise_header
from fingerpost.evidence.sources.delimited import first_lines
from fingerpost.evidence.sources.discovery import all_sources
from fingerpost.evidence.sources.encodings import read_text, what_it_is
from fingerpost.evidence.sources.geography import property_names
from fingerpost.evidence.sources.headers import HeaderMatch, match_headers
from fingerpost.evidence.sources.opening import is_workbook
from fingerpost.evidence.sources.results import ROW, Opened, RawTable, Recognition, no_rejects
from fingerpost.evidence.sources.spreadsheets import top_of_sheets

LOOK_AT = 256 * 1024  # bytes of a text file that are looked at
# A file with this share of a source's headers, and at least three, is that source and broken.
CLEARLY = 2 / 3
AT_LEAST = 3
# A file without a header is only taken for a source if this many of its columns are not mere text.
TELLING_COLUMNS = 2


@dataclass(frozen=True)
class Located:
    """The row that holds the header, counted from 1, and how it fits a source."""

    row: int
    match: HeaderMatch
    headers: tuple[str, ...]
    sheet: str = ""


def recognise(opened: Opened) -> Recognition:
    """Say what a file is, by its header and shape and not by its name.

    Parameters
    ----------
    opened : Opened

    Returns
    -------
    Recognition
        With `source` set where the file can be read; otherwise with the closest source, what it
        has that the file lacks, and whether the file is clearly that source but broken.
    """
    data = opened.data
    if is_workbook(data):
        return _recognise_workbook(opened)
    words = what_it_is(data)
    if words is not None:
        return Recognition(None, None, f"It is {words}, which no source reads.")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _recognise_geography(opened)
    return _recognise_delimited(opened)


def locate_header(
    lines: Sequence[Sequence[str]], sources: Sequence[Source], sheet: str = ""
) -> tuple[Located | None, Located | None]:
    """Return the line and source that fit, and the closest if none fits wholly."""
    whole: list[Located] = []
    near: list[Located] = []
    for number, fields in enumerate(lines, start=1):
        if sum(1 for cell in fields if cell.strip()) < 2:
            continue
        names = frozenset(normalise_header(cell) for cell in fields)
        for source in sources:
            if source.known_headers.isdisjoint(names):  # most lines hold no header at all
                continue
            match = match_headers(fields, source)
            if match.known:
                located = Located(number, match, tuple(fields), sheet)
                (whole if match.is_whole else near).append(located)
    # max takes the first of equals: the upper line, then the name that comes first.
    best = max(whole, key=lambda item: (-len(item.match.added), item.match.known), default=None)
    closest = max(near, key=lambda item: item.match.likeness, default=None)
    return best, closest


def _of_format(*formats: str) -> list[Source]:
    return [source for source in all_sources().values() if source.format in formats]


def _recognise_delimited(opened: Opened) -> Recognition:
    text = read_text(opened, limit=LOOK_AT)
    lines = first_lines(text)
    sources = _of_format("csv")
    best, closest = locate_header(lines, sources)
    if best is not None:
        return _recognised(best)
    if closest is None or not _is_clear(closest):
        headless = _headless(lines, sources)
        if headless is not None:
            return Recognition(
                None,
                headless,
                f"It has no header line: its first line is already a row of {headless.title}.",
                missing=tuple(column.header for column in headless.in_file),
                is_refused=True,
            )
    return _not_recognised(closest)


def _headless(lines: list[list[str]], sources: list[Source]) -> Source | None:
    """Return the source whose rows begin at once, without a header."""
    rows = [line for line in lines if any(cell.strip() for cell in line)]
    for source in sources:
        columns = source.in_file
        telling = [column for column in columns if column.kind != ColumnKind.TEXT]
        fitting = [row for row in rows if len(row) == len(columns)]
        if source.unpivot or source.reader or len(telling) < TELLING_COLUMNS:
            continue
        if not fitting or fitting[0] is not rows[0]:
            continue
        schema = {column.name: pl.String for column in columns}
        frame = pl.DataFrame(fitting, schema=schema, orient="row").with_row_index(ROW)
        raw = RawTable(frame.with_columns(pl.col(ROW).cast(pl.Int64)), no_rejects())
        given = source.model_copy(update={"columns": columns, "key": (), "edition": ()})
        typed = cast_table(raw, given, today=None)
        first = typed.rows.head(1)
        said = [
            name
            for name in (column.name for column in telling)
            if first.height and first[name][0] is not None
        ]
        if typed.rows_refused == 0 and len(said) >= min(TELLING_COLUMNS, len(telling)):
            return source
    return None


def _recognise_workbook(opened: Opened) -> Recognition:
    try:
        sheets = top_of_sheets(opened)
    except FingerpostError as error:
        return Recognition(None, None, f"It is a spreadsheet, but {error.what}.")
    best: Located | None = None
    closest: Located | None = None
    for source in _of_format("xlsx"):
        for name, lines in sheets.items():
            if not source.fits_sheet(name, lines):
                continue
            if source.reader:
                return Recognition(
                    source, source, f'It has the sheet "{name.strip()}" of {source.title}.'
                )
            found, near = locate_header(lines, [source], name)
            if found and (best is None or len(found.match.added) < len(best.match.added)):
                best = found
            if near and (closest is None or near.match.likeness > closest.match.likeness):
                closest = near
    if best is not None:
        return _recognised(best)
    if closest is None and sheets:
        names = ", ".join(f'"{name.strip()}"' for name in sheets)
        return Recognition(
            None, None, f"It is a spreadsheet with no sheet that a source knows: {names}."
        )
    return _not_recognised(closest)


def _recognise_geography(opened: Opened) -> Recognition:
    try:
        kind, names = property_names(opened)
    except FingerpostError as error:
        return Recognition(None, None, f"It looks like JSON, but {error.what}.")
    best, closest = locate_header([names], _of_format(kind))
    return _recognised(best) if best is not None else _not_recognised(closest)


def _recognised(located: Located) -> Recognition:
    match = located.match
    where = f' on the sheet "{located.sheet.strip()}"' if located.sheet else ""
    line = f" (on row {located.row}{where})" if located.row > 1 or where else ""
    why = f"It has all {match.known} headers of {match.source.title}{line}."
    if match.added:
        why = why[:-1] + f", and {len(match.added)} that the source does not know."
    return Recognition(match.source, match.source, why, added=match.added)


def _is_clear(located: Located) -> bool:
    match = located.match
    wanted = match.known + len(match.missing)
    return match.known >= AT_LEAST and match.known >= CLEARLY * wanted


def _not_recognised(closest: Located | None) -> Recognition:
    if closest is None:
        return Recognition(
            None, None, "No line of its first rows holds the headers of any source."
        )
    match = closest.match
    wanted = match.known + len(match.missing)
    if match.repeated and not match.missing:
        named = ", ".join(f'"{header}"' for header in match.repeated)
        why = f"It is closest to {match.source.title}, but has these headers twice: {named}."
    else:
        named = ", ".join(f'"{header}"' for header in match.missing)
        why = (
            f"It is closest to {match.source.title}: it has {match.known} of {wanted} headers and "
            f"lacks {named}."
        )
    return Recognition(
        None,
        match.source,
        why,
        missing=match.missing,
        added=match.added,
        is_refused=_is_clear(closest),
    )
