"""A referral goes round: every answer comes back, nothing is done by the wrong side, all is written down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.service.casework_making import (
    agree,
    make_consent,
    make_pair,
    make_person,
    make_service,
    worker,
)
from tests.service.people import AT

from fingerpost.service.access.models import Event, EventKind
from fingerpost.service.casework.actions import referrals
from fingerpost.service.casework.models import Referral
from fingerpost.service.casework.reasons import (
    Channel,
    DeclineReason,
    EndReason,
    LateReason,
    Outcome,
)
from fingerpost.service.casework.states import ReferralState as S

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def test_it_goes_round_and_the_sender_knows() -> None:
    pair = make_pair()
    one = pair.send()
    assert (one.owner, one.state) == (pair.receiver.agency, S.SENT)
    meets = datetime(2026, 4, 7, 10, 0, tzinfo=UTC)
    by, at = pair.receiver, AT + HOUR
    one = referrals.take_in(referral=one, by=by, at=at)
    one = referrals.accept(referral=one, by=by, at=at)
    one = referrals.try_contact(referral=one, channel=Channel.PHONE, by=by, at=at)
    one = referrals.offer_appointment(
        referral=one, starts_at=meets, place="12 High Street", by=by, at=at
    )
    assert one.is_news_to_sender
    one = referrals.read(referral=one, by=pair.sender, at=at)
    assert not one.is_news_to_sender
    with pytest.raises(ValidationError, match="still to come"):
        referrals.attended(referral=one, by=by, at=at)
    one = referrals.attended(referral=one, by=by, at=meets + HOUR)
    one = referrals.engage(referral=one, by=by, at=meets + HOUR)
    one = referrals.return_outcome(
        referral=one, outcome=Outcome.STARTED, by=by, at=meets + HOUR
    )
    assert (one.owner, one.is_news_to_sender) == (pair.sender.agency, True)
    one = referrals.close(referral=one, by=pair.sender, at=meets + 2 * HOUR)
    assert (one.state, one.owner, one.due_at) == (S.CLOSED, None, None)
    moved = Event.objects.filter(kind=EventKind.REFERRAL_MOVED, target=str(one.pk)).count()
    assert moved == one.steps.exclude(after=S.DRAFTED).count() == 9


def test_declined_it_is_sent_elsewhere_as_a_new_one() -> None:
    pair = make_pair()
    other = worker("charity")
    agree(pair.sender.agency, other.agency, "referral")
    agree(other.agency, pair.sender.agency, "referral_progress")
    instead = make_service(other.agency, "Drop-in")
    one = referrals.take_in(referral=pair.send(), by=pair.receiver, at=AT)
    one = referrals.decline(
        referral=one,
        reason=DeclineReason.AREA,
        alternatives=[instead],
        by=pair.receiver,
        at=AT,
    )
    assert (one.owner, one.end_reason) == (pair.sender.agency, "area")
    onward = referrals.redirect(referral=one, service=instead, by=pair.sender, at=AT)
    one.refresh_from_db()
    assert (one.state, one.redirected_to, onward.state) == (S.REDIRECTED, onward, S.SENT)
    assert onward.sheet.why == "Asks for help with heroin."


@pytest.mark.parametrize(
    ("gone", "says"),
    [
        pytest.param(1, "No agreement allows A referral", id="there"),
        pytest.param(2, "No agreement allows What becomes", id="and back"),
    ],
)
def test_nothing_is_sent_that_was_not_agreed_there_and_back(gone: int, says: str) -> None:
    from fingerpost.service.access.models import Flow

    pair = make_pair()
    Flow.objects.order_by("id")[gone - 1].delete()
    with pytest.raises(ValidationError, match=says):
        pair.send()


def test_where_the_person_is_to_be_asked_nothing_goes_without() -> None:
    pair = make_pair("housing", consent=True)
    person = make_person(pair.sender)
    with pytest.raises(ValidationError, match="only if the person agrees"):
        pair.send(person=person)
    consent = make_consent(
        person,
        pair.sender,
        pair.receiver.agency,
        items=("referral", "referral_progress"),
    )
    one = pair.send(person=person, basis="consent", consent=consent)
    assert one.state == S.SENT
    assert consent.agencies.get().first_told_at == AT


def test_a_late_step_asks_why_and_keeps_it() -> None:
    pair = make_pair()
    one = pair.send()
    late = one.due_at + HOUR
    with pytest.raises(ValidationError, match="late"):
        referrals.take_in(referral=one, by=pair.receiver, at=late)
    one = referrals.take_in(
        referral=one, by=pair.receiver, at=late, late_reason=LateReason.STAFF
    )
    assert one.steps.last().late_reason == "staff"


def test_the_wrong_side_and_strangers_are_refused() -> None:
    pair = make_pair()
    one = pair.send()
    for other in (pair.sender, worker("charity")):
        with pytest.raises(PermissionDenied):
            referrals.take_in(referral=one, by=other, at=AT)
    with pytest.raises(PermissionDenied):
        referrals.withdraw(referral=one, reason=EndReason.MISTAKE, by=pair.receiver, at=AT)
    assert Referral.objects.get().state == S.SENT
