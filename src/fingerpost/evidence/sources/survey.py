"""What the bytes of a text file hold, counted in one pass over pieces that fit the cache.

A file's own counts are what a parser's answer is checked against. Counting is a tenth of the work of
parsing, so it must not take as long: each piece is loaded once and looked at in every way.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PIECE = 256 * 1024
# More fields with a space at their edge than this, and every cell is looked at instead.
FEW_LOOSE = 1_000
THREADS = 2

_NEWLINE, _RETURN, _COMMA, _QUOTE, _SPACE, _TAB, _NUL = (ord(mark) for mark in '\n\r," \t\0')


@dataclass(frozen=True)
class Survey:
    """Counts of the marks that matter, over a whole file."""

    newlines: int
    returns: int
    pairs: int  # a return followed by a newline
    commas: int
    quotes: int
    zeros: int
    loose: tuple[int, ...] | None  # where a space touches a comma, quote or line end; None: many

    @property
    def has_mixed_line_ends(self) -> bool:
        """Whether lines end in anything but ``\\n`` throughout or ``\\r\\n`` throughout."""
        return self.returns > 0 and not (self.pairs == self.returns == self.newlines)


def survey(data: bytes) -> Survey:
    """Count the marks of `data`."""
    whole = np.frombuffer(data, np.uint8)
    starts = range(0, len(whole), PIECE)

    def look(start: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        return _look(whole, start)

    if len(starts) > THREADS:
        with ThreadPoolExecutor(THREADS) as pool:
            found = list(pool.map(look, starts))
    else:
        found = [look(start) for start in starts]
    counts = sum((count for count, _ in found), np.zeros(6, np.int64))
    newlines, returns, pairs, commas, quotes, zeros = (int(count) for count in counts)
    number = sum(len(places) for _, places in found)
    loose = tuple(_joined(places for _, places in found)) if number <= FEW_LOOSE else None
    return Survey(newlines, returns, pairs, commas, quotes, zeros, loose)


def _joined(parts: Iterator[NDArray[np.int64]]) -> Iterator[int]:
    for part in parts:
        yield from (int(place) for place in part)


def _look(whole: NDArray[np.uint8], start: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the counts of one piece, and where it has loose spaces; pairs look one byte ahead."""
    piece = whole[start : start + PIECE]
    ahead = whole[start : start + PIECE + 1]
    is_newline, is_comma, is_quote = piece == _NEWLINE, piece == _COMMA, piece == _QUOTE
    is_return = piece == _RETURN
    returns = np.count_nonzero(is_return)
    pairs = np.count_nonzero(is_return[: len(ahead) - 1] & (ahead[1:] == _NEWLINE)) if returns else 0
    edges = is_newline | is_comma | is_quote | is_return
    spaces = (piece == _SPACE) | (piece == _TAB)
    after = spaces[1:] & edges[:-1]
    before = edges[1:] & spaces[:-1]
    loose = np.flatnonzero(after | before) + start
    # The two bytes that meet where a piece ends.
    end = start + len(piece)
    if end < len(whole):
        meeting = {int(whole[end - 1]), int(whole[end])}
        if meeting & {_SPACE, _TAB} and meeting & {_NEWLINE, _COMMA, _QUOTE, _RETURN}:
            loose = np.append(loose, end - 1)
    counts = [
        np.count_nonzero(is_newline),
        returns,
        pairs,
        np.count_nonzero(is_comma),
        np.count_nonzero(is_quote),
        len(piece) - np.count_nonzero(piece),
    ]
    return np.array(counts, np.int64), loose
