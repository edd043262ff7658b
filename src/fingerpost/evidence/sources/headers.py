"""Which header of a file is which declared column.

Headers are compared without case, byte-order mark, outer and repeated spaces, and in any order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fingerpost.evidence.sources.declaration import Source, normalise_header


@dataclass(frozen=True)
class HeaderMatch:
    """How the headers of a file and the columns of a source go together."""

    source: Source
    columns: dict[str, int]  # declared name: position in the file
    spread: dict[int, str]  # position of a header that is a value: that value
    missing: tuple[str, ...]  # required headers that the file lacks
    added: tuple[str, ...]  # headers that the source does not know
    repeated: tuple[str, ...]  # headers that stand twice, so that nobody can say which is meant

    @property
    def is_whole(self) -> bool:
        """Whether every required column is there, once."""
        return not self.missing and not self.repeated

    @property
    def known(self) -> int:
        """How many headers of the file the source knows."""
        return len(self.columns) + len(self.spread)

    @property
    def likeness(self) -> float:
        """How alike the two sets of headers are, 0 to 1 (Dice's coefficient)."""
        wanted = len(self.columns) + len(self.missing) + len(self.spread)
        found = self.known + len(self.added)
        return 2 * self.known / (wanted + found) if wanted + found else 0.0


def match_headers(headers: Sequence[str], source: Source) -> HeaderMatch:
    """Find the declared columns of `source` among the headers of a file."""
    normal = [normalise_header(header) for header in headers]
    at: dict[str, list[int]] = {}
    for place, name in enumerate(normal):
        at.setdefault(name, []).append(place)
    columns: dict[str, int] = {}
    missing, repeated = [], []
    for column, spellings in source.spellings:
        places = sorted(place for name in spellings for place in at.get(name, ()))
        if places:
            columns[column.name] = places[0]
        elif column.required:
            missing.append(column.header)
        if len(places) > 1:
            repeated.append(column.header)
    spread: dict[int, str] = {}
    if source.unpivot:
        pattern = re.compile(source.unpivot.headers, re.IGNORECASE)
        taken = set(columns.values())
        for place, name in enumerate(normal):
            found = None if place in taken else pattern.fullmatch(name)
            if found:
                spread[place] = found.group(1) if pattern.groups else headers[place].strip()
        if not spread:
            missing.append(f"one column for each {source.unpivot.into.replace('_', ' ')}")
    ignored = {normalise_header(header) for header in source.ignored}
    known = {
        *columns.values(),
        *spread,
        *(at for at, name in enumerate(normal) if name in ignored),
    }
    added = tuple(
        header.strip()
        for place, header in enumerate(headers)
        if place not in known and header.strip()
    )
    return HeaderMatch(source, columns, spread, tuple(missing), added, tuple(repeated))
