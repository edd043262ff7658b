"""Every source reads its sample: one specification, run over the whole catalogue."""

from __future__ import annotations

import ast
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import pytest

from fingerpost.evidence.disclosure import all_rules
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
from fingerpost.evidence.sources.delimited import first_lines
from fingerpost.evidence.sources.encodings import read_text
from fingerpost.evidence.sources.recognition import locate_header

SAMPLES = Path(__file__).parent / "samples"
TODAY = date(2026, 11, 24)


class Expected(NamedTuple):
    """What is in a sample, counted and read by eye in its own file."""

    rows: int  # lines below the header, or features, or rows with figures
    records: int  # rows that landed, made long
    first: dict[str, Any]  # some values of the first record
    refused: int = 0
    name: str = ""  # the publisher's name for the file, where that says something


EXPECTED = {
    "ambulance_overdoses": Expected(
        5,
        4,
        {
            "month_received": date(2021, 4, 1),
            "called_on": date(2021, 4, 2),
            "call_hour": 23,
            "postcode_sector": "ZH1 4",
            "naloxone_doses": 2,
        },
        refused=1,  # hour 24
    ),
    "children_in_need": Expected(
        3,
        2,
        {
            "year": 2022,
            "assessments": 2210,
            "criminal_exploitation": None,
            "criminal_exploitation_symbol": "c",
        },
        refused=1,  # "few" assessments
    ),
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
    "drug_deaths": Expected(
        4,
        3,
        {
            "financial_year": 2021,
            "died_on": date(2020, 10, 4),
            "registered_on": date(2021, 4, 22),
            "underlying_cause_group": "X42",
            "substances": "Heroin; cocaine",
        },
        refused=1,  # born on 1/1/50
    ),
    "drug_information_reports": Expected(
        4,
        3,
        {
            "financial_year": 2021,
            "reported_at": datetime(2021, 6, 11, 8, 20, tzinfo=UTC),
            "used_on": date(2021, 6, 10),
            "people_harmed": 2,
        },
        refused=1,  # a time without its zone
    ),
    "employment_support": Expected(
        4,
        3,
        {
            "quarter": date(2021, 4, 1),
            "referred_on": date(2021, 4, 14),
            "job_started_on": date(2021, 6, 21),
            "sustained_26_weeks": None,
        },
        refused=1,  # referred on the 99th of June
    ),
    "encoded_people": Expected(
        4,
        3,
        {
            "agency": "Lantern Trust",
            "code_schema": "people 1",
            "key_version": 1,
            "key_name": "4b62659ee91c8cb8",
        },
        refused=1,  # the version of the key in words
    ),
    "force_crime": Expected(
        7,
        6,
        {
            "month": date(2021, 4, 1),
            "home_office_class": "92E",
            "drug": "Cannabis herbal",
            "district_code": "X06000001",
            "outcome_number": "8",
        },
        refused=1,  # 31 April
    ),
    "force_custody": Expected(
        5,
        4,
        {
            "quarter": date(2021, 4, 1),
            "alias": "Az",
            "date_of_birth": date(1988, 2, 14),
            "drug_test_result": "Both",
        },
        refused=1,  # born on 31 February
    ),
    "force_drug_seizures": Expected(
        6,
        5,
        {"financial_year": 2021, "seizure_number": "S21-0007", "quantity": 3.5, "unit": "g"},
        refused=1,  # minus twelve tablets
    ),
    "hospital_admissions": Expected(
        4,
        3,
        {
            "financial_year": 2021,
            "admitted_on": date(2021, 4, 18),
            "diagnosis_1": "T401",
            "diagnosis_1_group": "T40",
        },
        refused=1,  # a date with its day first
    ),
    "housing_cases": Expected(
        5,
        4,
        {
            "housing_authority": "Harrowmere",
            "quarter": date(2021, 4, 1),
            "duty": "Prevention",
            "drug_dependency_need": "Yes",
        },
        refused=1,  # born on the 3rd May 1969
    ),
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
    "naloxone_kits": Expected(
        5,
        4,
        {"quarter": date(2021, 4, 1), "kits_issued": 1, "reason": "First kit"},
        refused=1,  # a kit and a half
    ),
    "ndtms_adult": Expected(
        7,
        5,
        {
            "dataset_letter": "P",
            "financial_year": 2021,
            "agency": "T0901",
            "agency_code": "T0901",
            "first_initial": "M",
            "referred_on": date(2021, 5, 12),
            "drug_3": None,
            "modality_started_on": date(2021, 5, 24),
            "opiate_days": None,
        },
        refused=2,  # 31 days of 28, and a month 13
        name="NDTMS_ADULT_P_T0901_2021-22.csv",
    ),
    "ndtms_cjit": Expected(
        4,
        3,
        {
            "dataset_letter": "P",
            "agency": "T0961",
            "assessed_on": date(2021, 4, 13),
            "referred_to_agency": "T0901",
        },
        refused=1,  # no agency
        name="NDTMS_CJIT_P_T0961_2021-22.csv",
    ),
    "ndtms_secure": Expected(
        4,
        3,
        {
            "dataset_letter": "P",
            "agency": "T0951",
            "received_on": date(2021, 8, 2),
            "naloxone_at_exit": "Y",
            "transferred_to_agency": "T0901",
        },
        refused=1,  # a date with its year first
        name="NDTMS_SECURE_P_T0951_2021-22.csv",
    ),
    "ndtms_young_people": Expected(
        4,
        3,
        {
            "dataset_letter": "Q",
            "financial_year": 2021,
            "agency": "T0903",
            "drug_2": "4002",
            "education_status": "1",
        },
        refused=1,  # no client
        name="NDTMS_YP_Q_T0903_2021-22.csv",
    ),
    "needle_exchange": Expected(
        4,
        3,
        {"quarter": date(2021, 4, 1), "needles_out": 40, "needles_returned": 0},
        refused=1,  # no number of needles
    ),
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
    "ohid_opiate_crack_estimates": Expected(
        4,
        3,
        {
            "area_code": "X06000001",
            "financial_year": 2019,
            "rate_lower": 7.9,
            "people": 1520.0,
            "residents": 160000.0,
        },
        refused=1,  # another indicator, under the same headers
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
    "postcode_lookup": Expected(
        2,
        2,
        {"postcode": "ZH1 4QT", "small_area": "X01000001", "postcode_area": "ZH"},
    ),
    "prison_drug_tests": Expected(
        4,
        3,
        {"financial_year": 2021, "month": date(2021, 4, 1), "random_tests": 41, "positive": 7},
        refused=1,  # month 13
    ),
    "prison_releases": Expected(
        5,
        4,
        {
            "quarter": date(2021, 4, 1),
            "released_on": date(2021, 4, 9),
            "home_district_code": "X06000001",
            "outcome_after_release": None,
        },
        refused=1,  # no number
    ),
    "probation_requirements": Expected(
        4,
        3,
        {
            "financial_year": 2021,
            "requirement": "DRR",
            "first_attended_on": date(2021, 6, 29),
        },
        refused=1,  # ordered "soon"
    ),
    "school_exclusions": Expected(
        4,
        3,
        {
            "school_year": 2021,
            "term_begins": date(2021, 9, 1),
            "suspensions": 22,
            "permanent_exclusions": None,
            "permanent_exclusions_symbol": "c",
        },
        refused=1,  # there is no Easter term
    ),
    "service_referral_steps": Expected(
        4,
        3,
        {
            "quarter": date(2021, 4, 1),
            "step": 1,
            "happened_on": date(2021, 5, 4),
            "from_state": "drafted",
            "side": "sender",
            "due_on": date(2021, 5, 6),
            "late_reason": None,
        },
        refused=1,  # a step that is not numbered
    ),
    "service_referrals": Expected(
        4,
        3,
        {
            "quarter": date(2021, 4, 1),
            "redirected_from": None,
            "age": 24,
            "needs": "drugs housing",
            "sent_on": date(2021, 4, 14),
            "first_contact_on": date(2021, 4, 19),
            "state": "closed",
            "outcome": "completed",
        },
        refused=1,  # sent on a date with its day first
    ),
    "ukhsa_injecting_infection": Expected(
        4, 4 * 5, {"population": "All", "year": 2017, "people": 712}
    ),
    "utla_lookup": Expected(5, 5, {"code": "E10000003", "region_code": "E12000006"}),
    "voluntary_contacts": Expected(
        4,
        2,
        {
            "quarter": date(2021, 4, 1),
            "organisation": "Lantern Trust",
            "date_of_birth": None,
            "contact_on": date(2021, 4, 13),
        },
        refused=2,  # no day of contact; a day of birth that is half known
    ),
    "ward_boundaries": Expected(3, 3, {"code": "E05013061", "district_name": "Cambridge"}),
}

SOURCES = list(all_sources().values())
PARTNER_SOURCES = [item.name for item in SOURCES if item.licence == "Agreement"]
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


@pytest.mark.parametrize("name", PARTNER_SOURCES)
def test_no_other_source_could_claim_a_partners_sample(name):
    """No other source finds all its headers there, so nothing hangs on which is tried first."""
    lines = first_lines(read_text(sample_of(all_sources()[name])))
    fitting = {other.name for other in SOURCES if locate_header(lines, [other])[0] is not None}
    assert fitting == {name}


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
    assert source.disclosure in all_rules()
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
