"""Small files about people in the real shapes, with names that stand nowhere else."""

import csv
import hashlib
from pathlib import Path

import polars as pl

from fingerpost.evidence.lake import Lake
from fingerpost.evidence.lake.identifiers import identifiers, open_vault
from fingerpost.evidence.sources import all_sources

SURNAME, FORENAME = "Quillfeather", "Ptolemy"
HEADERS = [column.header for column in all_sources()["prison_releases"].in_file]


def release(number, released="09/04/2021", **facts):
    """Return the cells of a release by header; `facts` name columns as we do."""
    said = {
        "prison_number": f"A{number:04d}QZ",
        "forename": FORENAME,
        "surname": f"{SURNAME}{number}",
        "date_of_birth": "23/11/1987",
        "sex": "Male",
        "prison": "Northgarth",
        "released_on": released,
        "home_district_code": "X06000001",
        "treatment_need": "Yes",
        **facts,
    }
    header = {c.name: c.header for c in all_sources()["prison_releases"].in_file}
    return {header[name]: value for name, value in said.items()}


def releases(path: Path, rows, broken=()) -> Path:
    """Write a file of releases; `broken` are lines that no source can read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, HEADERS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        file.writelines(f"{line}\n" for line in broken)
    return path


def numbers_of(path: Path, rows: int) -> list[int]:
    """Return the record numbers that the rows of a file must have, as the design states them."""
    first = int(hashlib.sha256(path.read_bytes()).hexdigest()[:10], 16) << 23
    return [first + position for position in range(rows)]


def in_vault(workspace, source="prison_releases", as_of=None) -> pl.DataFrame:
    return identifiers(Lake(workspace), open_vault(workspace), source, as_of).sort("record")


def in_lake(workspace, source="prison_releases", as_of=None) -> pl.DataFrame:
    return Lake(workspace).frame(source, as_of).collect().sort("record")


def stored(folder: Path) -> set[str]:
    """Return the Parquet files below a folder, by their paths in it."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.parquet")}


def require_agreement(workspace) -> None:
    """Check that every landing has all that its entry names, on both sides, row by row."""
    lake, vault = Lake(workspace), None
    for landing in lake.landings():
        if landing.vault and vault is None:
            vault = open_vault(workspace)
        for part in landing.parts:
            rows = pl.read_parquet(workspace.lake / part.path)
            assert rows.height == part.rows
            if part.path in landing.vault:
                assert vault.get(part.path)["record"].to_list() == rows["record"].to_list()
        if landing.rejects:
            refused = pl.read_parquet(workspace.lake / landing.rejects)
            if landing.rejects in landing.vault:
                assert vault.get(landing.rejects).height == refused.height
