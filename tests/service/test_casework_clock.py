"""The clock: reminds, escalates once, tells the sender, closes; it runs twice without harm."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from tests.service.casework_making import make_pair, make_person, worker
from tests.service.loop_making import told
from tests.service.people import AT

from fingerpost.service.casework import due
from fingerpost.service.casework.actions import chasing, referrals
from fingerpost.service.casework.reasons import LateReason, MoreNeeded, Outcome

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


def morning(day: int, month: int = 4) -> datetime:
    return datetime(2026, month, day, 6, 25, tzinfo=LONDON)


def run(at: datetime) -> None:
    from fingerpost.service.casework.tasks import clock

    clock(int(at.timestamp()))


def chased(one) -> list[tuple[str, str]]:
    """Return what the clock did, with the day."""
    found = one.steps.filter(agency__isnull=True).order_by("id")
    return [(step.kind, f"{step.at:%d.%m}") for step in found]


@pytest.fixture
def pair():
    return make_pair()


def test_a_step_that_nobody_takes_is_chased_as_the_table_says(pair) -> None:
    """Sent on Wednesday 1 April 2026, due on Thursday; Easter Friday and Monday do not count."""
    from fingerpost.service.access.models import Event, EventKind

    manager = worker("treatment", role="manager")
    one = pair.send(AT)
    assert f"{one.due_at.astimezone(LONDON):%d.%m %H:%M}" == "02.04 17:00"
    told(AT)
    for day in range(2, 14):
        for _ in range(2):  # twice each morning
            run(morning(day))
    assert chased(one) == [
        ("reminded", "02.04"),  # the morning of the day on which it is due
        ("reminded", "03.04"),  # late
        (
            "escalated",
            "08.04",
        ),  # the working day after is Tuesday 7 April: its morning has come
        ("escalated", "10.04"),  # and two working days on the sender is told
    ]
    found = Event.objects.filter(kind=EventKind.REFERRAL_CHASED, target=str(one.pk))
    assert found.count() == 4
    assert not found.filter(agency=None).exists()
    path = f"/cases/referrals/{one.pk}"
    assert told(AT) == {
        (pair.receiver.user.name, "referral", path),
        (manager.user.name, "referral", path),  # nobody had taken it in: all who could are told
        (manager.user.name, "referral_l", path),
        (pair.sender.user.name, "referral_n", path),
    }
    one.refresh_from_db()
    assert one.is_news_to_sender
    assert one.state == "sent", "no clock ends a referral that nobody answered"


def test_the_service_names_who_sees_to_what_is_late(pair) -> None:
    from fingerpost.service.access.models import Notice

    named = worker("treatment", role="manager", name="Named Manager")
    worker("treatment", role="manager", name="Another Manager")
    pair.service.manager = named.user
    pair.service.save()
    pair.send(AT)
    run(morning(8))
    told(AT)
    late = Notice.objects.filter(kind="referral_l").values_list("user__name", flat=True)
    assert list(late) == ["Named Manager"]
    named.ends_on = date(2026, 1, 1)
    named.save()
    Notice.objects.all().delete()
    pair.send(AT, person=make_person(pair.sender))
    run(morning(8))
    told(AT)
    late = Notice.objects.filter(kind="referral_l").values_list("user__name", flat=True)
    assert list(late) == ["Another Manager"], "who left is not asked"


def test_each_owed_step_begins_anew(pair) -> None:
    one = pair.send(AT)
    run(morning(8))
    one.refresh_from_db()
    assert one.escalated_at
    one = referrals.take_in(
        referral=one, by=pair.receiver, at=morning(8), late_reason=LateReason.STAFF
    )
    assert (one.reminded_at, one.escalated_at, one.told_late_at) == (None, None, None)
    run(morning(14))
    one.refresh_from_db()
    assert one.escalated_at == morning(14)
    assert one.receiver_person == pair.receiver.user


def test_where_the_sender_owes_the_step_its_own_managers_are_told(pair) -> None:
    from fingerpost.service.access.models import Notice

    theirs = worker("police", role="manager")
    worker("treatment", role="manager")
    one = referrals.take_in(referral=pair.send(AT), by=pair.receiver, at=AT)
    one = referrals.ask_for_more(
        referral=one, question=MoreNeeded.CONTACT, by=pair.receiver, at=AT
    )
    for day in range(7, 20):
        run(morning(day))
    told(AT)
    late = Notice.objects.filter(kind="referral_l").values_list("user__name", flat=True)
    assert list(late) == [theirs.user.name]
    assert [kind for kind, _ in chased(one)].count("escalated") == 1


def test_an_outcome_is_closed_when_due_and_stays_news(pair) -> None:
    by, at = pair.receiver, AT
    one = referrals.accept(
        referral=referrals.take_in(referral=pair.send(at), by=by, at=at), by=by, at=at
    )
    meets = datetime(2026, 4, 1, 14, 0, tzinfo=LONDON)
    one = referrals.offer_appointment(referral=one, starts_at=meets, place="Here", by=by, at=at)
    one = referrals.attended(referral=one, by=by, at=meets)
    one = referrals.return_outcome(referral=one, outcome=Outcome.STARTED, by=by, at=meets)
    day = one.due_at.astimezone(LONDON)
    assert f"{day:%d.%m}" == "17.04"
    run(morning(17))
    one.refresh_from_db()
    assert one.state == "outcome"
    run(morning(18))
    run(morning(18))
    one.refresh_from_db()
    assert (one.state, one.owner, one.is_news_to_sender) == ("closed", None, True)
    assert one.steps.filter(after="closed").count() == 1
    one = referrals.read(referral=one, by=pair.sender, at=morning(20))
    assert not one.is_news_to_sender


def test_each_looks_again_while_it_holds_the_referral(pair) -> None:
    """What was listed as due and was done meanwhile is not chased."""
    one = pair.send(AT)
    stale = due.Referral.objects.get(pk=one.pk)
    assert due.is_to_remind(stale, morning(8))
    assert due.is_to_escalate(stale, morning(8))
    referrals.take_in(
        referral=one, by=pair.receiver, at=morning(8), late_reason=LateReason.STAFF
    )
    for act in (chasing.remind, chasing.escalate, chasing.tell_sender, chasing.close):
        assert act(referral=stale, at=morning(8)) is False
    assert chased(one) == []


@pytest.mark.parametrize(
    ("at", "days"),
    [
        pytest.param(datetime(2026, 4, 2, 16, 59, tzinfo=LONDON), 0, id="in time"),
        pytest.param(datetime(2026, 4, 2, 17, 1, tzinfo=LONDON), 1, id="that evening"),
        pytest.param(datetime(2026, 4, 6, 12, 0, tzinfo=LONDON), 1, id="over Easter"),
        pytest.param(datetime(2026, 4, 7, 12, 0, tzinfo=LONDON), 1, id="the next working day"),
        pytest.param(datetime(2026, 4, 8, 12, 0, tzinfo=LONDON), 2, id="the second"),
    ],
)
def test_late_by_working_days(pair, at, days) -> None:
    assert due.late_days(pair.send(AT), at) == days


def test_the_start_page_and_the_calendar_say_what_is_due_without_a_name(pair, settings) -> None:
    from django.utils import timezone
    from tests.service.loop_making import signed_in

    from fingerpost.service.casework import loop_calendar

    settings.SECOND_FACTOR = False
    manager = worker("treatment", role="manager")
    at = timezone.now()
    one = referrals.take_in(referral=pair.send(at), by=pair.receiver, at=at)
    page = signed_in(pair.receiver).get("/").content.decode()
    assert f"Referral {one.pk}: accept it, decline it or ask for more" in page
    assert "Jordan" not in page
    page = signed_in(pair.sender).get("/").content.decode()
    assert "There is news of a referral" in page
    assert "Jordan" not in page
    (entry,) = loop_calendar.steps(pair.receiver)
    assert (entry.kind, entry.path) == (
        "Step of a referral is due",
        f"/cases/referrals/{one.pk}",
    )
    assert loop_calendar.steps(manager) == loop_calendar.steps(pair.sender) == []
    late = pair.send(AT, person=make_person(pair.sender))
    assert late.is_late(at)
    assert "See to it: 1 referral is late here" in signed_in(manager).get("/").content.decode()
