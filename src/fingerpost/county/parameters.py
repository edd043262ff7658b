"""The numbers of the county's model, as data: `parameters.toml` says each with its source.

``parameters["treatment.enters_per_month.opiate"]`` is a number; `Parameters.facts` gives what is
known about each, for the report and the documentation.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fingerpost.evidence.core.errors import FingerpostError

FILE = Path(__file__).with_name("parameters.toml")


@dataclass(frozen=True)
class Fact:
    """One number of the model."""

    name: str
    value: float
    unit: str
    source: str  # where it comes from; "assumed" with the reason where nothing is published


@dataclass(frozen=True)
class Parameters(Mapping[str, float]):
    """Every number of the model, by its dotted name."""

    facts: tuple[Fact, ...]

    def __post_init__(self) -> None:
        """Index the numbers by name."""
        object.__setattr__(self, "_values", {fact.name: fact.value for fact in self.facts})

    def __getitem__(self, name: str) -> float:
        """Return a number.

        Raises
        ------
        FingerpostError
            If no parameter has this name.
        """
        values: dict[str, float] = self._values  # type: ignore[attr-defined]
        if name not in values:
            raise FingerpostError(
                f"the county has no parameter {name!r}",
                where=FILE.name,
                do="Look the name up in that file.",
            )
        return values[name]

    def __iter__(self) -> Iterator[str]:
        """Go over the names."""
        return iter(self._values)  # type: ignore[attr-defined]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.facts)

    def under(self, prefix: str) -> dict[str, float]:
        """Return every number whose name begins with `prefix` and a dot, by the rest of its name."""
        start = f"{prefix}."
        return {name.removeprefix(start): self[name] for name in self if name.startswith(start)}

    def but(self, **changes: float) -> Parameters:
        """Return these with some numbers changed; write ``__`` for the dots of a name."""
        new = {name.replace("__", "."): value for name, value in changes.items()}
        for name in new:
            self[name]  # an unknown name is refused
        return Parameters(
            tuple(Fact(f.name, new.get(f.name, f.value), f.unit, f.source) for f in self.facts)
        )


@cache
def all_parameters() -> Parameters:
    """Return the parameters as they stand in the file."""
    content = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Parameters(tuple(_facts(content, "")))


def _facts(table: dict[str, Any], prefix: str) -> Iterator[Fact]:
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and "value" in value:
            yield Fact(name, float(value["value"]), value.get("unit", ""), value["source"])
        elif isinstance(value, dict):
            yield from _facts(value, f"{name}.")
