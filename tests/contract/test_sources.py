"""Every source reads its sample: one specification, run over the whole catalogue."""

from __future__ import annotations

import ast
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import pytest

from fingerpost.evidence.sources import (
    LANDED_AS,
    ROW,
    Opened,
    Source,
    all_codelists,
    all_sources,
    catalogue,
    open_files,
    read,
    recognise,
)

SAMPLES = Path(__file__).parent / "samples"
TODAY = date(2026, 11, 24)
DISCLOSURE_RULES = {"police_uk", "ons_deaths", "ndtms", "ons_open"}


class Expected(NamedTuple):
    """What is in a sample, counted and read by eye in its own file."""

    rows: int  # lines below the header, or features, or rows with figures
    records: int  # rows that landed, made long
    first: dict[str, Any]  # some values of the first record
    refused: int = 0
    name: str = ""  # the publisher's name for the file, where that says something


EXPECTED = {
    "deprivation_la": Expected(
        4, 4, {"area_short_code": "DRS", "density": 120.79056754596323, "index_year": 2019}
    ),
    "deprivation_small_area": Expected(
        8, 8, {"nation": "N", "lsoa_code": "95ZZ06W1", "income_score": 25.8, "imd_decile": 1}
    ),
    "deprivation_upper_tier": Expected(
        151, 151, {"area_code": "E06000001", "average_score": 35.037, "rank_of_extent": 13}
    ),
    "district_boundaries": Expected(3, 3, {"code": "E06000001", "name": "Hartlepool"}),
    "la_lookup": Expected(
        6, 6, {"code": "E06000001", "active_code": "E06000001", "is_current": True}
    ),
    "lsoa_2011_2021_lookup": Expected(
        6, 6, {"lsoa11_code": "E01015589", "lsoa21_code": "E01015589", "change": "U"}
    ),
    "lsoa_2011_boundaries": Expected(3, 3, {"code": "E01017948", "district_code": "E07000008"}),
    "lsoa_2021_boundaries": Expected(3, 3, {"code": "E01035512", "district_code": "E07000008"}),
    "lsoa_coordinates": Expected(
        8, 8, {"lsoa_code": "95AA01S1", "latitude": 54.65503786587065, "nation": "N"}
    ),
    "msoa_2021_boundaries": Expected(3, 3, {"code": "E02003727", "name": "Cambridge 009"}),
    "ohid_adult_treatment": Expected(
        5,
        5 * 11,
        {
            "financial_year": 2005,
            "substance": "Opiate (not crack cocaine)",
            "age": "18-19",
            "people": 1707,
        },
    ),
    "ons_drug_poisoning_deaths_by_age": Expected(
        5, 5 * 6, {"year": 2020, "age": "Under 20", "deaths": 57}
    ),
    "ons_drug_poisoning_deaths_by_year": Expected(
        4, 4, {"year": 2021, "drug_poisoning": 4859, "heroin_morphine": 1213}
    ),
    "ons_drug_poisoning_deaths_daily": Expected(
        5,
        5,
        {
            "date": date(1993, 1, 1),
            "year": 1993,
            "deaths": 13,
            "opioid_deaths": None,
            "opioid_deaths_symbol": "-",
        },
    ),
    "ons_drug_poisoning_deaths_la": Expected(
        5, 5 * 28, {"area_code": "K04000001", "year": 2020, "deaths": 4561}
    ),
    "ons_drug_poisoning_deaths_region": Expected(
        5, 5, {"year": 2020, "area_code": "E12000001", "deaths": 389}
    ),
    "ons_police_force_area_offences": Expected(
        167,  # 56 areas in P1 and P2, 55 in P3, which leaves out British Transport Police
        56 * 23 * 2 + 55 * 26,
        {
            "period": "year ending March 2019",
            "year_end": date(2019, 3, 31),
            "table": "P1",
            "area_name": "England and Wales",
            "offence": "Total recorded crime (excluding fraud)",
            "measure": "offences",
            "value": 5257081.0,
        },
    ),
    "ons_population_la": Expected(
        3, 3 * 91, {"area_code": "E06000005", "year": 1997, "age": 0, "people": 1218}
    ),
    "ons_population_lsoa": Expected(
        7,
        6,
        {"lsoa_code": "E01011949", "year": 2019, "people": 1954},
        refused=1,  # the publisher's last row is a grand total
        name="2019_population.csv",
    ),
    "ons_population_region": Expected(
        4,
        4 * 30,
        {"age": "All Ages", "area_name": "North East", "year": 1991, "people": 2586986},
    ),
    "police_outcomes": Expected(
        8, 8, {"month": date(2024, 4, 1), "longitude": None, "outcome": "Suspect charged"}
    ),
    "police_stop_search": Expected(
        8,
        8,
        {
            "force": "cambridgeshire",
            "searched_at": datetime(2024, 3, 31, 23, 51, tzinfo=UTC),
            "month": date(2024, 4, 1),
            "latitude": 52.612730,
            "part_of_operation": None,
            "removal_of_clothing": False,
        },
        name="2024-04-cambridgeshire-stop-and-search.csv",
    ),
    "police_street": Expected(
        9, 9, {"month": date(2024, 5, 1), "lsoa_code": "E01021291", "context": None}
    ),
    "ukhsa_injecting_infection": Expected(
        4, 4 * 5, {"population": "All", "year": 2017, "people": 712}
    ),
    "utla_lookup": Expected(5, 5, {"code": "E10000003", "region_code": "E12000006"}),
    "ward_boundaries": Expected(3, 3, {"code": "E05013061", "district_name": "Cambridge"}),
}

SOURCES = list(all_sources().values())
every_source = pytest.mark.parametrize("source", SOURCES, ids=[item.name for item in SOURCES])


def sample_of(source: Source) -> Opened:
    paths = list(SAMPLES.glob(f"{source.name}.*"))
    assert paths, f"put a small file into {SAMPLES}/{source.name}.<ext>"
    (opened,) = open_files(paths[0])
    assert isinstance(opened, Opened)
    name = EXPECTED[source.name].name or opened.name
    return Opened(opened.path, name, opened.data, opened.sha256)


@every_source
def test_the_source_has_a_sample_and_an_expected_result(source):
    assert sample_of(source).data
    assert source.name in EXPECTED


def test_no_sample_without_a_source():
    named = {path.stem for path in SAMPLES.iterdir() if path.name != "README.md"}
    assert named == set(all_sources())


@every_source
def test_the_sample_is_recognised_by_its_content(source):
    opened = sample_of(source)
    unnamed = Opened(opened.path, "download (3)", opened.data, opened.sha256)
    found = recognise(unnamed)
    assert found.source is source, found.why
    assert found.missing == ()


@every_source
def test_the_sample_is_read_as_expected(source):
    result = read(sample_of(source), source, today=TODAY)
    expected = EXPECTED[source.name]
    assert result.rows_read == expected.rows
    assert result.rows_refused == expected.refused
    assert result.rows_landed == expected.rows - expected.refused
    assert result.rows.height == expected.records
    first = result.rows.row(0, named=True)
    assert {name: first[name] for name in expected.first} == expected.first


@every_source
def test_rows_have_the_declared_columns_and_types(source):
    rows = read(sample_of(source), source, today=TODAY).rows
    wanted: dict[str, pl.DataType] = {}
    for column in source.columns:
        wanted[column.name] = LANDED_AS[column.kind]
        if column.name in source.has_symbols:
            wanted[f"{column.name}_symbol"] = pl.String()
    assert dict(rows.schema) == {**wanted, ROW: pl.Int64()}
    for column in source.columns:
        if not column.nullable and column.name not in source.has_symbols:
            assert rows[column.name].null_count() == 0, column.name


@every_source
def test_every_edition_and_period_is_said(source):
    rows = read(sample_of(source), source, today=TODAY).rows
    assert source.edition, "the lake needs to know which instalment a row belongs to"
    for name in (*source.edition, *([source.period] if source.period else [])):
        assert rows[name].null_count() == 0, name


@every_source
def test_the_declaration_says_where_the_data_come_from(source):
    assert source.publisher
    assert source.licence
    assert "licen" in source.licence_statement.lower() or "CC BY" in source.licence_statement
    assert source.grain.startswith("one row per ")
    assert source.lag
    assert source.cadence
    assert source.disclosure in DISCLOSURE_RULES
    for column in source.columns:
        assert column.codelist is None or column.codelist in all_codelists()


@every_source
def test_reading_twice_gives_the_same(source):
    opened = sample_of(source)
    first, second = read(opened, source, today=TODAY), read(opened, source, today=TODAY)
    assert first.rows.equals(second.rows)
    assert first.rejects.equals(second.rejects)
    assert first.notes == second.notes


@pytest.mark.parametrize(
    "name", [item.name for item in SOURCES if item.format in ("geojson", "topojson")]
)
def test_outlines_are_closed_rings_in_britain(name):
    source = all_sources()[name]
    for text in read(sample_of(source), source).rows["geometry"]:
        outline = json.loads(text)
        parts = outline["coordinates"]
        for part in [parts] if outline["type"] == "Polygon" else parts:
            for ring in part:
                assert ring[0] == ring[-1]
                assert all(-9 < x < 2.1 and 49.8 < y < 61 for x, y in ring)


def test_adding_a_source_touches_no_other_file():
    """A catalogue file imports the room's tools, and no other file of the catalogue."""
    for path in Path(catalogue.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                assert ".catalogue" not in (node.module or ""), path.name
