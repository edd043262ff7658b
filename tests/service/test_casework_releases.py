"""A release goes its way: the plan, the day, the clock that stops once, and what did not match."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from tests.service.casework_making import agree, make_consent, make_person, make_service, worker
from tests.service.people import AT
from tests.service.release_making import DAY, DUE, Gate, noon

from fingerpost.service.access.models import Event, EventKind, Notice, NoticeKind
from fingerpost.service.casework import release_clock
from fingerpost.service.casework.actions import (
    referrals,
    release_following,
    release_items,
    release_telling,
    releases,
    transfers,
)
from fingerpost.service.casework.models import (
    PrisonRelease,
    ReleaseStep,
    ReleaseStepKind,
    Transfer,
)
from fingerpost.service.casework.reasons import DeclineReason
from fingerpost.service.casework.release_reasons import (
    DayReason,
    NotDone,
    Resolution,
    TransferReason,
)
from fingerpost.service.casework.release_states import ReleaseState as S

pytestmark = pytest.mark.django_db
LEAP = date(2028, 2, 29)


@pytest.mark.parametrize(
    ("released_on", "on", "day", "counts"),
    [
        pytest.param(
            date(2026, 4, 15), date(2026, 4, 15), 0, True, id="the day itself is day 0"
        ),
        pytest.param(date(2026, 4, 15), date(2026, 5, 6), 21, True, id="day 21 counts"),
        pytest.param(date(2026, 4, 15), date(2026, 5, 7), 22, False, id="day 22 does not"),
        pytest.param(date(2026, 4, 15), date(2026, 4, 14), -1, False, id="nor the day before"),
        pytest.param(date(2028, 2, 10), date(2028, 3, 2), 21, True, id="over a leap day"),
        pytest.param(date(2027, 2, 10), date(2027, 3, 3), 21, True, id="over none"),
        pytest.param(LEAP, date(2028, 3, 21), 21, True, id="from a leap day"),
        pytest.param(date(2026, 12, 20), date(2027, 1, 10), 21, True, id="over new year"),
        pytest.param(date(2026, 3, 20), date(2026, 4, 10), 21, True, id="over summer time"),
    ],
)
def test_days_are_counted_from_the_day_that_they_left(
    released_on: date, on: date, day: int, counts: bool
) -> None:
    assert release_clock.day_of(released_on, on) == day
    assert release_clock.counts(released_on, on) is counts
    assert release_clock.days_left(released_on, on) == 21 - day


def test_the_clock_runs_out_at_local_midnight_after_day_21() -> None:
    released_on = date(2026, 4, 15)  # day 21 is 6 May, in British Summer Time
    just_before = datetime.fromisoformat("2026-05-06T22:59:00+00:00")
    assert not release_clock.has_run_out(released_on, just_before)
    assert release_clock.has_run_out(released_on, just_before + timedelta(minutes=1))


def test_it_is_planned_made_ready_and_the_clock_begins_when_they_left() -> None:
    gate = Gate()
    one = gate.transferred()
    assert (one.state, one.owner, one.community) == (
        S.PLANNED,
        gate.prison.agency,
        gate.community.agency,
    )
    with pytest.raises(ValidationError, match="needed before the day"):
        releases.say_ready(release=one, by=gate.prison, at=AT)
    for item in one.items.filter(kind__in=["appointment", "housing", "identity", "benefit"]):
        release_items.done(item=item, by=gate.prison, at=AT)
    one = releases.say_ready(release=one, by=gate.prison, at=AT)
    with pytest.raises(ValidationError, match="still to come"):
        releases.say_released(release=one, on=DUE, by=gate.prison, at=AT)
    one = releases.say_released(release=one, on=DUE, by=gate.prison, at=noon(DUE))
    assert (one.state, one.owner) == (S.RELEASED, gate.community.agency)
    assert one.clock_left(DUE) == 21
    assert one.clock_left(DUE + 20 * DAY) == 1


@pytest.mark.parametrize(
    ("came_on_day", "told_on_day", "state", "stopped_on_day"),
    [
        pytest.param(0, 0, S.ENGAGED, 0, id="on the day itself"),
        pytest.param(20, 20, S.ENGAGED, 20, id="day 20"),
        pytest.param(21, 21, S.ENGAGED, 21, id="day 21"),
        pytest.param(21, 24, S.ENGAGED, 21, id="day 21, said on day 24"),
        pytest.param(22, 22, S.NOT_ENGAGED, 21, id="day 22"),
    ],
)
def test_treatment_stops_the_clock_on_the_day_that_they_came(
    came_on_day: int, told_on_day: int, state: S, stopped_on_day: int
) -> None:
    gate = Gate()
    one = gate.released()
    told = noon(DUE + told_on_day * DAY)
    gate.came(one, DUE + came_on_day * DAY, told=told)
    release_following.sweep(at=told)
    release_following.sweep(at=told)  # twice does no harm
    one.refresh_from_db()
    assert (one.state, one.clock_stopped_on) == (state, DUE + stopped_on_day * DAY)
    assert (one.owner, one.due_at) == (None, None)
    assert one.steps.filter(after=state).count() == 1


@pytest.mark.parametrize("who", ["prison", "community"])
@pytest.mark.parametrize(
    ("state", "day"),
    [
        pytest.param(S.DIED, 5, id="death on day 5"),
        pytest.param(S.RECALLED, 3, id="custody on day 3"),
        pytest.param(S.DEPORTED, 0, id="deported on the day"),
        pytest.param(S.MOVED, 21, id="moved on day 21"),
    ],
)
def test_what_else_stops_it_takes_them_out_of_the_count(who: str, state: S, day: int) -> None:
    gate = Gate()
    one, other = gate.released(), gate.released(person=make_person(gate.prison))
    on = DUE + day * DAY
    one = releases.stop_clock(
        release=one, state=state, on=on, by=getattr(gate, who), at=noon(on)
    )
    release_following.sweep(at=noon(DUE + 22 * DAY))
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.state, one.clock_stopped_on) == (state, on)
    counted = release_clock.continuity([one.clock_outcome, other.clock_outcome])
    assert counted == release_clock.Continuity(engaged=0, released=1, excluded=1, running=0)


def test_back_in_custody_and_released_again_is_another_clock() -> None:
    gate = Gate()
    first = gate.released()
    back = DUE + 3 * DAY
    releases.stop_clock(release=first, state=S.RECALLED, on=back, by=gate.prison, at=noon(back))
    again = gate.plan(noon(back), due_on=DUE + 10 * DAY, person=first.person)
    transfers_again = noon(back)
    referrals.withdraw(
        referral=first.referral, reason="prison", by=gate.prison, at=transfers_again
    )
    transfers.transfer(release=again, service=gate.service, by=gate.prison, at=transfers_again)
    again = releases.say_released(
        release=again, on=DUE + 10 * DAY, by=gate.prison, at=noon(DUE + 10 * DAY)
    )
    release_following.sweep(at=noon(DUE + 25 * DAY))
    first.refresh_from_db()
    again.refresh_from_db()
    assert (first.clock_outcome, first.clock_stopped_on) == ("recalled", back)
    assert again.has_clock
    assert again.clock_day(DUE + 25 * DAY) == 15


def test_a_death_that_is_learned_late_takes_the_place_of_running_out() -> None:
    gate = Gate()
    one = gate.released()
    late = noon(DUE + 30 * DAY)
    release_following.sweep(at=late)
    one.refresh_from_db()
    assert (one.state, one.end_reason) == (S.NOT_ENGAGED, "not_taken_in")
    with pytest.raises(ValidationError, match="had run out"):
        releases.stop_clock(
            release=one, state=S.DIED, on=DUE + 25 * DAY, by=gate.prison, at=late
        )
    one = releases.stop_clock(
        release=one, state=S.DIED, on=DUE + 5 * DAY, by=gate.prison, at=late
    )
    assert (one.clock_outcome, one.clock_stopped_on) == ("died", DUE + 5 * DAY)
    with pytest.raises(ValidationError, match="cannot become"):
        releases.stop_clock(
            release=one, state=S.RECALLED, on=DUE + 6 * DAY, by=gate.prison, at=late
        )
    with pytest.raises(DatabaseError, match="stops once"), transaction.atomic():
        PrisonRelease.objects.filter(pk=one.pk).update(clock_outcome="engaged")


def test_an_early_release_moves_what_is_still_to_do_and_keeps_the_first_day() -> None:
    gate = Gate()
    one = gate.transferred()
    pick_up = one.items.get(kind="pick_up")
    before = pick_up.due_at
    early = DUE - 5 * DAY
    one = releases.change_day(
        release=one, due_on=early, reason=DayReason.SCHEME, by=gate.prison, at=AT
    )
    pick_up.refresh_from_db()
    assert (one.due_on, one.first_due_on, one.kind) == (early, DUE, "early")
    assert before - pick_up.due_at == 5 * DAY
    step = one.steps.get(kind=ReleaseStepKind.DAY)
    assert (step.day_before, step.day_after, step.reason) == (DUE, early, "scheme")
    assert one.referral.in_list.on == early
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        ReleaseStep.objects.filter(pk=step.pk).update(day_before=early)


def test_a_pick_up_that_is_missed_is_put_to_the_named_manager_once() -> None:
    gate = Gate()
    charity = gate.also("charity")
    second, first = (
        worker("charity", name=f"{name} Rao", role="manager") for name in ("Sunil", "Asha")
    )
    one = gate.transferred()
    pick_up = release_items.give(
        item=one.items.get(kind="pick_up"), owner=charity.agency, by=gate.prison, at=AT
    )
    at = pick_up.due_at + timedelta(minutes=1)
    release_following.sweep(at=at)
    release_following.sweep(at=at + timedelta(minutes=5))
    pick_up.refresh_from_db()
    assert (pick_up.escalated_at, pick_up.escalated_to) == (at, first.user)
    told = Notice.objects.filter(kind=NoticeKind.RELEASE, path=f"/cases/releases/{one.pk}")
    assert {first.user, second.user} <= {one.user for one in told}
    assert one.steps.filter(kind="escalated", item="pick_up").count() == 1
    release_items.not_done(item=pick_up, reason=NotDone.NO_TRANSPORT, by=charity, at=at)
    with pytest.raises(PermissionDenied):
        release_items.reopen(item=pick_up, by=gate.prison, at=at)


def test_what_was_done_in_time_is_not_escalated() -> None:
    gate = Gate()
    one = gate.plan()
    pick_up = release_items.done(item=one.items.get(kind="pick_up"), by=gate.prison, at=AT)
    release_following.sweep(at=noon(DUE))
    pick_up.refresh_from_db()
    assert pick_up.escalated_at is None
    assert one.items.get(kind="naloxone").escalated_at is not None  # that was not


def test_nobody_is_named_whom_no_agreement_lets_be_told() -> None:
    gate = Gate()
    one = gate.plan()
    stranger = worker("housing")
    with pytest.raises(ValidationError, match="No agreement allows A release"):
        releases.name_agency(release=one, agency=stranger.agency, by=gate.prison, at=AT)
    agree(gate.prison.agency, stranger.agency, "release", consent=True)
    with pytest.raises(ValidationError, match="only if the person agrees"):
        releases.name_agency(release=one, agency=stranger.agency, by=gate.prison, at=AT)
    consent = make_consent(one.person, gate.prison, stranger.agency, items=("release",))
    named = releases.name_agency(release=one, agency=stranger.agency, by=gate.prison, at=AT)
    assert named.consent == consent


def test_what_the_service_declines_comes_back_to_the_prisons_queue_and_goes_elsewhere() -> None:
    gate = Gate()
    other = gate.also("charity")
    agree(gate.prison.agency, other.agency, "referral")
    agree(other.agency, gate.prison.agency, "referral_progress")
    instead = make_service(other.agency, "Drop-in")
    one = gate.released()
    at = noon(DUE)
    referral = referrals.take_in(
        referral=one.referral, by=gate.community, at=at, late_reason="staff"
    )
    referrals.decline(
        referral=referral, reason=DeclineReason.IDENTITY, by=gate.community, at=at
    )
    release_following.follow_referral(one.referral_id, at=at)
    release_following.sweep(at=at)
    one.refresh_from_db()
    queued = Transfer.objects.get()
    assert (queued.reason, queued.agency) == (TransferReason.IDENTITY, gate.prison.agency)
    assert (one.owner, one.community, one.state) == (gate.prison.agency, None, S.RELEASED)
    made = transfers.transfer(release=one, service=instead, by=gate.prison, at=at)
    queued.refresh_from_db()
    one.refresh_from_db()
    assert (queued.how, queued.referral) == (Resolution.REFERRED, made)
    assert (one.owner, one.referral) == (other.agency, made)
    referral.refresh_from_db()
    assert (referral.state, referral.redirected_to) == ("redirected", made)


def test_who_leaves_with_a_need_and_no_service_is_in_the_queue() -> None:
    gate = Gate()
    one = releases.say_released(release=gate.plan(), on=DUE, by=gate.prison, at=noon(DUE))
    assert one.owner == gate.prison.agency
    release_following.sweep(at=noon(DUE))
    release_following.sweep(at=noon(DUE))
    queued = Transfer.objects.get()
    assert queued.reason == TransferReason.NO_AGENCY
    transfers.resolve(transfer=queued, how=Resolution.NO_LONGER, by=gate.prison, at=noon(DUE))
    release_following.sweep(at=noon(DUE + DAY))
    assert Transfer.objects.filter(resolved_at=None).count() == 0
    release_following.sweep(at=noon(DUE + 22 * DAY))
    one.refresh_from_db()
    assert (one.state, one.end_reason) == (S.NOT_ENGAGED, "no_transfer")


@pytest.mark.parametrize(
    ("given_name", "family_name", "born_on", "is_queued"),
    [
        pytest.param("Jordan", "Lake", date(1990, 5, 4), False, id="the same person"),
        pytest.param("Jordan", "Lamb", date(1990, 5, 4), True, id="another surname"),
        pytest.param("Jordan", "Lake", None, False, id="the same name, no birthday known"),
        pytest.param(
            "Sam", "Reed", date(1990, 5, 4), False, id="another person, same birthday"
        ),
    ],
)
def test_somebody_almost_the_same_is_for_the_receiver_to_decide(
    given_name: str, family_name: str, born_on: date | None, is_queued: bool
) -> None:
    gate = Gate()
    known = make_person(
        gate.community, given_name=given_name, family_name=family_name, born_on=born_on
    )
    one = gate.transferred()
    transfers.match(release=one, at=AT)
    transfers.match(release=one, at=AT)
    found = Transfer.objects.filter(reason=TransferReason.ALMOST_THE_SAME)
    assert found.count() == int(is_queued)
    if is_queued:
        queued = found.get()
        assert queued.agency == gate.community.agency
        with pytest.raises(PermissionDenied):
            transfers.resolve(transfer=queued, how=Resolution.NEW_PERSON, by=gate.prison, at=AT)
        with pytest.raises(ValidationError, match="your own people"):
            transfers.resolve(
                transfer=queued,
                how=Resolution.SAME_PERSON,
                person=one.person,
                by=gate.community,
                at=AT,
            )
        transfers.resolve(
            transfer=queued,
            how=Resolution.SAME_PERSON,
            person=known,
            by=gate.community,
            at=AT,
        )
        one.referral.refresh_from_db()
        assert one.referral.received_as == known


def test_each_write_is_one_event_and_reading_too() -> None:
    gate = Gate()
    one = gate.plan()
    events = Event.objects.filter(kind=EventKind.RELEASE_KEPT, target=str(one.pk))
    assert events.count() == 1
    releases.change_day(
        release=one, due_on=DUE + DAY, reason=DayReason.COURT, by=gate.prison, at=AT
    )
    assert events.count() == 2
    release_items.done(item=one.items.first(), by=gate.prison, at=AT)
    assert events.count() == 3
    releases.read(release=one, by=gate.prison, at=AT)
    assert Event.objects.get(kind=EventKind.RECORD_READ).target_type == "release"


def test_a_stranger_and_another_role_are_refused() -> None:
    gate = Gate()
    one = gate.transferred()
    stranger = worker("charity")
    with pytest.raises(PermissionDenied):
        releases.change_day(
            release=one, due_on=DUE + DAY, reason=DayReason.COURT, by=gate.community, at=AT
        )
    with pytest.raises(PermissionDenied):
        releases.stop_clock(release=one, state=S.DIED, on=DUE, by=stranger, at=noon(DUE))
    with pytest.raises(ValidationError, match="Only a prison"):
        releases.plan(
            person=make_person(gate.community), due_on=DUE, kind="end", by=gate.community, at=AT
        )
    release_telling.tell_of_release(one.pk, at=AT)
    assert not Notice.objects.filter(user=stranger.user).exists()
