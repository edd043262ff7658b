"""Small police files that tests break in every way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from fingerpost.evidence.core.fingerprints import fingerprint_bytes
from fingerpost.evidence.sources import Opened, ReadFile, all_sources, read, recognise

HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context"
)
FORCE = "Cambridgeshire Constabulary"


def crime(number: int, **cells: str) -> str:
    """Return one line of a street file."""
    row = {
        "id": f"{number:064x}",
        "month": "2024-05",
        "reported": FORCE,
        "within": FORCE,
        "longitude": "0.128441",
        "latitude": "52.205337",
        "location": "On or near Market Street",
        "lsoa": "E01017989",
        "lsoa_name": "Cambridge 007A",
        "type": "Drugs",
        "outcome": "Local resolution",
        "context": "",
    }
    assert cells.keys() <= row.keys()
    return ",".join({**row, **cells}.values())


@pytest.fixture
def line() -> Callable[..., str]:
    return crime


@pytest.fixture
def header() -> str:
    return HEADER


@pytest.fixture
def opened() -> Callable[..., Opened]:
    def make(data: bytes | str, name: str = "download.csv") -> Opened:
        raw = data.encode() if isinstance(data, str) else data
        return Opened(Path(name), name, raw, fingerprint_bytes(raw))

    return make


@pytest.fixture
def read_street(opened) -> Callable[..., ReadFile]:
    """Read bytes as street crime, and check what must hold for every file."""

    def make(data: bytes | str, *, today: date | None = date(2026, 11, 24)) -> ReadFile:
        file = opened(data)
        found = recognise(file)
        assert found.source is all_sources()["police_street"], found.why
        result = read(file, found.source, today=today)
        assert result.rows_read == result.rows_landed + result.rows_refused
        assert result.rows_landed == result.rows.height
        assert result.rows_refused == result.rejects["row"].n_unique()
        return result

    return make
