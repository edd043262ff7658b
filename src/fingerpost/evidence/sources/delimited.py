"""Comma-separated files: from lines to text cells, refusing only the lines that are broken.

Polars reads a clean file many times faster than we could, but cannot be asked which line was
broken: a stray quote swallows the lines after it, and a short row is filled with blanks without a
word. So its answer is believed only when the cells it found, with the commas, line ends and quotes
around them, weigh as many bytes as the file. Every other file is split here, line by line, by these rules:

- A line without quotes is a row if it has the right number of fields.
- A quoted field may hold line breaks if its row closes within `MAX_JOINED_LINES` lines with exactly
  the right number of fields, and swallows no line that is a whole row by itself.
- Otherwise the first line alone is refused, and reading goes on with the next.
- Blank lines are no rows: neither read nor refused, but noted. They keep their row number.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import polars as pl
from polars.exceptions import PolarsError

from fingerpost.evidence.sources.encodings import DAMAGE_MARK, Text, one_kind_of_line_end
from fingerpost.evidence.sources.results import REJECTS_SCHEMA, ROW, no_rejects

# Publishers put a title and a few notes above a table; no more lines than this are searched.
HEADER_WITHIN = 20
# A free-text field with more lines than this is a quote that somebody forgot.
MAX_JOINED_LINES = 20
# More quoted lines than this, and splitting every line here is as fast.
FEW_QUOTED_LINES = 200_000


@dataclass(frozen=True)
class Cells:
    """A file's rows as text cells: columns "0", "1", ... as they stand, and `_row`."""

    headers: tuple[str, ...]
    frame: pl.DataFrame
    rejects: pl.DataFrame
    original: Callable[[int], str]
    notes: tuple[str, ...] = ()
    is_plain: bool = False  # no space but the common one, and blank cells are null


def first_lines(text: Text, count: int = HEADER_WITHIN) -> list[list[str]]:
    """Return the fields of the first lines, as far as they can be told apart."""
    start = io.BytesIO(text.data)
    lines = [line for _ in range(count) if (line := start.readline())]
    return [_loose_fields(line) for line in lines]


def _loose_fields(line: bytes) -> list[str]:
    words = line.decode(errors="replace").rstrip("\r\n").replace("\0", "")
    try:
        return next(csv.reader([words]), [])
    except csv.Error:
        return words.split(",")


def split_cells(text: Text, header_row: int) -> Cells:
    """Return the cells below the header.

    Parameters
    ----------
    text : Text
    header_row : int
        The line that holds the header, counted from 1.
    """
    start = 0
    for _ in range(header_row):
        start = text.data.find(b"\n", start) + 1 or len(text.data)
    above = text.data[:start].split(b"\n")
    headers = tuple(_loose_fields(above[header_row - 1]))
    body = memoryview(text.data)[start:]
    fast = None if text.is_damaged else _read_clean(text, start, header_row, len(headers))
    if fast is not None:
        frame = fast.with_row_index(ROW, offset=header_row + 1).with_columns(
            pl.col(ROW).cast(pl.Int64)
        )
        find = _line_finder(body, header_row + 1)
        return Cells(headers, frame, no_rejects(), find, is_plain=text.is_plain)
    return _Splitter(one_kind_of_line_end(bytes(body)), headers, header_row + 1, text).cells()


def _read_clean(text: Text, start: int, header_row: int, width: int) -> pl.DataFrame | None:
    """Return the rows as Polars reads them, or None where the file's own bytes disagree.

    Polars refuses a row that is too long, but fills up one that is too short and skips blank lines.
    So the bytes are weighed: the cells, one comma or line end after each, and the quotes that were
    taken off must make up the file to the last byte.
    """
    data = text.data
    names = [str(place) for place in range(width)]
    if start >= len(data):
        return pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    if width < 2 or b"\0" in data:
        return None
    has_quotes = data.find(b'"', start) >= 0
    weighed = _weight_of_quotes(data, start, width) if has_quotes else (0, False)
    if weighed is None:
        return None
    quotes, has_empty = weighed
    try:
        frame = pl.read_csv(
            data,
            has_header=False,
            skip_lines=header_row,
            schema=dict.fromkeys(names, pl.String),
            quote_char='"' if has_quotes else None,
            infer_schema=False,
        ).rechunk()  # the checks that follow take half the time
    except PolarsError:
        return None
    if frame.width != width:
        return None
    if has_empty:  # Polars takes "" for a text without letters, and a blank cell for null
        frame = frame.with_columns(pl.when(pl.all() != "").then(pl.all()))
    cells = sum(frame.select(pl.all().str.len_bytes().cast(pl.Int64).sum()).row(0))
    line_end = 2 if data[:start].endswith(b"\r\n") else 1
    ends = frame.height * (width - 1 + line_end) - (0 if text.ends_with_newline else line_end)
    return frame if cells + ends + quotes == len(data) - start else None


def _weight_of_quotes(data: bytes, start: int, width: int) -> tuple[int, bool] | None:
    """Return how many bytes are quotes, and whether some enclose nothing.

    None if a line with quotes is not one row by itself.
    """
    weight, quoted_lines, has_empty = 0, 0, False
    place = data.find(b'"', start)
    while place >= 0:
        quoted_lines += 1
        if quoted_lines > FEW_QUOTED_LINES:
            return None
        begin = data.rfind(b"\n", 0, place) + 1
        end = data.find(b"\n", place)
        end = len(data) if end < 0 else end
        line = data[begin:end].rstrip(b"\r")
        fields = _strict_fields(line.decode(errors="replace"))
        if isinstance(fields, str) or len(fields) != width:
            return None
        # Polars takes a quote inside a field for the beginning of one, and may join lines by it.
        if any('"' in cell for cell in fields):
            return None
        has_empty = has_empty or b'""' in line
        weight += len(line) - sum(len(cell.encode()) for cell in fields) - (width - 1)
        place = data.find(b'"', end)
    return weight, has_empty


def _strict_fields(line: str) -> list[str] | str:
    """Return the fields of a row, or in words why it is none."""
    try:
        rows = list(csv.reader(io.StringIO(line, newline=""), strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            return OPEN_QUOTE
        if "expected after" in str(error):
            return "a quotation mark closes a field that goes on after it"
        return f"the line cannot be split into fields ({error})"
    return rows[0] if len(rows) == 1 else "the row holds a line break outside quotes"


OPEN_QUOTE = "a quotation mark opens a field and is never closed"


def _line_finder(body: memoryview, first_row: int) -> Callable[[int], str]:
    """Return a function from a row to its line, for a file with one line to each row."""
    lines: list[bytes] = []

    def find(row: int) -> str:
        if not lines:
            lines.extend(bytes(body).split(b"\n"))
        return show_line(lines[row - first_row])

    return find


def show_line(line: bytes) -> str:
    """Return a line in full, with its zero bytes written out so that they can be seen."""
    return line.decode(errors="replace").rstrip("\r").replace("\0", "\\x00")


@dataclass
class _Splitter:
    """Splits the lines below a header one by one, and remembers which line made which row."""

    body: bytes
    headers: Sequence[str]
    first_row: int
    text: Text
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)  # row: its lines
    refused: list[tuple[int, str]] = field(default_factory=list)
    blank_lines: int = 0

    def __post_init__(self) -> None:
        self.lines = self.body.split(b"\n")
        if self.lines and not self.lines[-1]:
            self.lines.pop()
        self.width = len(self.headers)

    def cells(self) -> Cells:
        """Return the rows that are whole, and the lines that are not."""
        plain_rows: list[int] = []
        plain_lines: list[bytes] = []
        quoted_rows: list[int] = []
        quoted: list[list[str]] = []
        mark = DAMAGE_MARK.encode() if self.text.is_damaged else None
        commas = self.width - 1
        row, place, count = self.first_row, 0, len(self.lines)
        while place < count:
            line = self.lines[place]
            used = 1
            if not line or line.isspace():
                self.blank_lines += 1
            elif b"\0" in line:
                self.refuse(row, place, "the line holds zero bytes, which are no text")
            elif mark is not None and mark in line:
                self.refuse(row, place, "the line holds bytes that are no text")
            elif b'"' in line:
                fields, used = self.quoted_fields(place)
                if isinstance(fields, str):
                    self.refuse(row, place, fields)
                    used = 1
                else:
                    quoted_rows.append(row)
                    quoted.append(fields)
                    self.spans[row] = (place, place + used)
            elif line.count(b",") == commas:
                plain_rows.append(row)
                plain_lines.append(line)
                self.spans[row] = (place, place + 1)
            else:
                self.refuse(row, place, self.wrong_width(line.count(b",") + 1, place))
            place += used
            row += 1
        used_lines = sum(last - first for first, last in self.spans.values())
        assert used_lines + self.blank_lines == count, "every line is a row, refused or blank"
        frame = pl.concat(
            [self.plain(plain_rows, plain_lines), self.from_lists(quoted_rows, quoted)]
        )
        rejects = pl.DataFrame(
            [(row, "", reason, self.original(row)) for row, reason in self.refused],
            schema=REJECTS_SCHEMA,
            orient="row",
        )
        notes: tuple[str, ...] = ()
        if self.blank_lines:
            what = "line is" if self.blank_lines == 1 else "lines are"
            notes = (f"{self.blank_lines:,} {what} blank and not counted as rows.",)
        return Cells(tuple(self.headers), frame.sort(ROW), rejects, self.original, notes)

    def refuse(self, row: int, place: int, reason: str) -> None:
        """Keep a line out, with its reason."""
        self.spans[row] = (place, place + 1)
        self.refused.append((row, reason))

    def quoted_fields(self, place: int) -> tuple[list[str] | str, int]:
        """Return the fields of the row that begins at a line with quotes, and its lines."""
        first = self.lines[place].decode().rstrip("\r")
        fields = _strict_fields(first)
        if fields is OPEN_QUOTE:
            joined = first
            for used, line in enumerate(
                self.lines[place + 1 : place + MAX_JOINED_LINES], start=2
            ):
                if b"\0" in line or (b'"' not in line and line.count(b",") == self.width - 1):
                    break
                joined += "\n" + line.decode().rstrip("\r")
                longer = _strict_fields(joined)
                if not isinstance(longer, str):
                    return (longer, used) if len(longer) == self.width else (OPEN_QUOTE, 1)
                if longer is not OPEN_QUOTE:
                    break
        if isinstance(fields, str):
            return self.cut_off(place) or fields, 1
        if len(fields) != self.width:
            return self.wrong_width(len(fields), place), 1
        return fields, 1

    def cut_off(self, place: int) -> str | None:
        """Return the reason for the last line, where the file stops without a line end."""
        if place == len(self.lines) - 1 and not self.text.ends_with_newline:
            return "the file ends in the middle of this row"
        return None

    def wrong_width(self, found: int, place: int) -> str:
        """Return the reason for a line with too many or too few fields."""
        fields = "field" if found == 1 else "fields"
        reason = f"the row has {found:,} {fields}; the header has {self.width:,}"
        cut = self.cut_off(place) if found < self.width else None
        return f"{cut}: {reason}" if cut else reason

    def plain(self, rows: list[int], lines: list[bytes]) -> pl.DataFrame:
        """Return lines without quotes as cells: a comma is always the end of a field."""
        if not lines:
            return self.from_lists([], [])
        if self.width == 1:
            return self.from_lists(rows, [[line.decode().rstrip("\r")] for line in lines])
        names = [str(place) for place in range(self.width)]
        frame = pl.read_csv(
            b"\n".join(lines) + b"\n",
            has_header=False,
            schema=dict.fromkeys(names, pl.String),
            quote_char=None,
            infer_schema=False,
        )
        assert frame.height == len(rows), "every line without quotes is one row"
        return frame.with_columns(pl.Series(ROW, rows, dtype=pl.Int64)).select(ROW, *names)

    def from_lists(self, rows: list[int], fields: list[list[str]]) -> pl.DataFrame:
        """Return rows split here as cells; a blank cell is null, as in `plain`."""
        schema = {str(place): pl.String for place in range(self.width)}
        frame = pl.DataFrame(fields, schema=schema, orient="row").with_columns(
            pl.when(pl.all() != "").then(pl.all())
        )
        return frame.with_columns(pl.Series(ROW, rows, dtype=pl.Int64)).select(ROW, *schema)

    def original(self, row: int) -> str:
        """Return the line or lines of a row, in full."""
        first, last = self.spans[row]
        return "\n".join(show_line(line) for line in self.lines[first:last])
