"""Opened in an emergency, seen by its owner; who has looked, and why; sessions that end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from tests.service.people import AT, BACKEND, make_agency, make_member

pytestmark = pytest.mark.django_db
WHY = "She is missing and her worker cannot be reached."


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


def break_glass(by, owner, **more):
    from fingerpost.service.access.actions import emergency
    from fingerpost.service.access.vocabulary import Sensitivity

    return emergency.open_record(
        **{
            "target_type": "referral",
            "target": 12,
            "owner": owner,
            "sensitivity": Sensitivity.PEOPLE,
            "reason": WHY,
            "by": by,
            "at": timezone.now(),
            **more,
        }
    )


def as_person(membership) -> Client:
    client = Client()
    client.force_login(membership.user, backend=BACKEND)
    return client


def test_it_opens_one_record_for_one_person_for_an_hour() -> None:
    from fingerpost.service.access.actions import emergency

    who, owner = make_member("reader"), make_agency("Open Door", "charity")
    colleague = make_member("reader", email="other@police.test")
    break_glass(who, owner, at=AT)
    asked = {"target_type": "referral", "target": 12, "by": who}
    assert emergency.is_open(**asked, at=AT + timedelta(minutes=59))
    assert not emergency.is_open(**asked, at=AT + timedelta(hours=1))
    assert not emergency.is_open(**asked, at=AT - timedelta(seconds=1))
    assert not emergency.is_open(**{**asked, "target": 13}, at=AT)
    assert not emergency.is_open(**{**asked, "by": colleague}, at=AT)


@pytest.mark.parametrize("reason", ["", "emergency", " " * 40])
def test_it_asks_for_a_reason_that_says_something(reason) -> None:
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match="Say why"):
        break_glass(make_member("reader"), make_agency("Open Door", "charity"), reason=reason)


@pytest.mark.parametrize("kind", ["police", "prison", "probation"])
def test_health_records_stay_closed_to_law_enforcement(kind) -> None:
    from django.core.exceptions import PermissionDenied

    from fingerpost.service.access.vocabulary import Sensitivity

    owner = make_agency("Open Door", "charity")
    officer = make_member("reader", f"Fenmark {kind}", kind=kind)
    with pytest.raises(PermissionDenied):
        break_glass(officer, owner, sensitivity=Sensitivity.HEALTH)
    nurse = make_member("reader", "Fenmark NHS", kind="nhs")
    assert break_glass(nurse, owner, sensitivity=Sensitivity.HEALTH)


@pytest.mark.parametrize("role", ["analyst", "sender", "linker", "volunteer", "administrator"])
def test_not_everybody_may(role) -> None:
    from django.core.exceptions import PermissionDenied

    who = make_member(role, vetting_expires_on=AT.date().replace(year=2099))
    with pytest.raises(PermissionDenied):
        break_glass(who, make_agency("Open Door", "charity"))


def test_the_owner_is_told_and_asked_to_look_until_somebody_has() -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    from fingerpost.service.access import tasks

    lead = make_member("governance", "Open Door", kind="charity")
    make_member("manager", lead.agency)
    make_member("reader", lead.agency)
    make_member("manager", lead.agency, email="gone@x.test", ends_on=AT.date())
    closed = make_member("manager", lead.agency, email="closed@x.test").user
    closed.is_active = False
    closed.save(update_fields=["is_active"])
    event = break_glass(make_member("reader", name="Pat Blue"), lead.agency)
    [job] = ProcrastinateJob.objects.all()
    assert (job.task_name, job.args) == ("access.tell_of_emergency", {"event": event.pk})
    tasks.tell_of_emergency(**job.args)
    told = sorted(one.to[0] for one in mail.outbox)
    assert told == ["governance@open-door.test", "manager@open-door.test"]
    assert "Fenmark Constabulary" in mail.outbox[0].body
    assert "missing" not in mail.outbox[0].body, "the reason stays inside"
    client = as_person(lead)
    page = client.get("/").content.decode()
    assert "opened in an emergency" in page
    text = client.get("/access/audit/referral/12").content.decode()
    assert "Who has looked at referral 12, and why" in text
    assert "Pat Blue, for Fenmark Constabulary, opened a record in an emergency" in text
    assert WHY in text
    assert "1 of these were looks" in text
    assert "opened in an emergency" not in client.get("/").content.decode()


def test_who_has_looked_is_for_the_owner_alone() -> None:
    owner = make_member("governance", "Open Door", kind="charity")
    who = make_member("reader")
    break_glass(who, owner.agency)
    lead = make_member("governance")
    assert as_person(owner).get("/access/audit/referral/12").status_code == 200
    assert as_person(lead).get("/access/audit/referral/12").status_code == 404
    assert as_person(owner).get("/access/audit/referral/13").status_code == 404
    assert as_person(who).get("/access/audit/referral/12").status_code == 403


# -- sessions ------------------------------------------------------------------------------------


def sign_in(member, **headers) -> Client:
    client = Client(headers=headers or None)
    form = {"login": member.user.email, "password": "a long enough password"}
    assert client.post("/account/login/", form).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return "What needs you today" in client.get("/").content.decode()


def test_a_person_sees_their_devices_and_ends_the_others() -> None:
    member = make_member("reader")
    laptop = sign_in(member, user_agent="Laptop/1.0")
    phone = sign_in(member, user_agent="Phone/2.0")
    stranger = sign_in(make_member("reader", email="other@police.test"))
    assert is_in(laptop)
    assert is_in(phone)
    page = laptop.get("/account/sessions/").content.decode()
    assert "Laptop/1.0" in page
    assert "Phone/2.0" in page
    assert laptop.post("/account/sessions/").status_code == 302
    assert [is_in(one) for one in (laptop, phone, stranger)] == [True, False, True]


def test_a_session_ends_after_half_an_hour_of_nothing_and_after_a_working_day(settings) -> None:
    from django.contrib.sessions.models import Session

    client = sign_in(make_member("reader"))
    left = Session.objects.get().expire_date - timezone.now()
    assert timedelta(minutes=29) < left <= timedelta(minutes=30)
    assert is_in(client)
    session = client.session
    session["came_in_at"] -= settings.SESSION_LONGEST + 1
    session.save()
    assert not is_in(client)


def test_a_session_is_put_off_by_its_pages_but_not_written_by_each() -> None:
    from allauth.usersessions.models import UserSession
    from django.contrib.sessions.models import Session

    client = sign_in(make_member("reader"))
    assert is_in(client)

    def told() -> tuple[object, object]:
        return Session.objects.get().expire_date, UserSession.objects.get().last_seen_at

    at_first = told()
    assert is_in(client)
    assert told() == at_first, "within a minute nothing is written"
    session = client.session
    session["seen_at"] -= 61
    session.save()
    Session.objects.update(expire_date=at_first[0])
    assert is_in(client)
    assert all(new > old for new, old in zip(told(), at_first, strict=True))


def test_who_loses_their_last_role_is_signed_out_everywhere() -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    from fingerpost.service.access import tasks
    from fingerpost.service.access.models import User

    leaver, manager = make_member("analyst"), make_member("manager")
    kept = make_member("reader", "Open Door", kind="charity", email=leaver.user.email)
    client = sign_in(leaver)
    manages = as_person(manager)
    for one in (leaver, kept):
        if one is kept:
            manages = as_person(make_member("manager", kept.agency))
        page = manages.post(f"/access/people/{one.pk}/end", {"reason": "Left."})
        assert page.status_code == 302
        job = ProcrastinateJob.objects.latest("id")
        assert job.task_name == "access.sign_out"
        tasks.sign_out(**job.args)
        assert client.get("/account/sessions/").status_code == (200 if one is leaver else 302)
    assert User.objects.get(pk=leaver.user_id).is_active


def test_the_audit_knows_who_came_was_refused_and_left() -> None:
    from fingerpost.service.access.models import Event

    member = make_member("reader")
    Client().post("/account/login/", {"login": member.user.email, "password": "wrong"})
    Client().post("/account/login/", {"login": "nobody@x.test", "password": "wrong"})
    sign_in(member).post("/account/logout/")
    found = list(Event.objects.order_by("id").values_list("kind", "actor", "target"))
    number = member.user_id
    assert found == [
        ("sign_in_refused", None, str(number)),
        ("sign_in_refused", None, ""),
        ("signed_in", number, str(number)),
        ("signed_out", number, str(number)),
    ]
