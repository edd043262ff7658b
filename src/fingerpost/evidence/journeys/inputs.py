"""What every journey has to hand: landed rows with the key of their person, on one engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

import ibis
import ibis.expr.types as ir

from fingerpost.evidence.core.periods import Period
from fingerpost.evidence.lake import Lake

Links = Literal["strict", "published", "loose"]
KEYS = {
    "strict": "person_key_strict",
    "published": "person_key",
    "loose": "person_key_loose",
}


@dataclass(frozen=True)
class Linked:
    """The lake's tables without identifiers, joined with who each record is about.

    Parameters
    ----------
    lake : Lake
    engine : ibis backend
        DuckDB in memory, or Spark: the journeys are the same.
    as_of : datetime, optional
        As known then.
    links : "strict", "published" or "loose"
        At which threshold two records are one person: the published one, or one on either side of it,
        which shows how much a figure hangs on the linkage.
    purpose : str
        Whose keys: those of two purposes cannot be joined.
    """

    lake: Lake
    engine: Any
    as_of: datetime | None = None
    links: Links = "published"
    purpose: str = "measures"
    _kept: dict[str, ir.Table] = field(default_factory=dict)

    def has(self, source: str) -> bool:
        """Tell whether any row of a source is landed."""
        return self.lake.has(source, self.as_of)

    def rows(self, source: str) -> ir.Table:
        """Return the newest editions of a source as they are landed."""
        name = f"rows_{source}"
        if name not in self._kept:
            self._kept[name] = self._read(source)
        return self._kept[name]

    def landed(self, source: str) -> ir.Table:
        """Return the newest editions of a source, each row with its person.

        Returns
        -------
        Table
            The landed columns, with `person_key`, `match_probability` (of the weakest link that
            holds the record to its person) and `lsoa_code` (where the person lives: as the source
            says, else as its postcode says). A record that nobody could link gets a key of its own
            and a probability of 1: no row is lost, and none is joined to another by guess.
        """
        return self.keep(f"landed_{source}", lambda: self._landed(source))

    def known_until(self, source: str) -> date:
        """Return the last day that the landed files of a source tell about.

        The end of the newest period that is landed, or the day it was landed if that was before. A
        sender that is silent while others send is not seen here: which places are covered, the
        measures say.
        """
        return max(
            min(Period.parse(part.period).end, landing.landed_at.date())
            for landing, part in self.lake.current(source, self.as_of)
            if part.period
        )

    def first_day(self, source: str) -> date:
        """Return the first day of the oldest period of a source that is landed."""
        return min(
            Period.parse(part.period).start
            for _, part in self.lake.current(source, self.as_of)
            if part.period
        )

    def keep(self, name: str, make: Callable[[], ir.Table]) -> ir.Table:
        """Return what `make` gives, computed once and kept in the engine under a name."""
        if name not in self._kept:
            self._kept[name] = self._made(self._name(name), make())
        return self._kept[name]

    def _made(self, name: str, table: ir.Table) -> ir.Table:
        if self._is_duckdb:
            return self.engine.create_table(name, table, temp=True, overwrite=True)
        # What was worked out is kept without how: else each table would be planned with all before it.
        sql = self.engine.compile(table)
        return self._view(name, lambda spark: spark.sql(sql).localCheckpoint())

    def _name(self, name: str) -> str:
        """Return the name of a table in the engine, which other links may share."""
        return f"journeys_{self.links}_{name}"

    def _landed(self, source: str) -> ir.Table:
        rows = self.rows(source)
        keys = self._keys(source)
        joined = rows.left_join(keys, rows.record == keys.linked_record)
        alone = ibis.literal(f"alone:{source}:") + joined.record.cast("string")
        lives = joined.home
        if "lsoa_code" in rows.columns:
            lives = ibis.coalesce(joined["lsoa_code"], lives)
        return joined.mutate(
            person_key=ibis.coalesce(joined.linked, alone),
            match_probability=joined.match_probability.fill_null(1.0).cast("float32"),
            lsoa_code=lives,
        ).drop("linked", "linked_record", "home")

    def _keys(self, source: str) -> ir.Table:
        """Return linked_record, linked, match_probability and home of a source's linked records."""
        keys = self.lake.person_keys(self.purpose, self.as_of).filter(source=source)
        frame = keys.select(
            "match_probability",
            linked_record="record",
            linked=KEYS[self.links],
            home="lsoa_code",
        ).collect()
        name = self._name(f"keys_{source}")
        if self._is_duckdb:
            return self.engine.create_table(name, frame.to_arrow(), temp=True, overwrite=True)
        # In one piece: PySpark 4.3 stops at the first empty piece of an Arrow table, and says nothing.
        whole = frame.rechunk().to_arrow()
        return self._view(name, lambda spark: spark.createDataFrame(whole))

    def _read(self, source: str) -> ir.Table:
        paths = [str(path) for path in self.lake.paths(source, self.as_of)]
        if self._is_duckdb:
            return self.engine.read_parquet(paths)
        return self._view(f"journeys_read_{source}", lambda spark: spark.read.parquet(*paths))

    @property
    def _is_duckdb(self) -> bool:
        return bool(self.engine.name == "duckdb")

    def _view(self, name: str, make: Callable[[Any], Any]) -> ir.Table:
        """Return what the Spark session makes as a table: Ibis itself reads one path, and no frame."""
        from pyspark.sql import SparkSession  # noqa: PLC0415, an extra

        make(SparkSession.active()).createOrReplaceTempView(name)
        return self.engine.table(name)


def once(rows: ir.Table, *by: str, newest: str) -> ir.Table:
    """Return each thing once, as the newest file has it, with `records`, the record that counts.

    Parameters
    ----------
    rows : Table
        Landed rows, with `record`.
    by : str
        The columns that tell the things apart. A row that lacks any of them is a thing of its own.
    newest : str
        The column by which files follow one another. Of two rows of one file the first counts.
    """
    nameless = ibis.or_(*(rows[name].isnull() for name in by))
    rows = rows.mutate(alone_=ibis.ifelse(nameless, rows.record, None))
    place = ibis.row_number().over(
        ibis.window(group_by=[*by, "alone_"], order_by=[ibis.desc(newest), "record"])
    )
    rows = rows.mutate(place_=place)
    kept = rows.filter(rows.place_ == 0).drop("alone_", "place_")
    return kept.mutate(records=ibis.array([kept.record]))
