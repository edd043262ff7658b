"""The rules of journeys as data: `rules.toml` says each number with its source.

``rules["journey_gap_days"]`` is a number, ``rules.codes["completed"]`` a list of codes.
``Rules.standard().but(journey_gap_days=28)`` are the same rules with one number changed. A rule that no
published source confirms says so, and whoever shows a figure made by it says "unconfirmed" beside it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from fingerpost.evidence.core.errors import FingerpostError

FILE = Path(__file__).with_name("rules.toml")


@dataclass(frozen=True)
class Rule:
    """One number, what it decides, and where it comes from."""

    name: str
    value: int
    unit: str
    words: str
    source: str
    confirmed: bool  # found in a published source; else general knowledge or a choice of ours


@dataclass(frozen=True)
class Rules:
    """Every rule that a journey is made by.

    Parameters
    ----------
    numbers : tuple of Rule
    reliable_change : tuple of Rule
        For each substance of the Treatment Outcomes Profile, by its column: the days of 28 by which
        use must change before it is more than chance.
    codes : mapping of str to tuple of str
        Which codes of the files mean what.
    release_exclusions : mapping of str to str
        The prison's words for what happened after a release, and why it takes the release out.
    """

    numbers: tuple[Rule, ...]
    reliable_change: tuple[Rule, ...]
    codes: Mapping[str, tuple[str, ...]]
    release_exclusions: Mapping[str, str]

    @staticmethod
    @cache
    def standard() -> Rules:
        """Return the rules as they stand in the file."""
        content = tomllib.loads(FILE.read_text(encoding="utf-8"))
        return Rules(
            numbers=_rules(content["numbers"]),
            reliable_change=_rules(content["reliable_change"]),
            codes={name: tuple(codes) for name, codes in content["codes"].items()},
            release_exclusions=dict(content["release_exclusions"]),
        )

    def __getitem__(self, name: str) -> int:
        """Return a number.

        Raises
        ------
        FingerpostError
            If no rule has this name.
        """
        for rule in self.numbers:
            if rule.name == name:
                return rule.value
        raise FingerpostError(
            f"there is no rule {name!r} for journeys",
            where=FILE.name,
            do="Look the name up in that file.",
        )

    def but(self, **changes: int) -> Rules:
        """Return these rules with some numbers changed.

        Raises
        ------
        FingerpostError
            If no rule has that name.
        """
        for name in changes:
            self[name]
        return replace(
            self,
            numbers=tuple(
                replace(rule, value=changes.get(rule.name, rule.value)) for rule in self.numbers
            ),
        )


def _rules(table: Mapping[str, Any]) -> tuple[Rule, ...]:
    return tuple(Rule(name=name, **said) for name, said in table.items())
