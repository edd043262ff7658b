"""Broken lines, planted in partners' files: what every reader must refuse, and nothing else.

A broken line is put in beside the true ones, so that no record is lost by it. Each is listed in the
truth (`refusals.csv`) with its file and its row.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from fingerpost.evidence.sources import ColumnKind, Source

MOST_IN_A_FILE = 3
SHARE_OF_FILES = 0.15
# What is put where a date or a month must stand: none of them is one.
NO_DATES = {
    ColumnKind.DATE: "31/02/2023",
    ColumnKind.MONTH: "2023-13",
    ColumnKind.DATETIME: "soon",
}

Breaks = Callable[[list[str], Source, list[str]], "list[str] | None"]


def _no_date(fields: list[str], source: Source, headers: list[str]) -> list[str] | None:
    for column in source.columns:
        if column.kind in NO_DATES and not column.nullable and column.header in headers:
            return [
                NO_DATES[column.kind] if header == column.header else field
                for header, field in zip(headers, fields, strict=True)
            ]
    return None


def _too_short(fields: list[str], source: Source, headers: list[str]) -> list[str] | None:
    return fields[: max(1, len(fields) // 2)]


def _too_long(fields: list[str], source: Source, headers: list[str]) -> list[str] | None:
    return fields + ["x"] * 200


def _open_quote(fields: list[str], source: Source, headers: list[str]) -> list[str] | None:
    return [fields[0], '"' + fields[1], *fields[2:]]


KINDS: dict[str, Breaks] = {
    "a date that is none": _no_date,
    "half a line": _too_short,
    "a line with 200 fields too many": _too_long,
    "a quotation mark that is never closed": _open_quote,
}


def spoil(
    data: bytes, source: Source, *, chance: np.random.Generator, always: bool
) -> tuple[bytes, list[tuple[int, str]]]:
    """Return the file with broken lines put in, and where they stand.

    Parameters
    ----------
    data : bytes
        A comma-separated file with a header and no line breaks inside its cells.
    source : Source
        Whose form it has.
    chance : Generator
        Which lines, and how.
    always : bool
        Whether this file gets one in any case.

    Returns
    -------
    data : bytes
    planted : list of (row, kind)
        Rows as a spreadsheet numbers them: the header is row 1.
    """
    lines = data.decode().split("\n")
    body = len(lines) - 2  # without the header, and without what follows the last line end
    if body < 1 or not (always or chance.random() < SHARE_OF_FILES):
        return data, []
    headers = lines[0].split(",")
    count = int(chance.integers(1, MOST_IN_A_FILE + 1))
    names = list(KINDS)
    broken: list[tuple[int, str, str]] = []
    for _ in range(count):
        line = lines[1 + int(chance.integers(0, body))]
        if '"' in line:
            continue
        kind = names[int(chance.integers(0, len(names)))]
        fields = KINDS[kind](line.split(","), source, headers)
        if fields is not None:
            broken.append((int(chance.integers(1, body + 1)), kind, ",".join(fields)))
    planted = []
    for shift, (place, kind, line) in enumerate(sorted(broken)):
        lines.insert(place + shift, line)
        planted.append((place + shift + 1, kind))
    return "\n".join(lines).encode(), planted
