"""Which record is whose: the person keys of a run of linking, as known on any day.

A run leaves tables in `lake/linked/` and in the vault, and one entry in the catalogue that names
them. The entry is written last: what it does not name does not exist. A table is kept in segments:
the first is whole, and each later one holds only the rows that are new or changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl
from pydantic import TypeAdapter

from fingerpost.evidence.core.whole_files import write_whole

PERSON_KEYS = {
    "source": pl.String,
    "record": pl.Int64,
    "person_key": pl.String,
    "person_key_strict": pl.String,
    "person_key_loose": pl.String,
    "match_probability": pl.Float32,
    "lsoa_code": pl.String,
}


@dataclass(frozen=True)
class Segment:
    """A file with some rows of a table: in the lake, or in the vault."""

    path: str
    rows: int


@dataclass(frozen=True)
class LinkRun:
    """One run of linking: why it was made, with what, what it found, and which files hold it.

    Attributes
    ----------
    kind : str
        "rebuild" if every pair was scored anew, "update" if only those with new entries were, "purpose"
        if keys were made for one more purpose.
    model : str
        Version of the model.
    reviewed_by : str
        Who approved the model; "" if nobody did.
    key_name : str
        The name of the vault's key: person keys made with another cannot be continued.
    inputs : dict of str to str
        A fingerprint of each thing that it rests on.
    linked : dict of str to tuple of Segment
        By purpose: tables of the lake.
    vault : dict of str to tuple of Segment
        By table: what the vault holds. Only the newest run's are kept, and the events of all.
    counts : dict of str to int
        Records, entries, persons, and so on.
    """

    sequence: int
    at: datetime
    code_version: str
    kind: str
    reason: str
    model: str
    reviewed_by: str
    key_name: str
    inputs: dict[str, str]
    linked: dict[str, tuple[Segment, ...]]
    vault: dict[str, tuple[Segment, ...]]
    counts: dict[str, int]
    notes: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of the run; names sort by time."""
        return run_name(self.sequence)


_LINK_RUN = TypeAdapter(LinkRun)


def run_name(sequence: int) -> str:
    """Return the name of the run with this number."""
    return f"{sequence:06d}"


def folder(lake: Path) -> Path:
    """Return the folder of the entries."""
    return lake / "catalogue" / "links"


def read_link_runs(lake: Path, as_of: datetime | None = None) -> tuple[LinkRun, ...]:
    """Return every run of linking that was known on `as_of`, in order."""
    runs = (
        _LINK_RUN.validate_json(path.read_bytes())
        for path in sorted(folder(lake).glob("[0-9]*.json"))
    )
    return tuple(run for run in runs if as_of is None or run.at <= as_of)


def newest_link_run(lake: Path, as_of: datetime | None = None) -> LinkRun | None:
    """Return the last run of linking that was known on `as_of`, if any; older ones are not read."""
    for path in sorted(folder(lake).glob("[0-9]*.json"), reverse=True):
        run = _LINK_RUN.validate_json(path.read_bytes())
        if as_of is None or run.at <= as_of:
            return run
    return None


def write_link_run(lake: Path, run: LinkRun) -> Path:
    """Write the entry of a run, whole or not at all: from then on the run is there."""
    target = folder(lake) / f"{run.name}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(_LINK_RUN.dump_python(run, mode="json"), ensure_ascii=False, indent=1)
    write_whole(target, text.encode())
    return target


def person_keys(lake: Path, segments: Sequence[Segment]) -> pl.LazyFrame:
    """Return the newest row of each record, in the order of records."""
    found = [pl.scan_parquet(lake / segment.path) for segment in segments]
    return newest_rows(found, ("record",)).select(*PERSON_KEYS).sort("record")


def newest_rows(segments: Iterable[pl.LazyFrame], key: Sequence[str]) -> pl.LazyFrame:
    """Return the table that segments make: of rows with the same key, the last."""
    found = list(segments)
    if len(found) == 1:
        return found[0]
    return pl.concat(found).unique(list(key), keep="last", maintain_order=True)


def changed_rows(
    before: pl.DataFrame,
    now: pl.DataFrame,
    key: Sequence[str],
    within: pl.Expr | None = None,
) -> pl.DataFrame | None:
    """Return the rows that are new or changed; None if rows or columns are gone: no segment can say so.

    Parameters
    ----------
    before, now : DataFrame
        The table as it was and as it is.
    key : sequence of str
        The columns that tell rows apart.
    within : Expr, optional
        Of which rows, by their key, anything can have changed; all if not given.
    """
    if before.schema != now.schema:
        return None
    fewer = before.height - now.height
    if within is not None:
        before, now = before.filter(within), now.filter(within)
        if before.height - now.height != fewer:
            return None
    same = now.join(
        before.with_columns(was_there=pl.lit(value=True)),
        on=list(key),
        how="left",
        suffix="_before",
        maintain_order="left",
    )
    if same["was_there"].count() < before.height:
        return None
    values = [column for column in now.columns if column not in key]
    is_same = pl.all_horizontal(
        "was_there", *(pl.col(name).eq_missing(pl.col(f"{name}_before")) for name in values)
    )
    return same.filter(~is_same.fill_null(value=False)).select(now.columns)
