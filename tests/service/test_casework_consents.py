"""What somebody agreed to, in the words they heard; and once it is withdrawn nothing crosses any more."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.service.casework_making import agree, make_pair, make_service, worker
from tests.service.people import AT
from tests.service.people_making import governor, kept

from fingerpost.service.access.models import Event, EventKind, Notice
from fingerpost.service.access.vocabulary import SERVICE_RECORDS, Purpose
from fingerpost.service.casework import consent_words, sharing
from fingerpost.service.casework.actions import consents, people, referrals
from fingerpost.service.casework.models import (
    Consent,
    ConsentAgency,
    HowGiven,
    Referral,
    ReferralSheet,
    ReferralStep,
    WithdrawalReason,
)
from fingerpost.service.casework.reasons import (
    Channel,
    DeclineReason,
    EndReason,
    LateReason,
    MoreNeeded,
    Outcome,
)
from fingerpost.service.casework.states import OVER
from fingerpost.service.casework.states import ReferralState as S

pytestmark = pytest.mark.django_db
UNTIL = date(2026, 10, 1)
BOTH = ("referral", "referral_progress")


@pytest.fixture
def pair():
    """Housing and treatment, which agreed that one refers to the other while the person agrees."""
    return make_pair("housing", "treatment", consent=True)


def taken(pair, person=None, **more) -> Consent:
    said = {
        "agencies": [pair.receiver.agency],
        "items": BOTH,
        "until": UNTIL,
        "how": HowGiven.SPOKEN,
        "person": person or kept(pair.sender),
    }
    return consents.take(by=pair.sender, at=AT, **{**said, **more})


def sent(pair, consent: Consent) -> Referral:
    return pair.send(person=consent.person, basis="consent", consent=consent)


def test_every_item_and_purpose_has_words_for_the_person() -> None:
    assert set(consent_words.ITEMS) == {item.name for item in SERVICE_RECORDS}
    assert set(consent_words.PURPOSES) == set(Purpose)


def test_what_was_said_is_made_of_what_was_chosen(pair) -> None:
    agree(pair.sender.agency, pair.receiver.agency, "plan", consent=True)
    charity = worker("charity").agency
    agree(pair.sender.agency, charity, "referral", consent=True)
    consent = taken(pair)
    assert consent.words.splitlines() == [
        f"We, Aldenwold Housing, may tell Fenmark Recovery Service: {consent_words.ITEMS['referral']}.",
        "Fenmark Recovery Service may tell us: if you came, if you stay, and how it ended.",
        "We do this so that you get help and support.",
        "It counts until 1 October 2026.",
        "You can say no. We still help you.",
        "You can stop it on any day. Tell us, and we tell them.",
        "What they know by then, they know. Nothing more is told.",
    ]
    assert "Jordan" not in consent.words
    assert [one.agency for one in consent.agencies.all()] == [pair.receiver.agency]
    event = Event.objects.get(kind=EventKind.CONSENT_TAKEN)
    assert (event.target, event.actor) == (str(consent.pk), pair.sender.user_id)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        pytest.param({"items": ()}, "Choose what", id="nothing chosen"),
        pytest.param({"agencies": []}, "Choose what", id="nobody chosen"),
        pytest.param({"items": ("plan_health",)}, "No agreement", id="no agreement on it"),
        pytest.param({"items": (*BOTH, "plan")}, "Leave out", id="one item too many"),
        pytest.param({"until": date(2028, 4, 2)}, "two years", id="too long"),
        pytest.param({"until": date(2026, 3, 31)}, "two years", id="over already"),
        pytest.param({"given_on": date(2026, 4, 2)}, "future", id="not given yet"),
        pytest.param({"purpose": Purpose.CRIME}, "No agreement", id="another purpose"),
    ],
)
def test_what_cannot_be_agreed_to(pair, more: dict, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        taken(pair, **more)
    assert not Consent.objects.exists()


def test_what_the_law_lets_be_told_is_listed_apart_and_is_no_consent() -> None:
    by_law = make_pair("police", "charity")
    agree(by_law.sender.agency, worker("housing").agency, "plan", consent=True)
    on = AT.date()
    listed = consent_words.by_law(by_law.sender.agency, on=on)
    assert [(to, what) for to, what, _ in listed] == [
        ("Saltmarsh Recovery Community", consent_words.ITEMS["referral"])
    ]
    offered = consent_words.offers(by_law.sender.agency, purpose=Purpose.CARE, on=on)
    assert [one.agency.name for one in offered] == ["Aldenwold Housing"]
    with pytest.raises(ValidationError, match="No agreement lets Saltmarsh"):
        taken(by_law, items=("referral",))


def test_withdrawn_it_ends_what_rests_on_it_and_tells_who_holds_something(pair) -> None:
    lead = governor("treatment")
    other = worker("charity")
    agree(pair.sender.agency, other.agency, *BOTH, consent=True)
    consent = taken(pair, agencies=[pair.receiver.agency, other.agency])
    one = sent(pair, consent)
    draft = pair.draft(person=consent.person, basis="consent", consent=consent)
    by_law = pair.draft(person=consent.person)
    late = one.due_at + timedelta(days=9)
    with pytest.raises(Consent.DoesNotExist):
        consents.withdraw(
            consent=consent, reason=WithdrawalReason.ASKED, by=pair.receiver, at=late
        )
    consents.withdraw(consent=consent, reason=WithdrawalReason.ASKED, by=pair.sender, at=late)
    for ended in (one, draft):
        ended.refresh_from_db()
        assert (ended.state, ended.end_reason) == (S.WITHDRAWN, EndReason.CONSENT)
    by_law.refresh_from_db()
    assert by_law.state == S.DRAFTED, "what does not rest on it stays"
    Notice.objects.all().delete()
    assert consents.tell_of_withdrawal(consent.pk, at=late) == 1
    assert consents.tell_of_withdrawal(consent.pk, at=late) == 0, "once"
    told = {notice.user for notice in Notice.objects.all()}
    assert told == {pair.receiver.user, lead.user}
    held = ConsentAgency.objects.get(consent=consent, agency=pair.receiver.agency)
    nothing = ConsentAgency.objects.get(consent=consent, agency=other.agency)
    assert (held.agency, held.first_told_at) == (pair.receiver.agency, AT)
    assert held.told_of_withdrawal_at == late
    assert (nothing.first_told_at, nothing.told_of_withdrawal_at) == (None, None)
    events = Event.objects.filter(kind=EventKind.CONSENT_WITHDRAWN)
    assert [event.agency for event in events] == [
        pair.sender.agency_id,
        pair.receiver.agency_id,
    ]
    with pytest.raises(ValidationError, match="already"):
        consents.withdraw(
            consent=consent, reason=WithdrawalReason.ASKED, by=pair.sender, at=late
        )


def test_only_who_works_on_cases_takes_and_withdraws(pair) -> None:
    consent = taken(pair)
    volunteer = worker("housing", role="volunteer", name="Vol")
    with pytest.raises(PermissionDenied):
        consents.withdraw(consent=consent, reason=WithdrawalReason.ASKED, by=volunteer, at=AT)
    with pytest.raises(PermissionDenied):
        consents.take(
            person=consent.person,
            agencies=[pair.receiver.agency],
            items=BOTH,
            until=UNTIL,
            how=HowGiven.SPOKEN,
            by=volunteer,
            at=AT,
        )


MEETS = datetime(2026, 4, 7, 10, 0, tzinfo=UTC)
WHEN = AT + timedelta(days=20)  # after the appointment; every step is late
LATE = {"late_reason": LateReason.STAFF}
RECEIVERS = {
    "take_in": {},
    "accept": {},
    "decline": {"reason": DeclineReason.FULL},
    "ask_for_more": {"question": MoreNeeded.CONTACT},
    "try_contact": {"channel": Channel.PHONE},
    "offer_appointment": {"starts_at": WHEN + timedelta(days=1), "place": "12 High Street"},
    "attended": {},
    "missed": {},
    "engage": {},
    "return_outcome": {"outcome": Outcome.STARTED},
    "correct_outcome": {},
    "lapse": {"reason": EndReason.NO_CONTACT},
    "take_up_again": {},
}
SENDERS = {
    "send": {},
    "answer": {"words": "He sleeps at his sister's."},
    "redirect": {"service": None},
}
WITHOUT_REASON = {"correct_outcome", "take_up_again", "send"}


def tried(name: str, referral: Referral, pair, elsewhere) -> bool:
    """Try a move; tell whether it was made."""
    more = {**RECEIVERS, **SENDERS}[name]
    if name not in WITHOUT_REASON:
        more = {**more, **LATE}
    if name == "redirect":
        more = {**more, "service": elsewhere}
    by = pair.sender if name in SENDERS else pair.receiver
    try:
        getattr(referrals, name)(referral=referral, by=by, at=WHEN, **more)
    except ValidationError:
        return False
    return True


@pytest.fixture
def three(pair):
    """The two, and a charity to which one that is declined can be sent."""
    other = worker("charity")
    agree(pair.sender.agency, other.agency, *BOTH, consent=True)
    agree(other.agency, pair.sender.agency, "referral_progress", consent=True)
    return pair, make_service(other.agency, "Drop-in")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    before=st.lists(st.sampled_from(sorted(RECEIVERS) + sorted(SENDERS)), max_size=7),
    after=st.lists(
        st.sampled_from(sorted(RECEIVERS) + sorted(SENDERS)), min_size=4, max_size=4
    ),
)
def test_whatever_came_before_nothing_crosses_once_it_is_withdrawn(
    three, before, after
) -> None:
    from django.db import transaction

    pair, elsewhere = three
    with transaction.atomic():
        person = kept(pair.sender)
        consent = taken(pair, person, agencies=[pair.receiver.agency, elsewhere.agency])
        one = pair.draft(person=person, basis="consent", consent=consent)
        for name in before:
            tried(name, one, pair, elsewhere)
            one.refresh_from_db()
        consents.withdraw(
            consent=consent, reason=WithdrawalReason.ASKED, by=pair.sender, at=WHEN
        )
        resting = Referral.objects.filter(consent=consent)
        assert all(state in OVER for state in resting.values_list("state", flat=True))

        def crossed() -> tuple[object, ...]:
            return (
                list(ReferralStep.objects.values_list("pk", flat=True)),
                list(ReferralSheet.objects.values_list("pk", "answers")),
                list(Referral.objects.values_list("pk", "state", "edition")),
                list(ConsentAgency.objects.values_list("pk", "first_told_at")),
            )

        before_that = crossed()
        for referral in resting:
            for name in after:
                assert not tried(name, referral, pair, elsewhere), name
        assert crossed() == before_that
        again = pair.draft(at=WHEN, person=person, basis="consent", consent=consent)
        with pytest.raises(ValidationError, match="withdrew"):
            referrals.send(referral=again, by=pair.sender, at=WHEN)
        consent.refresh_from_db()
        for item in BOTH:
            for giver, receiver in ((pair.sender, pair.receiver), (pair.receiver, pair.sender)):
                assert not sharing.may_share(
                    giver=giver.agency,
                    receiver=receiver.agency,
                    item=item,
                    purpose=Purpose.CARE,
                    on=WHEN.date(),
                    consent=consent,
                )
        transaction.set_rollback(True)


def test_a_dead_person_is_asked_nothing(pair) -> None:
    from fingerpost.service.casework.models import DeathSource

    person = kept(pair.sender)
    people.mark_died(
        person=person, died_on=AT.date(), source=DeathSource.FAMILY, by=pair.sender, at=AT
    )
    with pytest.raises(ValidationError, match="died"):
        taken(pair, person)
