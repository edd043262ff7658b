"""By what a risk is scored: what each likelihood and each impact means, and the bands of the score."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

from fingerpost.service.board.own_words import own_or_ours

LEVELS = (1, 2, 3, 4, 5)
HIGHEST = 25


@dataclass(frozen=True)
class Level:
    """One level of likelihood or of impact: its word, and what it means."""

    level: int
    word: str
    meaning: str

    @property
    def words(self) -> str:
        """As a form and a page say it."""
        return f"{self.level}: {self.word}. {self.meaning}"


@dataclass(frozen=True)
class Matrix:
    """The whole of it.

    Parameters
    ----------
    likelihood, impact : tuple of Level
        From 1 to 5.
    bands : tuple of (int, str)
        The highest score of each, and its word.
    """

    likelihood: tuple[Level, ...]
    impact: tuple[Level, ...]
    bands: tuple[tuple[int, str], ...]

    def band(self, score: int) -> str:
        """Return the word for a score."""
        return next(word for up_to, word in self.bands if score <= up_to)


def read(text: str) -> Matrix:
    """Return the matrix that a TOML file states.

    Raises
    ------
    ValueError, KeyError, TypeError
        If it is not TOML, or not five levels of each and bands up to 25.
    """
    said = tomllib.loads(text)
    matrix = Matrix(
        tuple(Level(**one) for one in said["likelihood"]),
        tuple(Level(**one) for one in said["impact"]),
        tuple((int(one["up_to"]), str(one["word"])) for one in said["band"]),
    )
    for levels in (matrix.likelihood, matrix.impact):
        if tuple(one.level for one in levels) != LEVELS:
            raise ValueError("likelihood and impact have the levels 1 to 5, in order")
    ends = [up_to for up_to, _ in matrix.bands]
    if not ends or ends != sorted(set(ends)) or ends[-1] != HIGHEST:
        raise ValueError("bands go up, and the last one to 25")
    return matrix


def stated() -> Matrix:
    """Return the matrix by which this board scores."""
    return own_or_ours("risk_matrix.toml", read)
