"""Services, their times and their waits; lists that are sent together."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from tests.service.casework_making import (
    agree,
    make_consent,
    make_pair,
    make_person,
    make_service,
    worker,
)
from tests.service.loop_making import signed_in
from tests.service.people import AT, TODAY

from fingerpost.service.casework import services_offered
from fingerpost.service.casework.actions import lists, referrals, services
from fingerpost.service.casework.reasons import Need, Origin

pytestmark = pytest.mark.django_db
SERVICE = {
    "name": "Young people’s service",
    "what": "Help for under 25s.",
    "needs": ["drugs", "alcohol"],
    "is_open": "on",
    "wait_days": "7",
    "standard-sent": "1",
    "standard-accepted": "5",
}


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def manager():
    return worker("treatment", role="manager")


def test_a_manager_adds_a_service_with_its_own_standards(manager) -> None:
    from fingerpost.service.access.models import Event, EventKind
    from fingerpost.service.casework.models import Service

    client = signed_in(manager)
    answer = client.post("/cases/services/new", SERVICE, follow=True)
    assert answer.status_code == 200
    one = Service.objects.get()
    assert (one.standards, one.wait_days) == ({"accepted": 5}, 7)
    assert one.said_on == timezone.localdate()
    assert Event.objects.filter(kind=EventKind.SERVICE_OFFERED, target=str(one.pk)).count() == 1
    changed = {**SERVICE, "manager": str(manager.user_id), "takes_self_referral": "on"}
    client.post(f"/cases/services/{one.pk}/change", changed)
    one.refresh_from_db()
    assert (one.manager, one.takes_self_referral) == (manager.user, True)
    page = client.get(f"/cases/services/{one.pk}")
    assert manager.user.name in page.content.decode()
    assert "Try first contact" in page.content.decode()
    assert client.get(f"/cases/services/{one.pk}/change").status_code == 200
    answer = client.post("/cases/services/new", SERVICE)
    assert "has a service of that name" in answer.content.decode()


def test_a_standard_of_its_own_moves_the_due_time() -> None:
    pair = make_pair()
    pair.service.standards = {"sent": 4}
    pair.service.save()
    assert pair.send(AT).due_at.date() == date(2026, 4, 9)  # over Easter


def test_nobody_keeps_anothers_service(manager) -> None:
    theirs = make_service(worker("charity").agency, "Drop-in")
    client = signed_in(manager)
    assert client.get(f"/cases/services/{theirs.pk}").status_code == 404
    assert client.post(f"/cases/services/{theirs.pk}/times", {}).status_code == 404
    with pytest.raises(PermissionDenied):
        services.keep(service=theirs, name="x", what="x", needs=[], by=manager, at=AT)
    with pytest.raises(PermissionDenied):
        services.keep(name="x", what="x", needs=[], by=worker("treatment"), at=AT)


@pytest.mark.parametrize(
    ("standards", "says"),
    [
        pytest.param({"sent": 0}, "1 to 90 working days", id="no days"),
        pytest.param({"sent": 91}, "1 to 90 working days", id="too many"),
        pytest.param({"closed": 1}, "steps that a referral has", id="nothing is owed"),
    ],
)
def test_standards_are_working_days_of_steps(manager, standards, says) -> None:
    with pytest.raises(ValidationError, match=says):
        services.keep(name="x", what="x", needs=[], standards=standards, by=manager, at=AT)


def test_many_times_are_added_at_once_and_none_on_a_bank_holiday(manager) -> None:
    one = make_service(manager.agency)
    said = {
        "begins_on": date(2026, 4, 1), "ends_on": date(2026, 4, 14), "weekdays": [0, 2, 4],
        "times": [time(9, 30), time(14)], "place": "High Street", "seats": 2,
    }  # fmt: skip
    # Wed 1, Wed 8, Fri 10, Mon 13; Good Friday 3 and Easter Monday 6 April are left out, and so is
    # 1 April at 9.30, which is over: it is 10.00 in London.
    assert services.add_slots(service=one, **said, by=manager, at=AT) == 7
    assert services.add_slots(service=one, **said, by=manager, at=AT) == 0
    days = {slot.starts_at.day for slot in one.slots.all()}
    assert days == {1, 8, 10, 13}


def test_times_by_their_form(manager) -> None:
    one = make_service(manager.agency)
    client = signed_in(manager)
    on = timezone.localdate() + timedelta(days=1)
    said = {
        "begins_on": on, "ends_on": on + timedelta(days=13), "weekdays": ["0", "1", "2", "3", "4", "5"],
        "times": "9:30, 14:00", "place": "High Street", "seats": "1",
    }  # fmt: skip
    answer = client.post(f"/cases/services/{one.pk}/times", {**said, "times": "morning"})
    assert "Enter times such as" in answer.content.decode()
    client.post(f"/cases/services/{one.pk}/times", said)
    count = one.slots.count()
    assert count >= 16
    slot = one.slots.first()
    client.post(f"/cases/services/{one.pk}/times/{slot.pk}/off")
    assert services_offered.free_slots(one, timezone.now()).count() == count - 1


def test_a_time_that_is_taken_off_keeps_who_has_it() -> None:
    pair, manager = make_pair(), worker("treatment", role="manager")
    meets = AT + timedelta(days=2)
    slot = pair.service.slots.create(starts_at=meets, place="High Street", seats=2)
    one = referrals.take_in(referral=pair.send(AT), by=pair.receiver, at=AT)
    one = referrals.accept(referral=one, by=pair.receiver, at=AT)
    one = referrals.offer_appointment(referral=one, slot=slot, by=pair.receiver, at=AT)
    slot = services.take_off(slot=slot, by=manager, at=AT)
    assert (slot.seats, slot.taken) == (1, 1)
    assert one.appointment_at == meets
    one = referrals.withdraw(referral=one, reason="person", by=pair.sender, at=AT)
    slot.refresh_from_db()
    assert slot.taken == 0


def waited(pair, days: list[int], at=AT) -> None:
    """Send and appoint, so many days after it was sent."""
    for wait in days:
        one = pair.send(at, person=make_person(pair.sender))
        one = referrals.take_in(referral=one, by=pair.receiver, at=at)
        one = referrals.accept(referral=one, by=pair.receiver, at=at)
        referrals.offer_appointment(
            referral=one,
            starts_at=at + timedelta(days=wait),
            place="x",
            by=pair.receiver,
            at=at,
        )


@pytest.mark.parametrize(
    ("days", "counted"),
    [
        pytest.param([2, 4, 9, 9, 30], (9, 5), id="the middle one"),
        pytest.param([2, 4, 9, 30], (None, 0), id="too few to tell"),
    ],
)
def test_the_wait_is_counted_from_real_referrals(days, counted) -> None:
    pair = make_pair()
    waited(pair, days)
    services.count_waits(at=AT + timedelta(days=1))
    pair.service.refresh_from_db()
    assert (pair.service.counted_wait_days, pair.service.counted_from) == counted
    pair.service.wait_days, pair.service.said_on = 3, TODAY
    said = services_offered.wait_of(pair.service)
    assert "It said 3 days on 1 April." in said
    assert ("Of late it took 9 days (5 referrals in 90 days)." in said) is bool(counted[0])


def test_only_the_first_appointment_counts_and_old_referrals_do_not() -> None:
    pair = make_pair()
    waited(pair, [50] * 5, at=AT - timedelta(days=100))
    waited(pair, [3] * 5)
    one = pair.receiver.agency and pair.service.referrals.latest("pk")
    referrals.offer_appointment(
        referral=one, starts_at=AT + timedelta(days=60), place="x", reason="staff",
        by=pair.receiver, at=AT,
    )  # fmt: skip
    services.count_waits(at=AT + timedelta(days=1))
    pair.service.refresh_from_db()
    assert (pair.service.counted_wait_days, pair.service.counted_from) == (3, 5)


def test_what_is_open_comes_first_then_the_shortest_wait() -> None:
    pair = make_pair()
    charity, nhs = worker("charity"), worker("nhs")
    agree(pair.sender.agency, charity.agency, "referral", consent=True)
    agree(charity.agency, pair.sender.agency, "referral_progress")
    make_service(charity.agency, "Ask first", wait_days=0)
    make_service(nhs.agency, "Not agreed", wait_days=0)
    make_service(pair.receiver.agency, "Long", wait_days=30)
    make_service(pair.receiver.agency, "Short", wait_days=2)
    make_service(pair.receiver.agency, "Closed", is_open=False)
    found = services_offered.offered(viewer=pair.sender, at=AT)
    assert [(one.service.name, one.way.name) for one in found] == [
        ("Short", "OPEN"), ("Long", "OPEN"), ("Adult drug service", "OPEN"),
        ("Ask first", "ASK"), ("Not agreed", "CLOSED"),
    ]  # fmt: skip


@pytest.mark.parametrize("count", [1, 12])
def test_choosing_takes_few_questions_however_many_services_there_are(
    count, django_assert_max_num_queries
) -> None:
    pair = make_pair()
    for number in range(count):
        one = make_service(pair.receiver.agency, f"Service {number}")
        one.slots.create(starts_at=timezone.now() + timedelta(days=2), place="x")
    person, client = make_person(pair.sender), signed_in(pair.sender)
    client.get("/cases/services")
    with django_assert_max_num_queries(18):
        assert "1 free time" in client.get(f"/cases/people/{person.pk}/refer").content.decode()


def test_a_list_sends_what_may_go_and_says_why_the_rest_may_not() -> None:
    pair = make_pair("housing", consent=True)
    asked, not_asked = make_person(pair.sender), make_person(pair.sender, given_name="Robin")
    made = lists.make(title="Monday", on=TODAY, by=pair.sender, at=AT)
    said = {
        "in_list": made, "service": pair.service, "why": "Sleeps rough.",
        "needs": [Need.DRUGS], "origin": Origin.COMMUNITY, "by": pair.sender, "at": AT,
    }  # fmt: skip
    assert len(lists.put_on(people=[asked, not_asked], **said)) == 2
    assert lists.put_on(people=[asked], **said) == [], "once on a list"
    make_consent(
        asked, pair.sender, pair.receiver.agency, items=("referral", "referral_progress")
    )
    sent, refused = lists.send_all(in_list=made, by=pair.sender, at=AT)
    assert [one.person for one in sent] == [asked]
    assert (sent[0].basis, sent[0].consent is not None) == ("consent", True)
    assert [one.referral.person for one in refused] == [not_asked]
    assert "only if the person agrees" in refused[0].why
    assert refused[0].referral.state == "drafted"


def test_a_custody_morning_on_pages() -> None:
    from fingerpost.service.casework.models import Referral, ReferralList

    pair = make_pair()
    people = [make_person(pair.sender, given_name=name) for name in ("Ada", "Ben", "Cy")]
    client = signed_in(pair.sender)
    client.post("/cases/lists/new", {"title": "Custody, Monday", "on": "2026-11-30"})
    made = ReferralList.objects.get()
    said = {
        "people": [str(one.pk) for one in people], "service": str(pair.service.pk),
        "why": "Asked in custody.", "needs": ["drugs"], "urgency": "soon", "origin": "custody",
    }  # fmt: skip
    client.post(f"/cases/lists/{made.pk}/people", said)
    page = client.get(f"/cases/lists/{made.pk}").content.decode()
    assert "3 referrals, 3 not sent." in page
    answer = client.post(f"/cases/lists/{made.pk}/send", follow=True)
    assert "3 sent." in answer.content.decode()
    assert set(Referral.objects.values_list("state", flat=True)) == {"sent"}
    other = signed_in(worker("charity"))
    assert other.get(f"/cases/lists/{made.pk}").status_code == 404
    assert other.post(f"/cases/lists/{made.pk}/send").status_code == 404
