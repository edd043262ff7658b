"""A prison's list as a file: every row is taken or refused with a reason, and nothing is read twice."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from tests.service.casework_making import agree, make_person, make_service
from tests.service.people import AT
from tests.service.release_making import DAY, DUE, Gate

from fingerpost.service.casework.actions import release_files
from fingerpost.service.casework.models import Person, PrisonRelease, ReleaseFile, Transfer

pytestmark = pytest.mark.django_db
HEADER = (
    "Prison Number,Forename,Surname,Date of Birth,Sex,Ethnicity,Prison,Reception Date,Release Date,"
    "Release Type,Home District Code,Treatment Need,Transfer Agency,Referral Date,Outcome After Release"
)


def row(
    number: str = "A1111AA",
    *,
    forename: str = "Jordan",
    surname: str = "Lake",
    born: str = "04/05/1990",
    prison: str = "HMP Northgarth",
    released: str = "15/04/2026",
    need: str = "Yes",
    agency: str = "",
    outcome: str = "",
) -> str:
    """Return a row of the list; the release is two weeks after the tests' day."""
    return (
        f"{number},{forename},{surname},{born},Male,W1,{prison},11/01/2024,{released},Licence,X06000001,"
        f"{need},{agency},,{outcome}"
    )


def file_of(*rows: str) -> bytes:
    return "\r\n".join([HEADER, *rows, ""]).encode()


def read(data: bytes, gate: Gate) -> ReleaseFile:
    return release_files.read_file(data=data, by=gate.prison, at=AT)[0]


def counts(file: ReleaseFile) -> tuple[int, int, int, int, int]:
    return file.rows, file.made, file.changed, file.same, file.refused


def test_new_releases_are_planned_and_the_same_file_changes_nothing() -> None:
    gate = Gate()
    data = file_of(row(agency="Fenmark Recovery Service"), row("A2222BB", forename="Sam"))
    first = read(data, gate)
    assert counts(first) == (2, 2, 0, 0, 0)
    one = PrisonRelease.objects.get(person__local_number="A1111AA")
    assert (one.due_on, one.kind, one.need, one.area) == (DUE, "licence", "yes", "X06000001")
    assert (one.community, one.referral.state) == (gate.community.agency, "sent")
    assert Transfer.objects.get().reason == "no_agency"  # the other names no service
    again, is_new = release_files.read_file(data=data, by=gate.prison, at=AT + DAY)
    assert (again, is_new) == (first, False)
    assert (PrisonRelease.objects.count(), Person.objects.count()) == (2, 2)


def test_another_day_moves_it_with_its_history() -> None:
    gate = Gate()
    read(file_of(row(), row("A2222BB")), gate)
    early = read(file_of(row(released="10/04/2026"), row("A2222BB")), gate)
    assert counts(early) == (2, 0, 1, 1, 0)
    one = PrisonRelease.objects.get(person__local_number="A1111AA")
    assert (one.due_on, one.first_due_on) == (DUE - 5 * DAY, DUE)
    assert one.steps.get(kind="day").reason == "list"


@pytest.mark.parametrize(
    ("bad", "column", "says"),
    [
        pytest.param(
            row(released="31/04/2026"), "Release Date", "expected a date", id="no such day"
        ),
        pytest.param(
            row(released="2026-04-15"), "Release Date", "expected a date", id="another form"
        ),
        pytest.param(row(released=""), "Release Date", "", id="no day"),
        pytest.param(row(number=""), "Prison Number", "", id="no number"),
        pytest.param(row(forename=""), "Forename", "without a name", id="no name"),
        pytest.param(
            row(forename=" \u00a0"), "Forename", "without a name", id="a name of spaces"
        ),
        pytest.param(row(surname="x" * 900), "surname", "longer than 80", id="an endless name"),
        pytest.param(
            row(prison="HMP Wolds End"), "Prison", "is not HMP Northgarth", id="another prison"
        ),
        pytest.param(row(released="15/04/2020"), "", "That day is over", id="years ago"),
        pytest.param(
            row(outcome="Died"), "Outcome After Release", "on which day", id="an outcome"
        ),
        pytest.param(row() + ",more,cells", "", "", id="too many cells"),
        pytest.param("A1111AA,Jordan", "", "", id="too few cells"),
        pytest.param('A1111AA,"Jordan', "", "", id="a quote that never ends"),
    ],
)
def test_a_bad_row_is_refused_with_its_place_and_the_good_ones_are_taken(
    bad: str, column: str, says: str
) -> None:
    gate = Gate()
    file = read(file_of(row("A7777GG"), bad, row("A8888HH", forename="Ali")), gate)
    assert counts(file) == (3, 2, 0, 0, 1)
    number, where, reason = file.refusals[0]
    assert (number, where) == (3, column)
    assert says in reason
    assert "Jordan" not in reason
    assert "1990" not in reason


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(b"", "not a CSV file", id="nothing"),
        pytest.param(b"\x00" * 5000, "not a CSV file", id="zeros"),
        pytest.param(b"PK\x03\x04" + b"\x00" * 500, "not a CSV file", id="an archive"),
        pytest.param(b"%PDF-1.7\n%...", "not a CSV file", id="a PDF"),
        pytest.param(b"<html><script>alert(1)</script>", "not a CSV file", id="a page"),
        pytest.param(b"a,b\r\n1,2\r\n", "not a CSV file", id="another table"),
        pytest.param(
            HEADER.replace("Surname", "Name").encode(), "Surname", id="a header lacks"
        ),
        pytest.param(b"x" * (5 * 1024**2 + 1), "larger than 5 MB", id="too large"),
    ],
)
def test_what_is_no_list_is_refused_whole(data: bytes, says: str) -> None:
    gate = Gate()
    with pytest.raises(ValidationError, match=says):
        read(data, gate)
    assert ReleaseFile.objects.count() == 0


def test_a_formula_stays_text_and_two_rows_of_one_person_are_not_both_taken() -> None:
    gate = Gate()
    file = read(
        file_of(row(forename="=1+1"), row(released="16/04/2026"), row("A2222BB", born="")), gate
    )
    assert counts(file) == (3, 2, 0, 0, 1)
    assert file.refusals == [
        [3, "Prison Number", "Row 2 is of the same person. Leave one of them."]
    ]
    assert Person.objects.get(local_number="A1111AA").given_name == "=1+1"


def test_a_number_of_somebody_else_is_refused() -> None:
    gate = Gate()
    make_person(gate.prison, local_number="A1111AA", family_name="Reed", born_on="1970-01-01")
    file = read(file_of(row()), gate)
    assert counts(file) == (1, 0, 0, 0, 1)
    assert "another name and birthday" in file.refusals[0][2]


@pytest.mark.parametrize(
    ("agency", "reason"),
    [
        pytest.param("", "no_agency", id="nobody named"),
        pytest.param("T0901", "unknown", id="not known here"),
        pytest.param("Fenmark Voices", "which_service", id="has no service"),
        pytest.param("Saltmarsh Recovery Community", "no_agreement", id="no agreement"),
    ],
)
def test_a_transfer_that_does_not_match_is_queued_with_its_reason(
    agency: str, reason: str
) -> None:
    from tests.service.casework_making import worker

    gate = Gate()
    worker("lived_experience")
    charity = worker("charity")
    agree(gate.prison.agency, charity.agency, "release")  # but not on referrals
    make_service(charity.agency, "Drop-in")
    file = read(file_of(row(agency=agency)), gate)
    assert counts(file) == (1, 1, 0, 0, 0)
    queued = Transfer.objects.get()
    assert (queued.reason, queued.said) == (reason, agency)
    # What was refused for want of an agreement left nothing behind: nobody was named.
    assert queued.release.agencies.count() == 0
