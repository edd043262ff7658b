"""Each rule says that a referral is at risk where it is, and not where it is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from tests.service.casework_making import Pair, agree, make_pair, make_service, worker
from tests.service.people import AT

from fingerpost.service.casework import at_risk
from fingerpost.service.casework.actions import referrals
from fingerpost.service.casework.models import Referral, ReferralList
from fingerpost.service.casework.reasons import (
    Channel,
    DeclineReason,
    LateReason,
    Origin,
    Urgency,
)

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEAR = AT + 90 * DAY


def holding(at: datetime) -> set[str]:
    """Return the rules that hold of the only referral, as the columns of `marked` say."""
    one = at_risk.marked(Referral.objects.all(), at).latest("pk")
    held = Referral.objects.filter(pk=one.pk)
    for agency in (one.sender_id, one.receiver_id):
        words = at_risk.said_of(one, to=agency)
        is_listed = held.filter(at_risk.at_risk_for(agency, at)).exists()
        assert is_listed == bool(words), "the list and its lines agree"
    words = {
        *at_risk.said_of(one, to=one.owner_id or 0),
        *at_risk.said_of(one, to=one.sender_id),
    }
    return {rule.name for rule in at_risk.rules() if rule.words in words}


@dataclass
class Story:
    """One referral, moved on as a service does; late steps say why."""

    pair: Pair
    one: Referral
    at: datetime

    def do(self, action: object, **more: object) -> Story:
        by = {"by": self.pair.receiver, "late_reason": LateReason.STAFF}
        self.one = action(referral=self.one, at=self.at, **{**by, **more})  # type: ignore[operator]
        return self

    def accepted(self) -> Story:
        return self.do(referrals.take_in).do(referrals.accept)

    def missed(self) -> Story:
        meets = self.at + DAY
        self.do(referrals.offer_appointment, starts_at=meets, place="12 High Street")
        self.at = meets + HOUR
        return self.do(referrals.missed)

    def tried(self) -> Story:
        return self.do(referrals.try_contact, channel=Channel.PHONE)


def begin(**more: object) -> Story:
    pair = make_pair()
    return Story(pair, pair.send(**more), AT)


@pytest.mark.parametrize(
    ("misses", "holds"),
    [pytest.param(1, False, id="once"), pytest.param(2, True, id="twice")],
)
def test_missed_again(misses: int, holds: bool) -> None:
    story = begin().accepted()
    for _ in range(misses):
        story.missed()
    assert ("missed_again" in holding(story.at)) is holds


def test_who_came_after_all_is_not_at_risk_for_what_was_missed() -> None:
    story = begin().accepted().missed().missed()
    meets = story.at + DAY
    story.do(referrals.offer_appointment, starts_at=meets, place="12 High Street")
    story.at = meets + HOUR
    story.do(referrals.attended)
    assert "missed_again" not in holding(story.at)


@pytest.mark.parametrize(
    ("tries", "holds"),
    [pytest.param(2, False, id="two tries"), pytest.param(3, True, id="three tries")],
)
def test_not_reached(tries: int, holds: bool) -> None:
    story = begin().accepted()
    for _ in range(tries):
        story.tried()
    assert ("not_reached" in holding(AT)) is holds
    if holds:
        story.do(referrals.offer_appointment, starts_at=AT + DAY, place="12 High Street")
        assert "not_reached" not in holding(AT)


@pytest.mark.parametrize(
    ("days", "origin", "holds"),
    [
        pytest.param(7, Origin.PRISON, True, id="within a week"),
        pytest.param(-2, Origin.PRISON, True, id="released two days ago"),
        pytest.param(8, Origin.PRISON, False, id="later"),
        pytest.param(1, Origin.CUSTODY, False, id="not from prison"),
    ],
)
def test_release_without_appointment(days: int, origin: Origin, holds: bool) -> None:
    pair = make_pair("prison")
    listed = ReferralList.objects.create(
        agency=pair.sender.agency,
        title="Release day",
        on=AT.date() + days * DAY,
        made_at=AT,
        made_by=pair.sender.user,
    )
    story = Story(pair, pair.send(origin=origin, in_list=listed), AT)
    assert ("release_without_appointment" in holding(AT)) is holds
    story.accepted()
    story.do(referrals.offer_appointment, starts_at=AT + DAY, place="12 High Street")
    assert "release_without_appointment" not in holding(AT)


def test_given_to_nobody() -> None:
    story = begin()
    due = story.one.due_at
    assert "given_to_nobody" not in holding(due - 25 * HOUR)
    assert "given_to_nobody" in holding(due - 23 * HOUR)
    story.do(referrals.take_in)
    assert "given_to_nobody" not in holding(NEAR), "somebody took it"


def test_declined_again() -> None:
    pair = make_pair()
    other = worker("charity")
    agree(pair.sender.agency, other.agency, "referral")
    agree(other.agency, pair.sender.agency, "referral_progress")
    story = Story(pair, pair.send(), AT)
    story.do(referrals.take_in).do(referrals.decline, reason=DeclineReason.AREA)
    assert "declined_again" not in holding(AT), "once"
    service = make_service(other.agency, "Drop-in")
    onward = referrals.redirect(referral=story.one, service=service, by=pair.sender, at=AT)
    again = Story(Pair(pair.sender, other, service), onward, AT)
    assert "declined_again" not in holding(AT), "the second has not answered"
    again.do(referrals.take_in).do(referrals.decline, reason=DeclineReason.FULL)
    assert "declined_again" in holding(AT)


@pytest.mark.parametrize(
    ("urgency", "after", "holds"),
    [
        pytest.param(Urgency.TODAY, 61, True, id="not taken in by the next hour"),
        pytest.param(Urgency.TODAY, 59, False, id="within the hour"),
        pytest.param(Urgency.ROUTINE, 61, False, id="not urgent"),
    ],
)
def test_urgent_and_waiting(urgency: Urgency, after: int, holds: bool) -> None:
    story = begin(urgency=urgency)
    at = AT + timedelta(minutes=after)
    assert ("urgent_and_waiting" in holding(at)) is holds
    story.do(referrals.take_in)
    assert "urgent_and_waiting" not in holding(at)


def test_long_late() -> None:
    story = begin().do(referrals.take_in)
    assert "long_late" not in holding(story.one.due_at + 7 * DAY)
    assert "long_late" in holding(story.one.due_at + 7 * DAY + HOUR)


def test_what_is_over_is_at_no_risk() -> None:
    from fingerpost.service.casework.reasons import EndReason

    story = begin().accepted().tried().tried().tried()
    story.do(referrals.lapse, reason=EndReason.NO_CONTACT)
    assert holding(NEAR) == set()


def test_a_sender_that_waits_is_not_told_how_contact_went() -> None:
    story = begin().accepted().tried().tried().tried()
    one = at_risk.marked(Referral.objects.all(), AT).get()
    assert at_risk.said_of(one, to=story.pair.receiver.agency_id)
    assert at_risk.said_of(one, to=story.pair.sender.agency_id) == ()
    late = at_risk.marked(Referral.objects.all(), NEAR).get()
    assert at_risk.said_of(late, to=story.pair.sender.agency_id) == ("Late by 7 days or more",)
    assert at_risk.said_of(late, to=0) == ()


def test_every_rule_has_its_condition_and_words_with_its_numbers() -> None:
    assert {rule.name for rule in at_risk.rules()} == set(at_risk.CONDITIONS)
    assert not [rule.words for rule in at_risk.rules() if "{" in rule.words + rule.why]
