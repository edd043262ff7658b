"""Real police files, landed whole and counted against their own lines."""

import csv
import io
import zipfile
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from fingerpost.evidence.lake import Lake, land
from tests.unit.lake.making import FIRST, workspace

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "examples" / "cambridgeshire" / "inbox"
EVERY_FORCE = ROOT.parent / "shared" / "data" / "police-uk"


def plain_rows(paths):
    """Yield file name and text of each CSV, by nothing of ours."""
    for path in paths:
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                for name in sorted(archive.namelist()):
                    yield name.rpartition("/")[2], archive.read(name).decode()
        else:
            yield path.name, path.read_text()


def check(paths, tmp_path):
    made = workspace(tmp_path / "ws")
    report = land(made, paths, at=FIRST)
    plain, drugs = {}, Counter()
    for name, text in plain_rows(paths):
        rows = list(csv.DictReader(io.StringIO(text)))
        plain[name] = len(rows)
        if name.endswith("street.csv"):
            drugs.update(
                (r["Falls within"], r["Month"]) for r in rows if r["Crime type"] == "Drugs"
            )
    assert {Path(r.path.rpartition("!")[2]).name: r.rows_read for r in report.files} == plain
    for result in report.files:
        assert str(result.status) == "landed"
        assert result.rows_read == result.rows_landed + result.rows_refused
        assert result.rows_refused == 0
    landed = (
        Lake(made)
        .frame("police_street")
        .filter(pl.col("crime_type") == "Drugs")
        .group_by("falls_within", pl.col("month").dt.strftime("%Y-%m").alias("month"))
        .len()
        .collect()
    )
    assert {(force, month): n for force, month, n in landed.iter_rows()} == drugs
    return report


def test_the_police_files_of_the_example_land_whole(tmp_path):
    report = check(sorted(EXAMPLE.glob("police-uk-*.zip")), tmp_path)
    assert len(report.files) == 49


def test_sixty_files_of_six_forces_land_whole(tmp_path):
    if not EVERY_FORCE.is_dir():
        pytest.skip("the files of the neighbouring forces are not beside this checkout")
    report = check(sorted(EVERY_FORCE.rglob("*.csv")), tmp_path)
    assert len(report.files) == 60
