"""In an emergency one record opens for an hour; without the event the database shows nothing of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from tests.service.casework_making import worker
from tests.service.people_making import as_person, governor, kept

from fingerpost.service.access import audit
from fingerpost.service.access.models import Event, EventKind
from fingerpost.service.access.second_lock import acting_in_database
from fingerpost.service.casework import emergency_reading
from fingerpost.service.casework.actions import emergency
from fingerpost.service.casework.models import Person

pytestmark = pytest.mark.django_db
WHY = "She is missing and nobody knows where she sleeps."


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


@pytest.fixture
def theirs() -> Person:
    """A person whom only the housing authority knows."""
    return kept(
        worker("housing"),
        local_number="AH-7",
        phone="07700 900555",
        support_needs="Hears badly",
    )


def opened(theirs: Person, by, **more) -> int | None:
    said = {"agency": theirs.agency, "local_number": "AH-7", "reason": WHY}
    return emergency.open_person(by=by, **{**said, "at": timezone.now(), **more})


def asked(theirs: Person, by) -> None:
    """Write down that a record of the agency is asked for."""
    audit.record(
        EventKind.PEOPLE_SEARCHED,
        at=timezone.now(),
        by=by,
        target_type="agency",
        target=theirs.agency_id,
        agency=theirs.agency_id,
    )


def test_no_question_without_its_event(theirs) -> None:
    by, other = worker("charity"), worker("employment")
    with acting_in_database(other):
        asked(theirs, other)
    with acting_in_database(by):
        exact = {"agency": theirs.agency, "local_number": "AH-7", "viewer": by}
        assert emergency_reading.find(**exact) is None, "somebody else asked"
        asked(theirs, by)
        assert emergency_reading.find(**exact) == theirs.pk
        assert emergency_reading.read(theirs.pk, viewer=by) is None, "known is not read"


@pytest.mark.parametrize(
    "reference",
    [
        pytest.param({}, id="the agency's number"),
        pytest.param(
            {
                "local_number": "",
                "given_name": "jordan",
                "family_name": "LAKE",
                "born_on": date(1990, 5, 4),
            },
            id="name and day of birth",
        ),
    ],
)
def test_an_exact_reference_opens_it_for_the_person_who_said_why(theirs, reference) -> None:
    by, colleague = worker("charity"), worker("charity", name="Colleague")
    with acting_in_database(by):
        assert emergency_reading.read(theirs.pk, viewer=by) is None, "no event, no row"
        number = opened(theirs, by, **reference)
        found = emergency_reading.read(number, viewer=by)
        assert not Person.objects.exists(), "the row itself stays closed"
    assert (number, found.name, found.phone) == (theirs.pk, "Jordan Lake", "07700 900555")
    assert found.support_needs == "Hears badly"
    event = Event.objects.get(kind=EventKind.GLASS_BROKEN)
    assert (event.agency, event.reason, event.target) == (theirs.agency_id, WHY, str(number))
    with acting_in_database(colleague):
        assert emergency_reading.read(number, viewer=colleague) is None


@pytest.mark.parametrize(
    ("minutes", "is_open"),
    [
        pytest.param(59, True, id="within the hour"),
        pytest.param(61, False, id="after it"),
        pytest.param(-5, False, id="of a time to come"),
    ],
)
def test_it_closes_after_an_hour_by_the_databases_own_clock(theirs, minutes, is_open) -> None:
    by = worker("charity")
    with acting_in_database(by):
        opened(theirs, by, at=timezone.now() - timedelta(minutes=minutes))
        assert (emergency_reading.read(theirs.pk, viewer=by) is not None) is is_open


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"local_number": "AH-8"}, id="another number"),
        pytest.param({"local_number": "AH"}, id="a beginning"),
        pytest.param(
            {
                "local_number": "",
                "given_name": "Jordan",
                "family_name": "Lake",
                "born_on": date(1990, 5, 5),
            },
            id="another day",
        ),
    ],
)
def test_nothing_but_exactly(theirs, more) -> None:
    by = worker("charity")
    with acting_in_database(by):
        assert opened(theirs, by, **more) is None
    searched = Event.objects.get(kind=EventKind.PEOPLE_SEARCHED)
    assert (searched.agency, searched.actor) == (theirs.agency_id, by.user_id)
    assert not Event.objects.filter(kind=EventKind.GLASS_BROKEN).exists()


def test_two_of_a_name_are_nobody_exactly(theirs) -> None:
    kept(worker("housing"))
    by = worker("charity")
    named = {"given_name": "Jordan", "family_name": "Lake", "born_on": date(1990, 5, 4)}
    with acting_in_database(by):
        assert opened(theirs, by, local_number="", **named) is None


@pytest.mark.parametrize(
    ("more", "says"),
    [
        pytest.param({"reason": "emergency"}, "in a sentence", id="no reason"),
        pytest.param({"local_number": ""}, "both names", id="no reference"),
    ],
)
def test_what_says_too_little(theirs, more, says) -> None:
    with pytest.raises(ValidationError, match=says):
        opened(theirs, worker("charity"), **more)


def test_only_who_may(theirs) -> None:
    with pytest.raises(PermissionDenied):
        opened(theirs, governor("charity"))
    with pytest.raises(ValidationError, match="found by the search"):
        opened(theirs, worker("housing"))


@pytest.mark.parametrize("kind", ["police", "prison", "probation"])
@pytest.mark.parametrize("of", ["treatment", "nhs"])
def test_health_never_opens_to_law_enforcement_whatever_a_page_writes(kind, of) -> None:
    theirs = kept(worker(of), local_number="AH-7")
    by = worker(kind)
    with pytest.raises(ValidationError, match="Health records never open"):
        opened(theirs, by)
    with acting_in_database(by):
        # A page that was broken into writes the events itself, and asks the database.
        asked(theirs, by)
        assert (
            emergency_reading.find(agency=theirs.agency, local_number="AH-7", viewer=by) is None
        )
        audit.record(
            EventKind.GLASS_BROKEN,
            at=timezone.now(),
            by=by,
            target_type="person",
            target=theirs.pk,
            agency=theirs.agency_id,
            reason=WHY,
        )
        assert emergency_reading.read(theirs.pk, viewer=by) is None


def test_police_read_of_others_how_to_reach_them_and_not_what_support_they_need(theirs) -> None:
    by = worker("police")
    with acting_in_database(by):
        opened(theirs, by)
        found = emergency_reading.read(theirs.pk, viewer=by)
    assert (found.phone, found.support_needs) == ("07700 900555", "")


def test_the_page(theirs) -> None:
    by = worker("charity")
    client = as_person(by)
    assert client.get(f"/cases/emergency/{theirs.pk}").status_code == 404
    said = {"agency": theirs.agency_id, "local_number": "AH-8", "reason": WHY}
    answer = client.post("/cases/emergency", said)
    assert (answer.status_code, "named exactly so" in answer.content.decode()) == (400, True)
    assert Event.objects.filter(kind=EventKind.PEOPLE_SEARCHED).count() == 1
    answer = client.post("/cases/emergency", {**said, "local_number": "AH-7"}, follow=True)
    assert "Jordan Lake" in answer.content.decode()
    assert (
        Event.objects.filter(kind=EventKind.RECORD_READ, agency=theirs.agency_id).count() == 1
    )
    lead = as_person(governor("housing"))
    start = lead.get("/").content.decode()
    assert "A record of yours was opened in an emergency" in start
    assert "Jordan" not in start
