"""The pages of diversion as an officer, a tutor and others meet them, behind both locks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.service.casework_making import make_person, worker
from tests.service.justice_making import SAID, make_course, make_slot
from tests.service.people import BACKEND, make_agency, make_member

from fingerpost.service.access.models import Event, EventKind, Membership

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


def client_of(member: Membership) -> Client:
    client = Client()
    client.force_login(member.user, backend=BACKEND)
    return client


def soon(**more: float) -> object:
    return timezone.now() + timedelta(**(more or {"days": 3}))


@pytest.fixture
def course():
    made = make_course()
    made.slot = make_slot(made.service, soon())
    return made


def checked(**more: str) -> dict[str, str]:
    back = {True: "yes", False: "no", None: "unknown"}
    return {
        "scheme": "drug_course",
        "encounter": "stop",
        "on": timezone.localdate().isoformat(),
        "offence": "92D",
        **{f"fact_{name}": back[value] for name, value in SAID.items()},
        **more,
    }


def test_an_officer_goes_from_a_name_to_a_seat(course) -> None:
    from fingerpost.service.casework.models import Diversion

    person, client = make_person(course.officer), client_of(course.officer)
    found = client.post("/cases/diversions/find", {"family_name": "lake"})
    address = f"/cases/people/{person.pk}/diversion"
    assert address in found.content.decode()
    searched = Event.objects.get(kind=EventKind.PEOPLE_SEARCHED)
    assert (searched.target, searched.reason) == ("1", "")
    refused = client.post(address, {})
    assert refused.status_code == 400
    assert "Choose the scheme" in refused.content.decode()
    made = client.post(address, checked(), follow=True)
    assert "every rule is met" in made.content.decode()
    one = Diversion.objects.get()
    for step, said, says in (
        ("offer", {"terms": "voluntary"}, "written down as offered"),
        ("accepted", {}, "Book a place now"),
        ("book", {"slot": course.slot.pk}, "The seat is theirs"),
    ):
        page = client.post(f"/cases/diversions/{one.pk}/{step}", said, follow=True)
        assert says in page.content.decode(), step
    one.refresh_from_db()
    assert one.state == "booked"
    assert client.get(f"/cases/diversions/{one.pk}/offer").status_code == 404
    read = Event.objects.filter(kind=EventKind.RECORD_READ, target_type="diversion")
    assert read.filter(target=str(one.pk)).exists()


def test_not_eligible_says_why(course) -> None:
    person, client = make_person(course.officer), client_of(course.officer)
    page = client.post(
        f"/cases/people/{person.pk}/diversion", checked(offence="92A"), follow=True
    )
    said = page.content.decode()
    assert "They cannot be diverted under this scheme, because:" in said
    assert "Trafficking in controlled drugs (92A) is not an offence of this scheme." in said
    page = client.post(
        f"/cases/people/{person.pk}/diversion", checked(fact_elsewhere="unknown"), follow=True
    )
    assert "Look them up in the Police National Computer." in page.content.decode()


def test_a_tutor_marks_the_register_and_the_police_read_a_code(course) -> None:
    from fingerpost.service.casework.models import Referral

    one = course.booked(at=timezone.now())
    client = client_of(course.tutor)
    page = client.get("/cases/courses").content.decode()
    assert "Jordan Lake" in page
    assert "/came" not in page, "nobody says before the time that they came"
    number = one.referral_id
    early = client.post(f"/cases/courses/{number}/came", {})
    assert "still to come" in early.content.decode()
    Referral.objects.filter(pk=number).update(appointment_at=soon(hours=-1))
    assert "/came" in client.get("/cases/courses").content.decode()
    client.post(f"/cases/courses/{number}/came", {})
    client.post(f"/cases/courses/{number}/done", {})
    one.refresh_from_db()
    assert one.state == "complied"
    page = client_of(course.officer).get(f"/cases/diversions/{one.pk}").content.decode()
    assert "Which outcome may be recorded" in page
    assert "Not now: no admission is written down." in page


def test_another_force_and_the_course_see_nothing_of_it(course) -> None:
    one = course.booked(at=timezone.now())
    other = make_member("worker", make_agency("Other Constabulary"), email="w@other.test")
    assert client_of(other).get(f"/cases/diversions/{one.pk}").status_code == 404
    assert client_of(other).get(f"/cases/people/{one.person_id}/diversion").status_code == 404
    for path in (f"/cases/diversions/{one.pk}", "/cases/diversions", "/cases/drug-tests"):
        assert client_of(course.tutor).get(path).status_code == 403


def test_orders_are_read_by_both_and_changed_by_each_on_its_side() -> None:
    from fingerpost.service.casework.actions import drug_orders

    course = make_course("probation", "treatment")
    at = timezone.now()
    one = drug_orders.make(
        person=make_person(course.officer),
        court="Fenmark Magistrates’ Court",
        made_on=timezone.localdate(at),
        months=6,
        review_weeks=4,
        consented=True,
        slot=make_slot(course.service, soon()),
        by=course.officer,
        at=at,
    )
    tutor = client_of(course.tutor)
    assert "Jordan Lake" in tutor.get("/cases/drug-orders").content.decode()
    assert tutor.get(f"/cases/drug-orders/{one.pk}/review").status_code == 404
    tutor.post(f"/cases/drug-orders/{one.pk}/attendance", {"attendance": "most"})
    page = client_of(course.officer).get(f"/cases/drug-orders/{one.pk}").content.decode()
    assert "Most appointments" in page
    assert client_of(worker("charity")).get(f"/cases/drug-orders/{one.pk}").status_code == 404


def test_pages_without_records_and_for_board_members() -> None:
    officer = worker("police")
    client = client_of(officer)
    for path in (
        "/",
        "/diversions",
        "/diversions/rules",
        "/drug-tests",
        "/drug-orders",
        "/courses",
    ):
        assert client.get(f"/cases{path}").status_code == 200, path
    board = make_member("board", make_agency("Fenmark PCC", "pcc"), email="b@pcc.test")
    page = client_of(board).get("/cases/diversions/fairness")
    assert "There is no table yet" in page.content.decode()
    assert client_of(board).get("/cases/diversions").status_code == 403
    assert (
        client_of(worker("treatment", role="manager"))
        .get("/cases/diversions/fairness/month")
        .status_code
        == 403
    )


def test_lists_ask_the_database_a_fixed_number_of_times(
    course, django_assert_max_num_queries
) -> None:
    for _ in range(6):
        course.booked(at=timezone.now())
    for member, path in (
        (course.officer, "/cases/diversions"),
        (course.tutor, "/cases/courses"),
    ):
        client = client_of(member)
        with django_assert_max_num_queries(25):
            assert client.get(path).content.decode().count("Jordan Lake") >= 6


def test_what_waits_and_what_stands_in_a_calendar_names_nobody(course) -> None:
    from fingerpost.service.casework import justice_calendar, justice_waiting

    course.booked(at=timezone.now())
    course.check(at=timezone.now())
    for member in (course.officer, course.tutor):
        needs = [
            one
            for provider in justice_waiting.PROVIDERS
            for one in provider(member, timezone.localdate() + timedelta(days=4))
        ]
        entries = [one for provider in justice_calendar.PROVIDERS for one in provider(member)]
        assert needs
        assert entries
        assert "Lake" not in f"{needs} {entries}"


LAW, CARE = ("police", "probation", "prison"), ("treatment", "charity", "nhs", "housing")


@pytest.mark.parametrize("kind", [*LAW, *CARE])
def test_the_database_shows_each_agency_its_own_alone(kind: str) -> None:
    from django.db import transaction
    from django.db.utils import ProgrammingError
    from tests.service.test_drug_tests_and_orders import record

    from fingerpost.service.access.second_lock import acting_in_database
    from fingerpost.service.casework.models import (
        Diversion,
        DiversionOutcome,
        DrugTest,
        EligibilityCheck,
        RequiredAssessment,
    )

    course = make_course()
    one = course.booked()
    record(course)
    stranger = make_member(
        "worker", make_agency(f"Another {kind}", kind), kind=kind, email="s@other.test"
    )

    def seen(model, member) -> int | str:
        try:
            with transaction.atomic(), acting_in_database(member):
                return model.objects.count()
        except ProgrammingError:
            return "refused"

    closed = 0 if kind in LAW else "refused"
    assert [seen(m, stranger) for m in (Diversion, RequiredAssessment)] == [0, 0]
    for model in (EligibilityCheck, DiversionOutcome, DrugTest):
        assert seen(model, stranger) == closed
        assert seen(model, course.tutor) == "refused"
    assert seen(EligibilityCheck, course.officer) == 1
    assert seen(Diversion, course.tutor) == 1
    with transaction.atomic(), acting_in_database(course.tutor):
        assert list(one.steps.values_list("after", flat=True)) == ["booked"]


def test_a_demo_has_every_kind_once_however_often_it_is_made(settings) -> None:
    from fingerpost.service.access.actions import demo as people
    from fingerpost.service.casework.demo import justice
    from fingerpost.service.casework.models import (
        Diversion,
        DrugOrder,
        FairnessTable,
        RequiredAssessment,
    )

    settings.IS_DEMO = True
    at = timezone.now()
    people.make_demo_people(password="a long enough password", at=at)
    justice.make(at=at)
    count = Diversion.objects.count()
    justice.make(at=at)
    assert Diversion.objects.count() == count
    assert {"unclear", "eligible", "not_eligible", "booked", "missed", "proposed"} <= set(
        Diversion.objects.values_list("state", flat=True)
    )
    assert RequiredAssessment.objects.get().state == "booked"
    assert DrugOrder.objects.get().reviews.count() == 6
    said = str(FairnessTable.objects.get().content)
    assert "were offered it, against" in said
