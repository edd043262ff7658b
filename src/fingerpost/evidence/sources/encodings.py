"""From bytes to text: which encoding a file is in, and one kind of line end.

Publishers send UTF-8 with and without a byte-order mark, spreadsheets save "Unicode text" as
UTF-16 and plain "CSV" as Windows-1252. Text is passed on as UTF-8 bytes, since that is what the
parsers read fastest. Files whose lines end in CR LF are left so: copying 200 MB takes longer than reading.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from fingerpost.evidence.sources.results import Opened

SAMPLE = 4096
# UTF-16 of mostly Latin text: nearly every second byte is NUL, always on the same side.
NUL_SHARE = 0.4
# A file that is UTF-8 but for a few damaged bytes: this many good characters for each bad byte.
GOOD_PER_BAD = 10
# A byte that is no text becomes this mark and its number: "\ufffd\\x81". Its row is refused.
DAMAGE_MARK = "\ufffd"


def _mark_damage(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return "".join(f"{DAMAGE_MARK}\\x{byte:02x}" for byte in bad), error.end


codecs.register_error("fingerpost-mark-damage", _mark_damage)

# What a file is when it is no text at all, by its first bytes.
MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or a spreadsheet"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word document (.xls, .doc)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"PAR1", "a Parquet file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3", "a SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"<!DOCTYPE html", "a web page"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
)


@dataclass(frozen=True)
class Text:
    """A file's text as UTF-8 bytes without a byte-order mark; lines end in LF or CR LF."""

    data: bytes
    encoding: str
    notes: tuple[str, ...]
    ends_with_newline: bool
    is_damaged: bool = False  # some bytes were no text; they carry the damage mark
    is_plain: bool = False  # ASCII without tabs: the only space is the common one


def what_it_is(data: bytes) -> str | None:
    """Return what a file is, in words, if its first bytes say that it is no text."""
    if not data:
        return "an empty file"
    for magic, words in MAGIC:
        if data.startswith(magic):
            return words
    start = data[:SAMPLE]
    if not start.strip(b"\0"):
        return "a file of nothing but zero bytes"
    if _utf16(data) is None:
        strange = sum(
            start.count(bytes((code,))) for code in range(32) if code not in _TEXT_CODES
        )
        if strange > len(start) * 0.1:
            return "a binary file"
    return None


_TEXT_CODES = frozenset(b"\t\n\r\f\x1b")


def _utf16(data: bytes) -> str | None:
    if data.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if data.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    start = data[: SAMPLE - SAMPLE % 2]
    half = len(start) // 2
    if half < 2:
        return None
    first, second = start[0::2].count(0) / half, start[1::2].count(0) / half
    if second > NUL_SHARE and first < NUL_SHARE / 10:
        return "utf-16-le"
    if first > NUL_SHARE and second < NUL_SHARE / 10:
        return "utf-16-be"
    return None


def read_text(opened: Opened, *, limit: int | None = None) -> Text:
    """Return the text of a file, its encoding found from its bytes.

    Parameters
    ----------
    opened : Opened
    limit : int, optional
        Look at no more than this many bytes; the last line may then be cut.
    """
    data = opened.data if limit is None else opened.data[:limit]
    encoding, notes, is_damaged, is_ascii = "UTF-8", [], False, False
    wide = _utf16(data)
    if wide is not None:
        encoding = "UTF-16"
        # Half a character at the end is no damage: the file was cut, and its last row tells.
        mended = data[: len(data) // 2 * 2].decode(wide, errors="fingerpost-mark-damage")
        is_damaged = DAMAGE_MARK in mended and limit is None
        data = mended.lstrip("\ufeff").encode()
        notes.append("The file is in UTF-16.")
    else:
        data = data.removeprefix(codecs.BOM_UTF8)
        is_ascii = data.isascii()
        if not is_ascii:
            data, encoding, is_damaged = _from_bytes(data)
    if encoding == "Windows-1252":
        notes.append("The file is in Windows-1252.")
    if is_damaged:
        notes.append("Some bytes of the file are no text; the rows that hold them are refused.")
    if _has_odd_line_ends(data[:SAMPLE]):
        data = one_kind_of_line_end(data)
    is_plain = is_ascii and b"\t" not in data
    return Text(data, encoding, tuple(notes), data.endswith(b"\n"), is_damaged, is_plain)


def _from_bytes(data: bytes) -> tuple[bytes, str, bool]:
    """Return UTF-8 bytes, the encoding they came in, and whether some were no text."""
    try:
        data.decode()
    except UnicodeDecodeError:
        pass
    else:
        return data, "UTF-8", False
    guess = data.decode(errors="replace")
    bad = guess.count(DAMAGE_MARK)
    good = sum(1 for character in guess if character > "\x7f") - bad
    encoding = "utf-8" if good >= GOOD_PER_BAD * bad else "cp1252"
    mended = data.decode(encoding, errors="fingerpost-mark-damage")
    name = "UTF-8" if encoding == "utf-8" else "Windows-1252"
    return mended.encode(), name, DAMAGE_MARK in mended


def _has_odd_line_ends(start: bytes) -> bool:
    """Tell whether some line of a sample ends in a return without a newline."""
    return b"\r" in start.replace(b"\r\n", b"\n").removesuffix(b"\r")


def one_kind_of_line_end(data: bytes) -> bytes:
    """Return `data` with every line ending in LF."""
    if b"\r" not in data:
        return data
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
