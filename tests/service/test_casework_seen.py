"""What somebody is shown of a referral: a table of who, under which agreement and consent, sees which facts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.service.casework_making import agree, make_consent, make_pair, make_person, worker
from tests.service.loop_making import told
from tests.service.people import AT, TODAY

from fingerpost.service.casework.actions import referrals
from fingerpost.service.casework.reasons import Channel
from fingerpost.service.casework.seen import Fact, Sight
from fingerpost.service.casework.states import ReferralState as S

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
POLICE = {Fact.SHEET, Fact.STATE, Fact.CAME, Fact.OUTCOME, Fact.REASON}
BEFORE = {Fact.SHEET, Fact.STATE}
ALL = set(Fact)


def facts(viewer, one, on=TODAY) -> set[Fact]:
    one.refresh_from_db()
    return set(Sight(viewer, on).of(one).facts)


@pytest.mark.parametrize(
    ("sender", "role", "side", "shown"),
    [
        pytest.param("police", "worker", "sender", POLICE, id="police"),
        pytest.param("police", "manager", "sender", POLICE, id="a manager of police"),
        pytest.param("prison", "worker", "sender", POLICE, id="prison"),
        pytest.param("probation", "worker", "sender", POLICE, id="probation"),
        pytest.param("housing", "worker", "sender", ALL, id="housing"),
        pytest.param("charity", "worker", "sender", ALL, id="a charity"),
        pytest.param("nhs", "manager", "sender", ALL, id="a hospital"),
        pytest.param("police", "worker", "receiver", ALL, id="who received it"),
        pytest.param("housing", "governance", "sender", ALL - {Fact.DETAIL}, id="who reads no health"),
    ],
)  # fmt: skip
def test_who_is_shown_what(sender, role, side, shown) -> None:
    pair = make_pair(sender)
    one = pair.send()
    viewer = pair.receiver if side == "receiver" else worker(sender, role=role)
    assert facts(viewer, one) == shown


def accepted(pair, at=AT, **more):
    one = referrals.take_in(referral=pair.send(at, **more), by=pair.receiver, at=at + HOUR)
    return referrals.accept(referral=one, by=pair.receiver, at=at + 2 * HOUR)


def go_on(pair, one, at):
    """Let the receiver go on after the sender may be told nothing more."""
    return referrals.try_contact(
        referral=one, channel=Channel.PHONE, by=pair.receiver, at=at, late_reason="staff"
    )


@pytest.fixture
def consented():
    pair = make_pair("housing", consent=True)
    person = make_person(pair.sender)
    consent = make_consent(
        person, pair.sender, pair.receiver.agency, items=("referral", "referral_progress")
    )
    one = accepted(pair, person=person, basis="consent", consent=consent)
    return pair, one, consent


@pytest.mark.parametrize(
    ("how", "says"),
    [
        pytest.param("withdrawn", "withdrew their consent", id="consent withdrawn"),
        pytest.param("over", "not in force on this day", id="consent over"),
    ],
)
def test_when_consent_ends_the_last_that_was_told_stays(consented, how, says) -> None:
    pair, one, consent = consented
    later = AT + timedelta(days=1)
    if how == "withdrawn":
        consent.withdrawn_at = AT + 3 * HOUR
    else:
        consent.until = TODAY
    consent.save()
    one = go_on(pair, one, later)
    seen = Sight(pair.sender, later.date()).of(one)
    assert (seen.state, seen.facts) == (S.ACCEPTED, BEFORE)
    assert says in seen.why_no_more
    assert seen.came is None
    assert facts(pair.receiver, one, later.date()) == ALL


@pytest.mark.parametrize(
    ("change", "state", "says"),
    [
        pytest.param({"ends_on": TODAY}, S.ACCEPTED, "ended on 1 April 2026", id="over"),
        pytest.param(
            {"status": "ended", "ended_on": TODAY + timedelta(days=1)},
            S.ACCEPTED, "was ended on 2 April 2026", id="ended early",
        ),
        pytest.param(
            {"status": "ended", "ended_on": TODAY}, S.SENT, "was ended on 1 April", id="that day",
        ),
    ],
)  # fmt: skip
def test_when_the_agreement_ends_the_last_that_was_told_stays(change, state, says) -> None:
    from fingerpost.service.access.models import AgreementVersion

    pair = make_pair()
    one = accepted(pair)
    later = AT + timedelta(days=1)
    one = go_on(pair, one, later)
    AgreementVersion.objects.filter(flows__item="referral_progress").update(**change)
    seen = Sight(pair.sender, later.date()).of(one)
    assert (seen.state, seen.facts) == (state, BEFORE)
    assert says in seen.why_no_more


def test_under_an_agreement_that_never_was_nothing_is_told() -> None:
    from fingerpost.service.access.models import Flow

    pair = make_pair()
    one = accepted(pair)
    Flow.objects.filter(item="referral_progress").delete()
    assert Sight(pair.sender, TODAY).of(one).state == S.SENT
    agree(pair.receiver.agency, pair.sender.agency, "referral_progress")
    assert Sight(pair.sender, TODAY).of(one).state == S.ACCEPTED


def test_ones_own_moves_are_always_known(consented) -> None:
    pair, one, consent = consented
    consent.withdrawn_at = AT + 3 * HOUR
    consent.save()
    one = referrals.withdraw(referral=one, reason="consent", by=pair.sender, at=AT + 4 * HOUR)
    assert Sight(pair.sender, TODAY).of(one).state == S.WITHDRAWN


def test_what_is_told_no_longer_shows_nowhere(consented, settings) -> None:
    """No page, list, filter, notice or start page tells the sender that it went on."""
    from django.test import Client
    from tests.service.people import BACKEND

    from fingerpost.service.access.models import Notice
    from fingerpost.service.casework import loop_waiting

    settings.SECOND_FACTOR = False
    pair, one, consent = consented
    kinds = {(who, kind) for who, kind, _ in told(AT + 3 * HOUR)}
    assert (pair.sender.user.name, "referral_n") in kinds, "told while consent was in force"
    Notice.objects.all().delete()
    referrals.read(referral=one, by=pair.sender, at=AT + 3 * HOUR)
    consent.withdrawn_at = AT + 3 * HOUR
    consent.save()
    one = go_on(pair, one, AT + 5 * HOUR)
    assert told(AT + 5 * HOUR) == set()
    assert loop_waiting.news(pair.sender, TODAY) == []
    client = Client()
    client.force_login(pair.sender.user, backend=BACKEND)
    address = f"/cases/referrals/{one.pk}"
    for show in ("news", "late"):
        assert address not in client.get(f"/cases/referrals?show={show}").content.decode()
    for state in ("contact_tried", "accepted"):
        page = client.get(f"/cases/referrals?show=sent&state={state}").content.decode()
        assert address not in page
    page = client.get("/cases/referrals?show=sent").content.decode()
    assert address in page
    page += client.get(address).content.decode()
    assert "ontact tried" not in page.replace('value="contact_tried"', "").replace(
        "First contact tried</option>", ""
    )
    assert "withdrew their consent" in page
    assert client.get(f"{address}/withdraw").status_code == 200
