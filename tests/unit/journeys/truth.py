"""The county as its truth has it: whom each landed record is about, and what each person lived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl

from fingerpost.county.making import REFERENCES
from fingerpost.evidence.lake import Lake
from fingerpost.evidence.lake.identifiers import identifiers, open_vault
from fingerpost.evidence.sources import ColumnKind, all_sources

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class TrueLake(Lake):
    """A lake whose person keys are the truth's: as good as linkage can ever be."""

    people: pl.DataFrame | None = None  # source, record, person

    def person_keys(self, purpose: str = "measures", as_of: datetime | None = None):
        key = pl.col("person").cast(pl.String)
        return self.people.lazy().select(
            "source",
            "record",
            person_key=key,
            person_key_strict=key,
            person_key_loose=key,
            match_probability=pl.lit(1.0, dtype=pl.Float32),
            lsoa_code=pl.lit(None, dtype=pl.String),
        )


def true_lake(workspace, truth: Path) -> TrueLake:
    """Return the lake of a landed county, with the person of each record from `truth`."""
    lake = Lake(workspace)
    vault = open_vault(workspace)
    known = pl.read_parquet(truth / "records.parquet")
    found = []
    for name, headers in REFERENCES.items():
        columns = [
            next(column for column in all_sources()[name].columns if column.header == header)
            for header in headers
        ]
        kept = lake.frame(name).collect()
        rows = identifiers(lake, vault, name).join(kept, on="record", how="inner")
        said = [
            pl.col(column.name).dt.strftime("%d/%m/%Y")
            if column.kind == ColumnKind.DATE
            else pl.col(column.name)
            for column in columns
        ]
        found.append(
            rows.select("record", reference=pl.concat_str(said, separator="|"))
            .join(known.filter(source=name), on="reference")
            .select("source", "record", "person")
        )
    return TrueLake(workspace, people=pl.concat(found))


def lived(truth: Path, name: str, *days: str) -> pl.DataFrame:
    """Return a table of the truth, its days as dates."""
    frame = pl.read_parquet(truth / f"{name}.parquet")
    return frame.with_columns(
        (pl.lit(EPOCH) + pl.duration(days=pl.col(day))).cast(pl.Date).alias(day) for day in days
    )
