"""Small partner files written row by row, in a workspace of two districts that do not exist."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime

import polars as pl

from fingerpost.evidence.lake import Workspace, land
from fingerpost.evidence.pipeline import estimate
from fingerpost.evidence.sources import all_sources

CITY, COUNTRY = "X06000001", "X07000001"
IN_CITY, IN_COUNTRY, ABROAD = "X01000001", "X01000002", "E01000001"
PEOPLE = {CITY: 9_100, COUNTRY: 18_200}  # 100 and 200 of each of 91 ages
AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
SETTINGS = """
[partnership]
name = "Nowhere"
code = "X47000001"
synthetic = true
districts = [{ code = "X06000001", name = "City" }, { code = "X07000001", name = "Country" }]

[partnership.police_force]
code = "X23000001"
name = "Nowhere police force area"
force_name = "Nowhere Constabulary"
"""


def write(root, name, source, rows, **same):
    """Write a file of a source: cells by header, the rest blank; return its path."""
    declared = all_sources()[source]
    headers = [column.header for column in declared.in_file]
    blank = declared.blank_as[0] if declared.blank_as else ""
    path = root / "inbox" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, headers, restval=blank, lineterminator="\n")
        writer.writeheader()
        writer.writerows({**same, **row} for row in rows)
    return path


def write_places(root):
    """Write the outlines of two small areas, one in each district, and the residents."""
    for number, (area, district) in enumerate(((IN_CITY, CITY), (IN_COUNTRY, COUNTRY))):
        west, south = 0.6 + number * 0.1, 53.9
        ring = [
            [west + x, south + y] for x, y in ((0, 0), (0.1, 0), (0.1, 0.1), (0, 0.1), (0, 0))
        ]
        feature = {
            "type": "Feature",
            "properties": {
                "LSOA21CD": area,
                "LSOA21NM": f"Area {number}",
                "LADCD_ACTIVE": district,
            },
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        content = {"type": "FeatureCollection", "name": district, "features": [feature]}
        path = root / "inbox" / f"{district}.geojson"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content))
    ages = [f"Age {age}" for age in range(90)] + ["Aged 90+"]
    lines = [",".join(["name", "code", "year", *ages])]
    for year in range(2021, 2027):
        for code, people in PEOPLE.items():
            lines.append(",".join([code, code, str(year), *[str(people // 91)] * 91]))
    (root / "inbox" / "population.csv").write_text("\n".join(lines) + "\n")


def workspace(root):
    (root / "fingerpost.toml").write_text(SETTINGS)
    return Workspace.open(root)


def landed(root):
    """Land everything written, and require that no row of a partner is refused."""
    opened = workspace(root)
    report = land(opened, [opened.inbox], at=AT, today=AT.date())
    partners = [f for f in report.landed if all_sources()[f.source].licence == "Agreement"]
    assert partners
    assert not any(f.rows_refused for f in partners)
    return opened


def counted(root, *names):
    """Return the estimates of measures, of every grid, in one frame."""
    done = estimate(landed(root), as_of=AT, names=names)
    return pl.concat(r.frame for r in done.results)


def numbers(frame, *, area, period=None, breakdown=None):
    """Return period or category: (numerator, denominator) of the rows that were asked for."""
    rows = frame.filter(
        (pl.col("area") == area) & pl.col("breakdown").eq_missing(pl.lit(breakdown))
    )
    if period:
        rows = rows.filter(pl.col("period") == period)
    key = "category" if breakdown else "period"
    return {row[key]: (row["numerator"], row["denominator"]) for row in rows.to_dicts()}
