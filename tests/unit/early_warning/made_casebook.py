"""A casebook of made-up records, without a lake behind it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import numpy as np
import polars as pl

from fingerpost.evidence.core.areas import Area, AreaKind, Partnership
from fingerpost.evidence.core.periods import Period
from fingerpost.evidence.early_warning.cases import Casebook

LANDED = datetime(2030, 1, 1, tzinfo=UTC)
DISTRICTS = ("X06000001", "X07000001")
PARTNERSHIP = Partnership(
    "X47000001",
    "Fenmark",
    tuple(Area(code, code, AreaKind.DISTRICT) for code in DISTRICTS),
    Area("X23000001", "Fenmark", AreaKind.POLICE_FORCE),
    "Fenmark Constabulary",
)


def small_areas(number=8):
    """Squares side by side, half of them in each district."""
    rows = []
    for at in range(number):
        ring = [[at, 54], [at + 1, 54], [at + 1, 55], [at, 55], [at, 54]]
        rows.append(
            {
                "code": f"X0100000{at}",
                "name": f"Area {at}",
                "district_code": DISTRICTS[at * 2 // number],
                "geometry": str({"type": "Polygon", "coordinates": [ring]}).replace("'", '"'),
            }
        )
    return pl.DataFrame(rows)


def make_casebook(table, frame, *, periods):
    """Return a casebook that holds one table; `periods` are those of its landed files."""
    parts = [
        (
            SimpleNamespace(landed_at=LANDED, short="0" * 12),
            SimpleNamespace(period=code, edition=code),
        )
        for code in periods
    ]
    lake = SimpleNamespace(
        current=lambda source, as_of=None: parts,
        has=lambda source, as_of=None: False,
        fingerprint=lambda sources, as_of=None: "0",
        landings=lambda as_of=None: (),
    )
    places = SimpleNamespace(partnership=PARTNERSHIP, small_areas=small_areas())
    book = Casebook(SimpleNamespace(lake=lake, places=places, as_of=None))
    book.keep(table, frame)
    return book


def crimes(days, areas, **columns):
    """Return records as of `force_crime`, known on their own day unless said otherwise."""
    number = len(days)
    column = {
        "offence_class": "92E",
        "drug": "Cannabis",
        "outcome": "caution",
        "found_by_search": "No",
        "point": "P1",
        **columns,
    }
    places = {row["code"]: row["district_code"] for row in small_areas().iter_rows(named=True)}
    return pl.DataFrame(
        {
            "record": [f"r{at:05d}" for at in range(number)],
            "day": days,
            "known_on": days,
            "area": areas,
            "district": [places[area] for area in areas],
            **{
                name: value if isinstance(value, list) else [value] * number
                for name, value in column.items()
            },
        },
        schema_overrides={"day": pl.Date, "known_on": pl.Date},
    )


def steady(first: date, days: int, *, seed: int, per_day: float):
    """Return days and areas of records that fall by chance."""
    rng = np.random.default_rng(seed)
    counts = rng.poisson(per_day, days)
    when = [first + timedelta(days=int(day)) for day in np.repeat(np.arange(days), counts)]
    where = [f"X0100000{at}" for at in rng.integers(0, 8, len(when))]
    return when, where


def financial_years(*years):
    """Return the codes of the periods of yearly files."""
    return [Period.financial_year(year).code for year in years]
