"""The small county as linkage sees it: its entries, the person of each, and a trained model."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import pytest

from fingerpost.evidence.linkage import (
    ENTRIES,
    LinkageModel,
    all_linked_sources,
    read_entries,
    train,
    untrained,
    with_areas,
)
from fingerpost.evidence.sources import all_sources, open_files, read, recognise

FOLDERS = (
    *("police", "prison", "prison-healthcare", "probation", "coroner", "employment"),
    *("justice-team", "voluntary", "treatment-city", "treatment-county"),
    "treatment-young-people",
)
DAY = "%d/%m/%Y"
REFERENCES = {
    "force_custody": pl.col("custody_number"),
    "housing_cases": pl.col("case_reference"),
    "voluntary_contacts": pl.col("contact_reference"),
    "drug_deaths": pl.col("death_reference"),
    "employment_support": pl.format(
        "{}|{}", "support_reference", pl.col("referred_on").dt.strftime(DAY)
    ),
    "prison_releases": pl.format(
        "{}|{}", "prison_number", pl.col("released_on").dt.strftime(DAY)
    ),
    "probation_requirements": pl.format(
        "{}|{}", "case_reference_number", pl.col("ordered_on").dt.strftime(DAY)
    ),
}
TREATMENT = pl.format("{}|{}", "agency_code", "episode_id")


class Written(NamedTuple):
    """What the county's agencies wrote, and who it was."""

    entries: pl.DataFrame  # ENTRIES
    person: pl.DataFrame  # entry, person
    notes: tuple[str, ...]


@pytest.fixture(scope="session")
def rows(county: Path) -> dict[str, pl.DataFrame]:
    """Return the rows of every linked source, each with its record."""
    found: dict[str, list[pl.DataFrame]] = {}
    folders = [county / "inbox" / folder for folder in FOLDERS]
    folders += sorted((county / "inbox").glob("housing-*"))
    for folder in folders:
        for opened in open_files(folder):
            source = recognise(opened).source  # type: ignore[arg-type]
            if source is not None and source.name in all_linked_sources():
                found.setdefault(source.name, []).append(
                    read(opened, all_sources()[source.name]).rows  # type: ignore[arg-type]
                )
    return {
        name: pl.concat(parts, how="vertical_relaxed").with_row_index("record")
        for name, parts in found.items()
    }


@pytest.fixture(scope="session")
def written(county: Path, rows: dict[str, pl.DataFrame]) -> Written:
    """Return the county's entries and the person of each."""
    found = read_entries(rows)
    postcodes = pl.concat(
        read(opened, all_sources()["postcode_lookup"]).rows  # type: ignore[arg-type]
        for opened in open_files(county / "inbox" / "open-data")
        if (source := recognise(opened).source) is not None  # type: ignore[arg-type]
        and source.name == "postcode_lookup"
    )
    references = pl.concat(
        frame.select(
            source=pl.lit(name),
            record=pl.col("record").cast(pl.Int64),
            reference=REFERENCES.get(name, TREATMENT),
        )
        for name, frame in rows.items()
    )
    truth = pl.read_parquet(county / "truth" / "records.parquet")
    person = (
        found.records.join(references, on=["source", "record"])
        .join(truth, on=["source", "reference"])
        .group_by("entry")
        .agg(pl.col("person").mode().min())
    )
    return Written(with_areas(found.entries, postcodes), person, found.notes)


@pytest.fixture(scope="session")
def named(written: Written) -> pl.DataFrame:
    """Return the entries of agencies that write names."""
    return written.entries.filter(pl.col("regime") == "named")


@pytest.fixture(scope="session")
def model(named: pl.DataFrame) -> LinkageModel:
    """Return a model trained on the county."""
    return train(named, untrained())


def entry(number: int, **said: Any) -> dict[str, Any]:
    """Return one entry: John Smith of the police, but for what is said."""
    usual: dict[str, Any] = {
        "entry": number,
        "agency": "police",
        "kind": "police",
        "regime": "named",
        "local_id": None,
        "forename": "JOHN",
        "surname": "TATTERSALL",
        "born": date(1986, 7, 23),
        "sex": "M",
        "postcode": "ZH1 1GA",
        "area": "X06000001",
        "first_seen": date(2024, 1, 1),
        "last_seen": date(2024, 1, 1),
        "records": 1,
    }
    if "agency" in said:
        usual["kind"] = said["agency"].split(":")[0]
    return usual | said


def entries(*rows: dict[str, Any]) -> pl.DataFrame:
    """Return entries of the shape ENTRIES."""
    return pl.DataFrame([dict.fromkeys(ENTRIES) | row for row in rows], schema=ENTRIES)
