"""Workbooks (xlsx): the values of their visible sheets, as text.

Only values are read: a formula counts for what the sender's program last made of it, and is never
worked out here. A workbook is a ZIP archive, so it can be a bomb: its parts are counted as they
unpack, and a sheet whose last cell lies too far out is refused before a table of that size is made.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from fingerpost.evidence.core.errors import Place, SourceError
from fingerpost.evidence.sources.declaration import Source
from fingerpost.evidence.sources.delimited import HEADER_WITHIN
from fingerpost.evidence.sources.headers import match_headers
from fingerpost.evidence.sources.results import ROW, Opened, RawTable
from fingerpost.evidence.sources.shaping import shape_table

# A sheet of 1,048,576 blank but formatted rows is about 100 MB of XML; publishers' own stay under 20.
MAX_UNPACKED_BYTES = 1024**3
# Cells from A1 to the last one that holds a value: a sheet of a million rows and 33 columns, of
# which the parser makes a table of about 1 GB.
MAX_CELLS = 35_000_000
PIECE = 1024**2
# A cell with a value (v) or text of its own (is), with or without a formula (f) before it.
_CELL = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*?(?<!/)>\s*'
    rb"(?:<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>))?\s*<(?:\w+:)?(?:v|is)\b"
)
OVERLAP = 64 * 1024  # longer than any formula may be, so that no cell falls between two pieces


def top_of_sheets(opened: Opened) -> dict[str, list[list[str]]]:
    """Return the first rows of each visible sheet, by its name.

    Raises
    ------
    SourceError
        If the workbook cannot be read, or not safely.
    """
    book = _open(opened)
    return {name: _rows(book, name, opened, HEADER_WITHIN) for name in _visible(book)}


def sheet_rows(opened: Opened, pattern: str) -> dict[str, list[list[str]]]:
    """Return all rows of the visible sheets whose name matches `pattern`, by name.

    Rows begin at row 1 and cells at column A, so that positions are those a spreadsheet shows.
    """
    book = _open(opened)
    wanted = [
        name for name in _visible(book) if re.fullmatch(pattern, name.strip(), re.IGNORECASE)
    ]
    return {name: _rows(book, name, opened) for name in wanted}


def hidden_sheets(opened: Opened) -> tuple[str, ...]:
    """Return a note for each sheet that is hidden, and so not read."""
    hidden = [
        sheet.name
        for sheet in _open(opened).sheets_metadata
        if sheet.visible != SheetVisibleEnum.Visible
    ]
    return tuple(f'The sheet "{name}" is hidden and was not read.' for name in hidden)


def read_sheet(opened: Opened, source: Source) -> RawTable:
    """Return the table on the sheet of a workbook that holds the source's headers.

    Raises
    ------
    SourceError
        If no sheet does.
    """
    book = _open(opened)
    for name in _visible(book):
        rows = _rows(book, name, opened)
        if not source.fits_sheet(name, rows[:HEADER_WITHIN]):
            continue
        for number, headers in enumerate(rows[:HEADER_WITHIN], start=1):
            match = match_headers(headers, source)
            if not match.is_whole:
                continue
            body = [
                (row, cells)
                for row, cells in enumerate(rows[number:], start=number + 1)
                if any(cell for cell in cells)
            ]
            schema = {str(place): pl.String for place in range(len(headers))}
            frame = pl.DataFrame([cells for _, cells in body], schema=schema, orient="row")
            frame = frame.with_columns(pl.when(pl.all() != "").then(pl.all())).with_columns(
                pl.Series(ROW, [row for row, _ in body], dtype=pl.Int64)
            )
            return shape_table(
                frame,
                match,
                tuple(headers),
                original=lambda row, rows=rows: "\t".join(rows[row - 1]),  # type: ignore[misc]
                notes=hidden_sheets(opened),
            )
    raise SourceError(
        f"no visible sheet holds the headers of {source.title}",
        where=Place(opened.name),
        do='Run "fingerpost source check" on it to see what is missing.',
    )


def _visible(book: CalamineWorkbook) -> list[str]:
    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    ]


def _open(opened: Opened) -> CalamineWorkbook:
    _check_size(opened.sha256, opened.name, opened.data)
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(opened.data))
    except (CalamineError, OSError, ValueError) as error:
        raise SourceError(
            f"the workbook cannot be opened ({error})", where=Place(opened.name), do=_SAVE_AGAIN
        ) from None


_SAVE_AGAIN = "Open it in a spreadsheet, copy its values into a new workbook and send that."


def _rows(
    book: CalamineWorkbook, name: str, opened: Opened, count: int | None = None
) -> list[list[str]]:
    rows: list[list[str]] = []
    filled = 0
    try:
        sheet = book.get_sheet_by_name(name)
        _first_row, first_column = sheet.start or (0, 0)
        left = [""] * first_column
        blank = [""] * (first_column + sheet.width)  # shared: blank rows take no memory
        # It begins at row 1, but at the first column that is filled.
        for cells in sheet.iter_rows():
            if count is not None and len(rows) >= count:
                break
            row = [*left, *(cell_text(cell) for cell in cells)]
            is_blank = not any(cell.strip() for cell in row)
            rows.append(blank if is_blank else row)
            filled = filled if is_blank else len(rows)
    except (CalamineError, OSError, ValueError) as error:
        raise SourceError(
            f'the sheet "{name}" cannot be read ({error})',
            where=Place(opened.name),
            do=_SAVE_AGAIN,
        ) from None
    return rows[:filled]


def cell_text(cell: Any) -> str:
    """Return what a cell holds as text: whole numbers without a point, dates as ISO 8601."""
    match cell:
        case bool():
            return "true" if cell else "false"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case datetime() | date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell)
    return str(cell)


@lru_cache(maxsize=4)
def _check_size(_sha256: str, name: str, data: bytes) -> None:
    """Refuse a workbook that unpacks to too much, or whose cells reach too far out."""
    place = Place(name)
    unpacked = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if "[Content_Types].xml" not in archive.namelist():
                raise SourceError(
                    "it is a spreadsheet, but not one of Excel's",
                    where=place,
                    do="Save it as xlsx.",
                )
            for member in archive.infolist():
                if member.flag_bits & 0x1:
                    raise SourceError(
                        "the workbook is protected by a password",
                        where=place,
                        do="Ask the sender for a copy without one.",
                    )
                is_sheet = "/worksheets/" in member.filename and member.filename.endswith(
                    ".xml"
                )
                last_row = last_column = 0
                tail = b""
                for piece in _pieces(archive, member):
                    unpacked += len(piece)
                    if unpacked > MAX_UNPACKED_BYTES:
                        raise SourceError(
                            f"the workbook unpacks to more than {MAX_UNPACKED_BYTES >> 20} MB",
                            where=place,
                            do=_SAVE_AGAIN,
                        )
                    if is_sheet:
                        window = tail + piece
                        for column, row in _CELL.findall(window):
                            last_row = max(last_row, int(row))
                            last_column = max(last_column, _column_number(column))
                        tail = window[-OVERLAP:]
                if last_row * last_column > MAX_CELLS:
                    raise SourceError(
                        f"a sheet reaches to row {last_row:,} and column {last_column:,}, more cells "
                        "than a table of figures has",
                        where=place,
                        do=_SAVE_AGAIN,
                    )
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise SourceError(
            f"the workbook is damaged ({error})", where=place, do="Fetch it again."
        ) from None


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as stream:
        while piece := stream.read(PIECE):
            yield piece


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
