"""What every table of counts has to hand, and what such a table says of itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

import ibis
import ibis.expr.types as ir
import polars as pl

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.journeys.inputs import Linked, Links
from fingerpost.evidence.journeys.tables import Journeys
from fingerpost.evidence.lake import Lake
from fingerpost.evidence.measures.places import Places

PERSON = "person_key"  # the column that says whose a row is


@dataclass(frozen=True)
class Inputs:
    """The lake, the places and one in-memory engine for a whole run of measures."""

    lake: Lake
    places: Places
    as_of: datetime | None = None
    links: Links = "published"
    engine: ibis.backends.duckdb.Backend = field(
        default_factory=lambda: ibis.duckdb.connect(threads=2)
    )
    _made: dict[str, ir.Table] = field(default_factory=dict)
    _frames: dict[str, pl.DataFrame] = field(default_factory=dict)
    _journeys: dict[Links, Journeys] = field(default_factory=dict)

    def linked(self, links: Links) -> Inputs:
        """Return the same with people told apart by other links; what rests on none is shared."""
        return replace(self, links=links)

    @property
    def journeys(self) -> Journeys:
        """The journeys of everybody, by these links; each of its tables is made once and kept."""
        if self.links not in self._journeys:
            rows = Linked(self.lake, self.engine, self.as_of, links=self.links)
            self._journeys[self.links] = Journeys(rows)
        return self._journeys[self.links]

    def landed(self, source: str) -> ir.Table:
        """Return the newest editions of a source, as known on `as_of`."""
        paths = [str(path) for path in self.lake.paths(source, self.as_of)]
        return self.engine.read_parquet(paths, table_name=f"landed_{source}")

    def local(self, frame: pl.DataFrame, name: str) -> ir.Table:
        """Return a small frame of ours as a table of the engine."""
        return self.engine.create_table(name, frame.to_arrow(), overwrite=True)

    @property
    def force_name(self) -> str:
        """The police force as its own files spell it."""
        return self.places.partnership.force_name

    def table(self, name: str) -> ir.Table:
        """Return a table of `TABLES` by name, made once and kept."""
        from fingerpost.evidence.measures.tables import TABLES  # noqa: PLC0415, made of this class

        key = self._key(name)
        if key not in self._made:
            made = TABLES[name].make(self)
            self._made[key] = self.engine.create_table(key, made, overwrite=True)
        return self._made[key]

    def frame(self, name: str) -> pl.DataFrame:
        """Return a table of people, of which there are few enough to hold, read once and kept."""
        key = self._key(name)
        if key not in self._frames:
            self._frames[key] = self.table(name).to_polars()
        return self._frames[key]

    def _key(self, name: str) -> str:
        from fingerpost.evidence.measures.tables import TABLES  # noqa: PLC0415, made of this class

        return f"t_{name}_{self.links}" if TABLES[name].by_person else f"t_{name}"


@dataclass(frozen=True)
class EventTable:
    """A table that measures may count, and what its rows are."""

    name: str
    words: str
    sources: tuple[str, ...]  # all needed before it can be made
    base: PeriodKind  # the period that `period_start` begins
    areas: dict[AreaKind, str]  # the column that holds the area's code
    make: Callable[[Inputs], ir.Table]
    # The sources that say in which area of a kind a row lies; without them that kind waits.
    placed_by: dict[AreaKind, tuple[str, ...]] = field(default_factory=dict)
    # The base periods that landed files cover: period_start, and place (the code of a district)
    # where each place sends its own. Without it, those that hold a row.
    covers: Callable[[Inputs], pl.DataFrame] | None = None
    splits: tuple[str, ...] = ()  # columns that a measure may split by
    by_person: bool = False  # its rows say whose they are, by the links of `Inputs.links`
    published: bool = False  # sums that somebody else counted: never added up over areas
