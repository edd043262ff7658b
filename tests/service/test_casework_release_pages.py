"""Pages of releases, and what the database itself shows of them: to whom, and to whom not."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from tests.service.casework_making import agree, make_consent, make_person, worker
from tests.service.people import BACKEND
from tests.service.release_making import DAY, Gate
from tests.service.test_casework_release_lists import file_of, row

from fingerpost.service.access.models import Event, EventKind
from fingerpost.service.access.second_lock import acting_in_database
from fingerpost.service.casework.actions import release_following, release_items, releases
from fingerpost.service.casework.models import (
    PrisonRelease,
    ReleaseAgency,
    ReleaseHealth,
    ReleaseItem,
    ReleaseStep,
    Transfer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


def client_of(membership) -> Client:
    client = Client()
    client.force_login(membership.user, backend=BACKEND)
    return client


def planned(gate: Gate, days: int = 2, **more: object) -> PrisonRelease:
    at = timezone.now()
    return gate.transferred(at, due_on=timezone.localdate(at) + days * DAY, **more)


def test_a_prison_plans_one_by_hand_and_finds_it_ahead() -> None:
    gate = Gate()
    client = client_of(gate.prison)
    day = timezone.localdate() + 3 * DAY
    said = {
        "local_number": "A1111AA",
        "given_name": "Jordan",
        "family_name": "Lake",
        "due_on": day.isoformat(),
        "kind": "licence",
        "need": "yes",
    }
    answer = client.post("/cases/releases/new", said, follow=True)
    assert "The release is planned" in answer.text
    one = PrisonRelease.objects.get()
    assert (one.name, one.due_on) == ("Jordan Lake", day)
    answer = client.get("/cases/releases")
    assert "Jordan Lake" in answer.text
    assert "No community service has them" in answer.text
    assert client.post("/cases/releases/new", said).status_code == 400  # planned already
    refused = client_of(gate.community).post("/cases/releases/new", said)
    assert "Only a prison plans a release" in refused.text


def test_a_list_is_sent_and_every_refused_row_is_shown() -> None:
    gate = Gate()
    day = (timezone.localdate() + 5 * DAY).strftime("%d/%m/%Y")
    data = file_of(row(released=day), row("A2222BB", released=day, forename=""))
    client = client_of(gate.prison)
    answer = client.post(
        "/cases/releases/list",
        {"file": SimpleUploadedFile("list of Jordan.csv", data)},
        follow=True,
    )
    assert "1 of 2 rows was refused" in answer.text
    assert "Nobody can be met without a name" in answer.text
    bad = client.post("/cases/releases/list", {"file": SimpleUploadedFile("x.csv", b"a,b")})
    assert bad.status_code == 400
    assert "not a CSV file" in bad.text


def test_each_agency_ticks_its_own_and_reading_is_an_event() -> None:
    gate = Gate()
    charity = gate.also("charity")
    one = planned(gate)
    item = release_items.give(
        item=one.items.get(kind="pick_up"),
        owner=charity.agency,
        by=gate.prison,
        at=timezone.now(),
    )
    client = client_of(charity)
    page = f"/cases/releases/{one.pk}"
    assert "Met at the gate" in client.get(page).text
    read = Event.objects.get(kind=EventKind.RECORD_READ)
    assert (read.target_type, read.target, read.actor_agency) == (
        "release",
        str(one.pk),
        charity.agency_id,
    )
    answer = client.post(f"/cases/releases/needs/{item.pk}/done", follow=True)
    assert "It is ticked" in answer.text
    item.refresh_from_db()
    assert (item.state, item.answered_by) == ("done", charity.user)
    other = one.items.get(kind="housing")
    assert client.post(f"/cases/releases/needs/{other.pk}/done").status_code == 404
    assert client.post(f"{page}/cancel", {"reason": "court"}).status_code == 404


def test_somebody_not_named_finds_no_such_page() -> None:
    gate = Gate()
    one = planned(gate)
    item = one.items.first()
    for stranger in (
        worker("charity"),
        worker("police"),
        worker("prison", name="Other prison"),
    ):
        if stranger.agency_id == one.prison_id:
            continue
        client = client_of(stranger)
        assert one.name not in client.get("/cases/releases").text
        assert one.name not in client.get("/cases/releases/clock").text
        for path in (f"{one.pk}", f"{one.pk}/day", f"needs/{item.pk}/done"):
            assert client.get(f"/cases/releases/{path}").status_code == 404


def seen_by(membership, *tables) -> list[int]:
    with transaction.atomic(), acting_in_database(membership):
        return [table.objects.count() for table in tables]


def test_the_database_shows_a_release_to_whom_it_is_named_to_and_health_to_care_alone() -> None:
    gate = Gate()
    probation, stranger = gate.also("probation"), worker("housing")
    one = planned(gate)
    releases.name_agency(
        release=one, agency=probation.agency, by=gate.prison, at=timezone.now()
    )
    release_items.say_health(
        release=one, needs_opioid_treatment=True, by=gate.community, at=timezone.now()
    )
    usual = one.items.count()
    tables = (PrisonRelease, ReleaseItem, ReleaseAgency)
    assert seen_by(gate.prison, *tables) == [1, usual, 2]
    assert seen_by(gate.community, *tables) == [1, usual, 1]
    assert seen_by(probation, *tables) == [1, usual - 1, 1]  # no naloxone
    assert seen_by(stranger, *tables, ReleaseStep, Transfer) == [0, 0, 0, 0, 0]
    assert seen_by(gate.community, ReleaseHealth) == [1]
    assert seen_by(stranger, ReleaseHealth) == [0]
    for member in (gate.prison, probation):
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            seen_by(member, ReleaseHealth)
    assert "naloxone" not in client_of(probation).get(f"/cases/releases/{one.pk}").text.lower()
    opioid = "Needs opioid treatment"
    assert opioid in client_of(gate.community).get("/cases/releases").text
    for member in (gate.prison, probation):
        assert opioid not in client_of(member).get("/cases/releases").text
        assert client_of(member).get(f"/cases/releases/{one.pk}/health").status_code == 404


def test_a_withdrawn_consent_hides_it_at_once() -> None:
    gate = Gate()
    housing = worker("housing")
    agree(gate.prison.agency, housing.agency, "release", consent=True)
    person = make_person(gate.prison)
    consent = make_consent(
        person,
        gate.prison,
        housing.agency,
        items=("release",),
        given_on=timezone.localdate(),
        until=timezone.localdate() + 90 * DAY,
    )
    one = planned(gate, person=person)
    releases.name_agency(release=one, agency=housing.agency, by=gate.prison, at=timezone.now())
    assert seen_by(housing, PrisonRelease, ReleaseStep)[0] == 1
    consent.withdrawn_at = timezone.now()
    consent.save()
    assert seen_by(housing, PrisonRelease, ReleaseItem, ReleaseStep) == [0, 0, 0]
    assert client_of(housing).get(f"/cases/releases/{one.pk}").status_code == 404


def test_the_pages_ask_few_questions_however_many_there_are(
    django_assert_max_num_queries,
) -> None:
    gate = Gate()
    for number in range(12):
        planned(gate, 1 + number % 3, person=make_person(gate.prison, local_number=str(number)))
    one = PrisonRelease.objects.first()
    for member in (gate.prison, gate.community):
        client = client_of(member)
        for path in ("", "/clock", "/transfers", f"/{one.pk}"):
            with django_assert_max_num_queries(25):
                assert client.get(f"/cases/releases{path}").status_code == 200


def test_what_is_escalated_says_to_whom() -> None:
    gate = Gate()
    manager = worker("prison", name="Gareth Prosser", role="manager")
    one = planned(gate, days=0)
    item = one.items.get(kind="pick_up")
    release_following.sweep(at=max(item.due_at, timezone.now()) + DAY)
    page = client_of(gate.prison).get(f"/cases/releases/{one.pk}").text
    assert "Gareth Prosser told on" in page
    assert "Met at the gate is late" in page
    assert manager.user.notices.filter(kind="release").exists()
    assert connection.in_atomic_block
