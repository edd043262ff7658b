"""What partners' files must not do: be mistaken, push each other out, or show a person in a message."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from itertools import count

import pytest

from fingerpost.evidence.core.errors import SourceError
from fingerpost.evidence.core.fingerprints import fingerprint_bytes
from fingerpost.evidence.lake import Lake, land
from fingerpost.evidence.sources import Opened, all_sources, read, recognise
from tests.contract.test_sources import PARTNER_SOURCES, TODAY, sample_of
from tests.unit.lake.making import workspace

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
every_partner = pytest.mark.parametrize("name", PARTNER_SOURCES)
PERSONAL = [name for name in PARTNER_SOURCES if all_sources()[name].holds_people]
WITHOUT_BIRTHS = {"ambulance_overdoses", "encoded_people", "hospital_admissions"}
WITH_BIRTHS = sorted(set(PERSONAL) - WITHOUT_BIRTHS)
# Files that hold no record of a person, or only count.
WITHOUT_PEOPLE = {
    "children_in_need",
    "drug_information_reports",
    "force_crime",
    "force_drug_seizures",
    "naloxone_kits",
    "needle_exchange",
    "prison_drug_tests",
    "school_exclusions",
    "service_referral_steps",
}


def renamed(opened: Opened, name: str) -> Opened:
    return Opened(opened.path, name, opened.data, opened.sha256)


def changed(opened: Opened, old: str, new: str, name: str = "") -> Opened:
    assert old.encode() in opened.data
    data = opened.data.replace(old.encode(), new.encode())
    return Opened(opened.path, name or opened.name, data, fingerprint_bytes(data))


def headers_of(name: str) -> list[str]:
    return [column.header for column in all_sources()[name].in_file]


# -- what the declarations promise ----------------------------------------------------------


def test_the_partners_are_all_there():
    assert len(PARTNER_SOURCES) == 24
    assert set(PARTNER_SOURCES) - set(PERSONAL) == WITHOUT_PEOPLE


@every_partner
def test_columns_that_name_or_number_a_person_are_personal(name):
    telling = re.compile(
        r"forename|surname|first name|alias|initial$|^dob$|date of birth|^postcode$|"
        r"usual postcode|settled postcode|postcode district|^pc$|nominal id|prison number|^crn$|"
        r"^client|custody number|case reference|ips reference|contact reference|"
        r"death reference|incident number|epikey|episodid|modid|topid|person reference|"
        r"(birth|sex|postcode|names|month|year|day) code",
        re.IGNORECASE,
    )
    for column in all_sources()[name].in_file:
        assert column.personal == bool(telling.search(column.header)), column.header


@every_partner
def test_a_partners_data_are_under_agreement_and_name_no_county(name):
    source = all_sources()[name]
    assert "agreement" in source.licence_statement
    assert "fenmark" not in repr(source).lower()
    assert source.quirks


# -- recognised by what is in them ----------------------------------------------------------


def test_adults_and_young_people_are_told_apart_by_their_headers():
    adult, young = set(headers_of("ndtms_adult")), set(headers_of("ndtms_young_people"))
    assert young - adult == {"SCHOOL"}
    assert adult - young == {"ACUTHPBM", "HRISK", "PSYHSTAT", "PHSTAT", "QUALLIFE"}
    for name, like in (("ndtms_adult", "YP"), ("ndtms_young_people", "ADULT")):
        wrong = f"NDTMS_{like}_P_T0901_2021-22.csv"
        found = recognise(renamed(sample_of(all_sources()[name]), wrong))
        assert found.source is all_sources()[name]


def test_an_adult_file_with_a_school_column_is_an_adult_file():
    header = ",".join([*headers_of("ndtms_adult"), "SCHOOL"])
    opened = sample_of(all_sources()["ndtms_adult"])
    data = header.encode() + b"\n"
    assert (
        recognise(Opened(opened.path, "x.csv", data, "0")).source
        is (all_sources()["ndtms_adult"])
    )


@every_partner
def test_a_file_under_another_name_lands_unless_the_name_is_needed(name):
    source = all_sources()[name]
    opened = sample_of(source)
    unnamed = renamed(opened, "download (3).csv")
    if not source.file_name:
        assert read(unnamed, source).rows.equals(read(opened, source).rows)
        return
    with pytest.raises(SourceError) as error:
        read(unnamed, source)
    assert "does not say the dataset letter or the financial year" in error.value.what
    assert source.named_like in error.value.do
    found = re.match(source.file_name, source.named_like)
    assert found is not None
    assert found.groupdict() == {
        "dataset_letter": "P",
        "financial_year": "2021-22",
    }


@pytest.mark.parametrize(
    ("file_name", "missing"),
    [
        pytest.param("adults 2021-22.csv", "the dataset letter,", id="no letter"),
        pytest.param("NDTMS_ADULT_P_T0901.csv", "the financial year,", id="no year"),
        pytest.param("NDTMS_ADULT_T0901_2021-22.csv", "dataset letter", id="letter left out"),
    ],
)
def test_what_the_name_lacks_is_named(file_name, missing):
    source = all_sources()["ndtms_adult"]
    with pytest.raises(SourceError, match=missing):
        read(renamed(sample_of(source), file_name), source)


@pytest.mark.parametrize(
    "file_name",
    [
        "NDTMS_ADULT_P_T0901_2021-22.csv",
        "inbox.zip!treatment/ndtms_adult_p_t0901_2021-22 (2).csv",
        "corrected NDTMS_ADULT_P_T0901_2021-22.csv",
    ],
)
def test_letter_and_year_are_read_from_the_name(file_name):
    source = all_sources()["ndtms_adult"]
    first = read(renamed(sample_of(source), file_name), source).rows.row(0, named=True)
    assert first["dataset_letter"].upper() == "P"
    assert first["financial_year"] == 2021


# -- nobody pushes out another's file -------------------------------------------------------


@pytest.fixture
def send(tmp_path):
    """Return a function that lands bytes under a name and says what became of them."""
    folder = workspace(tmp_path / "ws")
    numbers = count()

    def send(opened: Opened) -> tuple[str, Lake]:
        path = tmp_path / f"mail {next(numbers)}" / opened.name
        path.parent.mkdir()
        path.write_bytes(opened.data)
        (result,) = land(folder, [path], at=AT, today=TODAY).files
        return str(result.status), Lake(folder)

    return send


def test_a_correction_takes_the_place_of_its_own_agencys_file_only(send):
    opened = sample_of(all_sources()["ndtms_adult"])
    # The sample of T0901 holds one row with the code of T0902, by mistake.
    other = changed(opened, "T0901", "T0902", "NDTMS_ADULT_P_T0902_2021-22.csv")
    later = changed(opened, "2021", "2022", "NDTMS_ADULT_P_T0901_2022-23.csv")
    assert send(other)[0] == "landed"
    assert send(opened)[0] == "landed"
    assert send(later)[0] == "landed"
    status, lake = send(changed(opened, "23/07/1996", "24/07/1996"))
    assert status == "superseded"
    rows = lake.frame("ndtms_adult").collect()
    counted = rows.group_by("agency", "financial_year").len().rows()
    assert sorted(counted) == [("T0901", 2021, 5), ("T0901", 2022, 5), ("T0902", 2021, 5)]


@pytest.mark.parametrize(
    ("name", "sender", "other"),
    [
        ("housing_cases", "Harrowmere", "Cressfleet"),
        ("voluntary_contacts", "Lantern Trust", "Safe Harbour"),
        ("school_exclusions", "Harrowmere", "Cressfleet"),
        ("children_in_need", "Harrowmere", "Cressfleet"),
    ],
)
def test_senders_of_one_kind_of_file_do_not_push_each_other_out(send, name, sender, other):
    opened = sample_of(all_sources()[name])
    send(opened)
    _, lake = send(changed(opened, sender, other))
    column = all_sources()[name].edition[0]
    assert {sender, other} <= set(lake.frame(name).collect()[column])
    status, _ = send(changed(opened, sender, f"{sender}  "))
    assert status == "superseded"


def test_a_slip_of_the_date_makes_no_instalment_of_its_own(send):
    april = sample_of(all_sources()["force_crime"])
    assert b"35/1046/21,01/05/2021" in april.data  # a row of May in the file of April
    may = changed(april, "/04/2021", "/05/2021")
    send(april)
    assert send(may)[0] == "landed"
    status, lake = send(changed(april, "Crack cocaine", "Heroin"))
    assert status == "superseded"
    rows = lake.frame("force_crime").collect()
    assert dict(rows.group_by("month").len().rows()) == {
        date(2021, 4, 1): 6,
        date(2021, 5, 1): 7,
    }


def test_a_quarter_that_was_never_sent_is_missed(send):
    spring = sample_of(all_sources()["naloxone_kits"])
    winter = changed(changed(changed(spring, "/04/", "/10/"), "/05/", "/11/"), "/06/", "/12/")
    send(spring)
    _, lake = send(winter)
    (summary,) = lake.provenance(AT).sources
    assert (summary.first_period, summary.last_period) == ("2021-Q2", "2021-Q4")
    assert summary.missing_periods == ("2021-Q3",)


def test_not_applicable_is_blank_in_every_kind_of_column():
    source = all_sources()["ndtms_adult"]
    rows = read(sample_of(source), source).rows
    refused_consent = rows.filter(rows["consent"] == "N").row(0, named=True)
    kept = {name for name, value in refused_consent.items() if value is not None}
    assert kept == {
        "dataset_letter",
        "financial_year",
        "agency",
        "agency_code",
        "client_id",
        "consent",
        "_row",
    }
    assert "NA" not in {cell for row in rows.rows() for cell in row}


# -- messages show nobody -------------------------------------------------------------------


def messages_of(opened: Opened, name: str) -> str:
    result = read(opened, all_sources()[name], today=TODAY)
    return "\n".join([*result.rejects["reason"], *result.notes])


SECRET = "Featherstonehaugh"


@pytest.mark.parametrize("name", PERSONAL)
def test_no_message_shows_what_a_personal_column_holds(name):
    """Every column in turn holds a name by mistake: shifted cells do that to any column."""
    source = all_sources()[name]
    opened = sample_of(source)
    lines = opened.data.decode().splitlines()
    header, good = lines[0].split(","), lines[1].split(",")
    assert len(header) == len(good)
    said = 0
    for place in range(len(header)):
        shifted = [*good[:place], SECRET, *good[place + 1 :]]
        text = "\n".join([lines[0], ",".join(good), ",".join(good), ",".join(shifted)])
        data = text.encode() + b"\n"
        messages = messages_of(Opened(opened.path, opened.name, data, "0"), name)
        assert SECRET not in messages, header[place]
        said += len(messages)
    assert said


@pytest.mark.parametrize("name", WITH_BIRTHS)
def test_no_date_of_birth_stands_in_a_message(name):
    source = all_sources()[name]
    opened = sample_of(source)
    lines = opened.data.decode().splitlines()
    cells = lines[1].split(",")
    cells[lines[0].split(",").index(source.column("date_of_birth").header)] = "9 Nov 1984"
    data = "\n".join([lines[0], ",".join(cells)]).encode() + b"\n"
    messages = messages_of(Opened(opened.path, opened.name, data, "0"), name)
    assert "found 10 characters that are not one" in messages
    assert "1984" not in messages
