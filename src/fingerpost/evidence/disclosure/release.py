"""A `Release`: protected tables, and nothing else that publication may use.

Only `protect` (and `read_release`, which checks the seal on the files that `protect` had
written) can make one: the constructor wants a seal that this module does not export, and the
release does not keep, so that no copy with other tables can be made from a real one.
"""

from __future__ import annotations

from dataclasses import InitVar, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import polars as pl

from fingerpost.evidence.core.areas import Outline, Partnership
from fingerpost.evidence.core.errors import DisclosureError
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.core.provenance import Provenance
from fingerpost.evidence.core.rebases import RebaseDecision, in_force
from fingerpost.evidence.disclosure.signals import ProtectedSignal, Watched
from fingerpost.evidence.measures.declaration import Grid, Measure
from fingerpost.evidence.measures.estimates import SCHEMA

_SEAL = object()


class Protection(StrEnum):
    """What was done to a cell."""

    NONE = "none"
    ROUNDED = "rounded"
    SUPPRESSED = "suppressed"  # too small to show
    SECONDARY = "secondary"  # could have been used to work out a suppressed one


# The columns of an estimates frame, then what protection did. A suppressed row has no numerator,
# value, lower or upper, and no denominator where that would give the numerator away.
RELEASED_SCHEMA: dict[str, Any] = {**SCHEMA, "protection": pl.String, "symbol": pl.String}

# Symbols of the Government Statistical Service for tables.
SYMBOL_CONFIDENTIAL = "[c]"
SYMBOL_NOT_AVAILABLE = "[x]"
SYMBOL_LOW = "[low]"
SYMBOL_MEANINGS = {
    SYMBOL_CONFIDENTIAL: "too small to show without risk to a person",
    SYMBOL_NOT_AVAILABLE: "not available",
    SYMBOL_LOW: "rounds to 0 but is not 0",
}


@dataclass(frozen=True)
class LogLine:
    """One thing that protection did or checked, in plain words."""

    table: str
    rule: str
    cells: int
    words: str


@dataclass(frozen=True)
class ReleasedTable:
    """One protected table: one measure over one grid."""

    measure: Measure
    grid: Grid
    rules: tuple[str, ...]  # names of the disclosure rules that were weighed
    rule: str  # the one that governed: the strictest
    frame: pl.DataFrame  # columns of RELEASED_SCHEMA
    rebases: tuple[RebaseDecision, ...] = ()  # those in force for its charts

    @property
    def name(self) -> str:
        """A name for files and logs: measure, areas, period, breakdown."""
        areas = "-".join(self.grid.areas)
        split = f"-by-{self.grid.breakdown}" if self.grid.breakdown else ""
        return f"{self.measure.name}-{areas}-{self.grid.period}{split}"


def rebases_for(
    provenance: Provenance, measure: Measure, grid: Grid
) -> tuple[RebaseDecision, ...]:
    """Return the rebases in force for the charts of a table; only months have charts."""
    if grid.period is not PeriodKind.MONTH or grid.breakdown is not None:
        return ()
    return in_force(provenance.rebases, measure.name)


@dataclass(frozen=True)
class Approval:
    """The person who let a release out, why, and when."""

    by: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class Release:
    """Protected tables with the log of what was protected and why."""

    id: str
    partnership: Partnership
    tables: tuple[ReleasedTable, ...]
    waiting: tuple[Measure, ...]  # declared measures whose source is not landed
    log: tuple[LogLine, ...]
    provenance: Provenance
    outlines: tuple[Outline, ...]
    districts: tuple[Outline, ...]
    signals: tuple[ProtectedSignal, ...] = ()  # those that weigh most first
    watched: tuple[Watched, ...] = ()  # the warning rules that were applied
    approval: Approval | None = None
    reader: str = ""  # the name of the declared reader that it was made for; "": the board
    seal: InitVar[object] = None

    def __post_init__(self, seal: object) -> None:
        """Refuse to exist without the seal of `protect`."""
        if seal is not _SEAL:
            raise DisclosureError(
                "a Release was built by hand",
                do="Call fingerpost.evidence.disclosure.protect, which is the only door out.",
            )

    def table(
        self,
        measure: str,
        *,
        areas: str | None = None,
        breakdown: str | None = None,
        period: str | None = None,
    ) -> ReleasedTable | None:
        """Return the first table of a measure that has these areas, period and breakdown."""
        for table in self.tables:
            if table.measure.name != measure or table.grid.breakdown != breakdown:
                continue
            if areas is not None and areas not in table.grid.areas:
                continue
            if period is None or table.grid.period == period:
                return table
        return None


def require_release(release: object) -> Release:
    """Return `release` if it is one; publication calls this at its door.

    Raises
    ------
    DisclosureError
        If anything else is offered.
    """
    if not isinstance(release, Release):
        raise DisclosureError(
            f"publication was offered a {type(release).__name__}, not a Release",
            do="Protect the results first: fingerpost release.",
        )
    return release
