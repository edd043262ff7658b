"""Keep what linking found: identities in the vault, person keys in the lake, both or neither.

A run writes its tables first, each of them whole, and its entry in the lake's catalogue last. Until
then the run before counts, all of whose files are still there; what no entry names is swept at the
next start. So whenever a run is killed, vault and lake agree.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from pathlib import Path

import polars as pl

from fingerpost.evidence.core.errors import LinkageError
from fingerpost.evidence.lake.links import (
    PERSON_KEYS,
    LinkRun,
    Segment,
    changed_rows,
    folder,
    newest_link_run,
    newest_rows,
    read_link_runs,
    write_link_run,
)
from fingerpost.evidence.lake.writing import write_tables
from fingerpost.evidence.linkage.linking import THRESHOLDS, Linked
from fingerpost.evidence.linkage.model import LinkageModel
from fingerpost.evidence.vault import Vault, sweep

# The tables of the vault, and what tells their rows apart.
KEYS: dict[str, tuple[str, ...]] = {
    "parts": ("part",),
    "entries": ("entry",),
    "entry_records": ("record",),
    "pairs": ("entry_l", "entry_r"),
    "clusters": ("entry",),
    "persons": ("entry",),
}
ROOM = "linked"  # the folder of these tables, in the lake and in the vault
PURPOSE = "measures"  # for which person keys are made unless another is named
MOST_SEGMENTS = (
    30  # with more, or when they have half as many rows as the first, it is made whole
)


@dataclass(frozen=True)
class State:
    """Everything that is known of who is who, between two runs.

    Attributes
    ----------
    parts : DataFrame
        `part`, `source`: the landed parts whose records are linked.
    entries : DataFrame
        ENTRIES, and `lsoa_code`.
    entry_records : DataFrame
        `entry`, `source`, `record`, `seen`.
    pairs : DataFrame
        PAIRS.
    clusters : DataFrame
        `entry`, `strict`, `published`, `loose` (the smallest entry of the cluster at each threshold),
        `match_weight`, `match_probability` (the weakest link that holds it to its person).
    persons : DataFrame
        `person`, `entry`, `since`.
    """

    parts: pl.DataFrame
    entries: pl.DataFrame
    entry_records: pl.DataFrame
    pairs: pl.DataFrame
    clusters: pl.DataFrame
    persons: pl.DataFrame

    @property
    def tables(self) -> dict[str, pl.DataFrame]:
        """The tables by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def linked(self, model: LinkageModel) -> Linked:
        """Return what linking by this model left, to be continued."""
        clusters: dict[str, pl.DataFrame] = {
            threshold: self.clusters.select(
                "entry", pl.col(threshold).alias("cluster"), "match_probability"
            )
            for threshold in THRESHOLDS
        }
        return Linked(self.entries, self.pairs, clusters, model)


@dataclass(frozen=True)
class LinkStore:
    """Where runs of linking are kept. Whoever writes holds the lake's lock."""

    lake: Path
    vault: Vault

    def newest(self) -> LinkRun | None:
        """Return the run that counts.

        Raises
        ------
        LinkageError
            If it was made with another key of the vault.
        """
        run = newest_link_run(self.lake)
        if run is not None and run.key_name != self.vault.key.name:
            raise LinkageError(
                f"these person keys were made with another key of the vault (it is named "
                f"{run.key_name}; this one is named {self.vault.key.name})",
                where=str(folder(self.lake)),
                do="Put that key back. If it is lost, person keys cannot go on: move the folders "
                "lake/linked and lake/catalogue/links away, and link anew.",
            )
        return run

    def read(self, run: LinkRun) -> State:
        """Return the state that the newest run left."""
        with ThreadPoolExecutor() as threads:  # what takes time is opened outside Python's lock
            found = threads.map(lambda name: self._table(run, name), KEYS)
            return State(**dict(zip(KEYS, found, strict=True)))

    def events(self, run: LinkRun) -> pl.DataFrame:
        """Return every change of a person, from the first run to this one."""
        found = [self.vault.get(segment.path) for segment in run.vault["events"]]
        return pl.concat(found)

    def write(
        self,
        facts: LinkRun,
        now: State,
        events: pl.DataFrame,
        *,
        before: tuple[LinkRun, State] | None,
        touched: pl.Series | None = None,
    ) -> LinkRun:
        """Write a run, and return its entry as it stands in the catalogue.

        Parameters
        ----------
        facts : LinkRun
            What is to stand in the entry. `linked` names the purposes; their segments, and those of
            the vault, are added here.
        now : State
        events : DataFrame
            Those of this run.
        before : tuple of LinkRun and State, optional
            The run before and what it left; None at the first.
        touched : Series, optional
            Numbers of the entries of which alone anything can have changed; all if not given.
        """
        secret: dict[str, pl.DataFrame] = {}
        plain: dict[str, pl.DataFrame] = {}
        vault: dict[str, tuple[Segment, ...]] = {}
        old_run, old = before if before is not None else (None, None)
        added: dict[str, pl.DataFrame | None] = dict.fromkeys(now.tables)
        if old is not None:
            with ThreadPoolExecutor() as threads:
                found = threads.map(
                    lambda name: changed_rows(
                        old.tables[name], now.tables[name], KEYS[name], _within(name, touched)
                    ),
                    now.tables,
                )
                added = dict(zip(now.tables, found, strict=True))
        for name, table in now.tables.items():
            segments = old_run.vault[name] if old_run is not None else ()
            vault[name] = _grown(
                segments, table, added[name], f"{ROOM}/{facts.name}/{name}.parquet", secret
            )
        earlier = old_run.vault["events"] if old_run is not None else ()
        path = f"{ROOM}/{facts.name}/events.parquet"
        if len(earlier) > MOST_SEGMENTS and old_run is not None:
            events, earlier = pl.concat([self.events(old_run), events]), ()
        if events.height:
            secret[path] = events
            earlier = (*earlier, Segment(path, events.height))
        vault["events"] = earlier
        linked = {}
        for purpose in facts.linked:
            segments = () if old_run is None else old_run.linked.get(purpose, ())
            rows = None if not segments else _touched(now, added)
            path = f"{ROOM}/{purpose}/{facts.name}.parquet"
            linked[purpose] = self._keyed(segments, now, rows, purpose, path, plain)
        write_tables(self.lake, plain, secret, self.vault)
        run = replace(facts, linked=linked, vault=vault)
        write_link_run(self.lake, run)
        return run

    def sweep(self) -> None:
        """Remove what no run names: what a kill left behind, and what a newer run took the place of."""
        runs = read_link_runs(self.lake)
        for stray in folder(self.lake).glob(".*.tmp"):
            stray.unlink()
        shutil.rmtree(self.lake / "tmp", ignore_errors=True)
        known = {
            segment.path for run in runs for table in run.linked.values() for segment in table
        }
        for path in (self.lake / ROOM).rglob("*.parquet"):
            if path.relative_to(self.lake).as_posix() not in known:
                path.unlink()
        kept = {
            segment.path
            for run in runs[-1:]
            for table in run.vault.values()
            for segment in table
        }
        sweep(self.vault.folder, keep=kept, within=(ROOM,))

    def _table(self, run: LinkRun, name: str) -> pl.DataFrame:
        found = [self.vault.get(segment.path).lazy() for segment in run.vault[name]]
        rows = newest_rows(found, KEYS[name]).collect()
        return rows if _is_sorted(rows, KEYS[name]) else rows.sort(KEYS[name])

    def _keyed(
        self,
        segments: tuple[Segment, ...],
        now: State,
        records: pl.DataFrame | None,
        purpose: str,
        path: str,
        files: dict[str, pl.DataFrame],
    ) -> tuple[Segment, ...]:
        """Add the person keys of some records, or of all, to the files to write."""
        whole = len(now.entry_records)
        if records is not None and _is_too_much(segments, records.height):
            records = None
        if records is not None and records.is_empty():
            return segments
        rows = self.person_keys(now, purpose, now.entry_records if records is None else records)
        files[path] = rows
        fresh = Segment(path, rows.height)
        if records is None:
            assert rows.height == whole, "every record of an entry has a person"
            return (fresh,)
        return (*segments, fresh)

    def person_keys(self, now: State, purpose: str, records: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of the lake for some records: keys of this purpose, and nothing else.

        Parameters
        ----------
        now : State
        purpose : str
        records : DataFrame
            `entry`, `source`, `record`.
        """
        told = {
            "person_key": pl.col("person"),
            "person_key_strict": pl.format("strict:{}", "strict"),
            "person_key_loose": pl.format("loose:{}", "loose"),
        }
        rows = (
            records.join(now.persons.select("entry", "person"), on="entry")
            .join(
                now.clusters.select("entry", "strict", "loose", "match_probability"), on="entry"
            )
            .join(now.entries.select("entry", "lsoa_code"), on="entry")
            .with_columns(**told)
            .sort("record")
        )
        label = f"person:{purpose}"
        keys = [self.vault.token(rows[name], label).alias(name) for name in told]
        return rows.with_columns(keys).select(
            pl.col(name).cast(kind) for name, kind in PERSON_KEYS.items()
        )


def _touched(now: State, added: Mapping[str, pl.DataFrame | None]) -> pl.DataFrame | None:
    """Return the records whose row in the lake may be another now; None if some are gone."""
    parts = [added[name] for name in ("entries", "clusters", "persons")]
    fresh = added["entry_records"]
    if fresh is None:
        return None
    entries = pl.concat([part.select("entry") for part in parts if part is not None]).unique()
    return now.entry_records.filter(
        pl.col("entry").is_in(entries["entry"].implode())
        | pl.col("record").is_in(fresh["record"].implode())
    )


def _grown(
    segments: tuple[Segment, ...],
    table: pl.DataFrame,
    added: pl.DataFrame | None,
    path: str,
    files: dict[str, pl.DataFrame],
) -> tuple[Segment, ...]:
    """Return the segments of a table with what is new, which is added to the files to write."""
    if added is None or _is_too_much(segments, added.height):
        files[path] = table
        return (Segment(path, table.height),)
    if added.is_empty():
        return segments
    files[path] = added
    return (*segments, Segment(path, added.height))


def _within(name: str, touched: pl.Series | None) -> pl.Expr | None:
    """Return which rows of a table can have changed, where entries are what tells its rows apart."""
    ends = [column for column in KEYS[name] if column.startswith("entry")]
    if touched is None or not ends:
        return None
    return pl.any_horizontal(pl.col(end).is_in(touched.implode()) for end in ends)


def _is_sorted(rows: pl.DataFrame, key: tuple[str, ...]) -> bool:
    """Tell whether rows stand in the order of one column, or of two: cheaper than to sort them."""
    first = rows[key[0]]
    if len(key) == 1 or not first.is_sorted():
        return first.is_sorted()
    second = rows[key[1]]
    return bool(
        ((first > first.shift()) | (second >= second.shift())).fill_null(value=True).all()
    )


def _is_too_much(segments: tuple[Segment, ...], rows: int) -> bool:
    if not segments:
        return True
    later = sum(segment.rows for segment in segments[1:]) + rows
    return len(segments) > MOST_SEGMENTS or later > segments[0].rows / 2
