"""The files of the cases for the evidence: which referrals are in them, and what never is."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.service.casework_making import (
    Pair,
    agree,
    make_consent,
    make_pair,
    make_person,
    make_service,
    worker,
)
from tests.service.people import AT, make_agency

from fingerpost.evidence.sources import all_sources, open_files, read, recognise

if TYPE_CHECKING:
    from fingerpost.service.access.models import Agency

pytestmark = pytest.mark.django_db

ITEMS = ("service_referrals", "service_referral_steps")
WHY = "Asks for help with heroin, says Dr Quillfeather."


@dataclass
class Keeper:
    """Who keeps the evidence, and where its inbox is."""

    agency: Agency
    inbox: Path

    def agreed(self, *agencies: Agency, linked: bool = True, **more: object) -> None:
        for agency in agencies:
            agree(agency, self.agency, *ITEMS, purpose="statistics", **more)
            if linked:
                agree(agency, self.agency, ITEMS[0], purpose="linkage", **more)

    def export(self, at=AT):
        from fingerpost.service.casework.actions.exports import export_cases

        return export_cases(inbox=self.inbox, at=at)

    def rows(self, name="referrals.csv"):
        path = self.inbox / "cases" / name
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        return list(csv.DictReader(text.splitlines()))


@pytest.fixture
def keeper(settings, tmp_path) -> Keeper:
    agency = make_agency("Fenmark Public Health", "public_health")
    settings.EVIDENCE_HOLDER = agency.slug
    return Keeper(agency, tmp_path / "inbox")


@pytest.fixture
def pair(keeper) -> Pair:
    made = make_pair()
    keeper.agreed(made.sender.agency, made.receiver.agency)
    return made


def whole_way(pair: Pair, **more: object):
    """Return a referral that went all the way, late at one step."""
    from fingerpost.service.casework.actions import referrals as acts
    from fingerpost.service.casework.reasons import Channel, LateReason, Outcome

    def at(days):
        return AT + timedelta(days=days)

    referral = pair.send(AT, why=WHY, **more)
    by = pair.receiver
    acts.take_in(referral=referral, by=by, at=at(1))
    acts.accept(referral=referral, by=by, at=at(1))
    acts.try_contact(referral=referral, channel=Channel.PHONE, by=by, at=at(2))
    acts.offer_appointment(
        referral=referral, by=by, at=at(2), starts_at=at(8), place="Hub at Reed Lane"
    )
    acts.attended(referral=referral, by=by, at=at(8))
    acts.engage(referral=referral, by=by, at=at(40), late_reason=LateReason.STAFF)
    acts.return_outcome(referral=referral, outcome=Outcome.COMPLETED, by=by, at=at(60))
    return acts.close(referral=referral, by=pair.sender, at=at(61))


def events(kind):
    from fingerpost.service.access.models import Event

    return list(Event.objects.filter(kind=kind).order_by("pk"))


# -- what is in it ---------------------------------------------------------------------------


def test_a_row_tells_each_step_with_its_day(keeper, pair) -> None:
    person = make_person(pair.sender, sex="female", ethnicity="black", postcode="ZB2 9AX")
    whole_way(pair, person=person)
    done = keeper.export()
    assert (done.referrals, done.left_out) == (1, ())
    (row,) = keeper.rows()
    assert len(row["Referral"]) == 16
    told = {
        "Forename": "Jordan",
        "Surname": "Lake",
        "Date of Birth": "1990-05-04",
        "Postcode": "ZB2 9AX",
        "Age Band": "35 to 44",
        "Sex": "Female",
        "Ethnic Group": "Black",
        "Sender": "Fenmark Constabulary",
        "Kind of Sender": "police",
        "Kind of Receiver": "treatment",
        "Service": "Adult drug service",
        "Origin": "custody",
        "Needs": "drugs",
        "Sent Date": "2026-04-01",  # a Wednesday; Friday and Monday were Easter's
        "Received Date": "2026-04-02",
        "Accepted Date": "2026-04-02",
        "Contact Due Date": "2026-04-10",  # 1, 2 and 2 working days
        "First Contact Date": "2026-04-03",
        "Appointment Offered Date": "2026-04-03",
        "Attended Date": "2026-04-09",
        "Engaged Date": "2026-05-11",
        "Outcome Date": "2026-05-31",
        "Over Date": "2026-06-01",
        "State": "closed",
        "Tries": "1",
        "Misses": "0",
        "Outcome": "completed",
        "Decline Reason": "",
        "End Reason": "",
    }
    assert {name: row[name] for name in told} == told


def test_the_steps_are_in_order_with_side_and_lateness(keeper, pair) -> None:
    whole_way(pair)
    assert keeper.export().steps == 9
    rows = keeper.rows("referral-steps.csv")
    assert [row["Step"] for row in rows] == [str(n) for n in range(1, 10)]
    assert [row["To State"] for row in rows[:3]] == ["sent", "received", "accepted"]
    assert [row["Side"] for row in rows] == ["sender", *["receiver"] * 7, "sender"]
    assert {row["To State"]: row["Late Reason"] for row in rows if row["Late Reason"]} == {
        "engaged": "staff"
    }
    assert {row["Channel"] for row in rows} == {"", "phone"}


def test_a_declined_one_names_the_reason_and_the_next_names_it(keeper, pair) -> None:
    from fingerpost.service.casework.actions import referrals as acts
    from fingerpost.service.casework.reasons import DeclineReason

    other = make_service(pair.receiver.agency, "Young people")
    first = pair.send()
    acts.take_in(referral=first, by=pair.receiver, at=AT)
    acts.decline(referral=first, reason=DeclineReason.AGE, by=pair.receiver, at=AT)
    acts.redirect(referral=first, service=other, by=pair.sender, at=AT)
    keeper.export()
    before, after = keeper.rows()
    assert (before["State"], before["Decline Reason"], before["End Reason"]) == (
        "redirected",
        "age",
        "",
    )
    assert after["Redirected From"] == before["Referral"]


def test_the_files_are_read_by_their_own_sources_whole(keeper, pair) -> None:
    whole_way(pair)
    pair.send()
    keeper.export()
    found = {}
    for opened in open_files(keeper.inbox / "cases"):
        source = recognise(opened).source
        result = read(opened, source, today=date(2026, 11, 24))
        found[source.name] = (result.rows_landed, result.rows_refused)
    assert found == {"service_referrals": (2, 0), "service_referral_steps": (10, 0)}


def test_the_same_rows_are_the_same_bytes(keeper, pair) -> None:
    whole_way(pair)
    assert keeper.export().has_changed
    before = {path.name: path.read_bytes() for path in (keeper.inbox / "cases").iterdir()}
    again = keeper.export(AT + timedelta(days=1))
    assert not again.has_changed
    assert before == {
        path.name: path.read_bytes() for path in (keeper.inbox / "cases").iterdir()
    }
    assert set(before) == {"referrals.csv", "referral-steps.csv"}


# -- what is not -----------------------------------------------------------------------------


def test_no_word_that_anybody_wrote_and_no_worker_is_in_it(keeper, pair) -> None:
    from fingerpost.service.casework.models import ReferralDetail, ReferralSheet

    person = make_person(pair.sender, address="7 Heron Row", phone="01632 960 017")
    referral = whole_way(pair, person=person, companion="Mabel")
    ReferralSheet.objects.filter(pk=referral.pk).update(
        answers="Sleeps at the mill.", safe_contact="Never ring her brother.", known_as="Jojo"
    )
    ReferralDetail.objects.create(
        referral=referral,
        agency=pair.receiver.agency,
        words="On methadone 40 ml.",
        at=AT,
        person=pair.receiver.user,
    )
    keeper.export()
    text = "".join(path.read_text() for path in (keeper.inbox / "cases").iterdir())
    for secret in (
        *("Quillfeather", "heroin", "mill", "brother", "methadone", "Jojo", "Mabel"),
        *("Heron", "960 017", "Reed Lane"),
        *(pair.sender.user.name, pair.receiver.user.name, pair.sender.user.email),
    ):
        assert secret not in text, secret


def test_drafts_and_what_was_discarded_unsent_are_not_in_it(keeper, pair) -> None:
    from fingerpost.service.casework.actions import referrals as acts
    from fingerpost.service.casework.reasons import EndReason

    pair.draft()
    discarded = pair.draft()
    acts.withdraw(referral=discarded, reason=EndReason.MISTAKE, by=pair.sender, at=AT)
    pair.send()
    assert keeper.export().referrals == 1
    assert [row["State"] for row in keeper.rows()] == ["sent"]


def test_a_referral_whose_consent_was_withdrawn_leaves_the_files(keeper) -> None:
    pair = make_pair("charity", "treatment", consent=True)
    keeper.agreed(pair.sender.agency, pair.receiver.agency)
    person = make_person(pair.sender)
    consent = make_consent(
        person,
        pair.sender,
        pair.receiver.agency,
        pair.sender.agency,
        items=("referral", "referral_progress"),
    )
    referral = pair.send(person=person, basis="consent", consent=consent)
    pair.send(person=person, basis="consent", consent=make_consent(
        person,
        pair.sender,
        pair.receiver.agency,
        pair.sender.agency,
        items=("referral", "referral_progress"),
    ))  # fmt: skip
    assert keeper.export().referrals == 2
    consent.withdrawn_at = AT
    consent.save()
    done = keeper.export()
    assert (done.referrals, done.steps, done.without_consent) == (1, 1, 1)
    from fingerpost.service.casework.exporting import pseudonym

    gone = pseudonym("referral", referral.pk)
    for name in ("referrals.csv", "referral-steps.csv"):
        assert gone not in {row["Referral"] for row in keeper.rows(name)}


def test_where_statistics_rest_on_consent_only_who_agreed_to_them_is_in_it(keeper) -> None:
    pair = make_pair("charity", "treatment")
    keeper.agreed(pair.sender.agency, pair.receiver.agency, consent=True)
    person = make_person(pair.sender)
    pair.send(person=person)
    assert keeper.export().referrals == 0
    agreed = make_consent(person, pair.sender, keeper.agency, items=ITEMS, purpose="statistics")
    pair.send(person=person, consent=agreed)
    assert keeper.export().referrals == 1


def test_without_an_agreement_on_linkage_nobody_is_named(keeper) -> None:
    pair = make_pair()
    keeper.agreed(pair.sender.agency, pair.receiver.agency, linked=False)
    pair.send()
    keeper.export()
    (row,) = keeper.rows()
    personal = [c.header for c in all_sources()[ITEMS[0]].in_file if c.personal]
    assert personal
    assert {row[header] for header in personal} == {""}
    assert row["Age Band"] == "35 to 44"


def test_who_was_erased_is_not_named(keeper, pair) -> None:
    person = make_person(pair.sender)
    pair.send(person=person)
    person.erased_at = AT
    person.save()
    keeper.export()
    assert keeper.rows()[0]["Forename"] == ""


# -- who agreed ------------------------------------------------------------------------------


@pytest.mark.parametrize("agreed", [(), ("police",), ("treatment",)], ids=str)
def test_both_agencies_must_have_agreed_and_who_did_not_is_named(keeper, agreed) -> None:
    pair = make_pair()
    sides = {"police": pair.sender.agency, "treatment": pair.receiver.agency}
    keeper.agreed(*(sides[kind] for kind in agreed))
    pair.send()
    done = keeper.export()
    assert done.referrals == done.steps == 0
    assert not keeper.rows()
    without = {agency for kind, agency in sides.items() if kind not in agreed}
    assert {one.agency for one in done.left_out} == without
    assert all("No agreement allows" in one.why for one in done.left_out)


def test_an_agreement_that_ends_ends_the_export_and_the_file_goes(keeper) -> None:
    pair = make_pair()
    keeper.agreed(pair.sender.agency, pair.receiver.agency, until=AT.date())
    pair.send()
    assert keeper.export().referrals == 1
    done = keeper.export(AT + timedelta(days=1))
    assert done.referrals == 0
    assert not list((keeper.inbox / "cases").iterdir())
    assert "ended on" in done.left_out[0].why


def test_who_keeps_the_evidence_must_have_been_said(keeper, pair, settings) -> None:
    settings.EVIDENCE_HOLDER, settings.MODE = "", "production"
    pair.send()
    done = keeper.export()
    assert done.referrals == 0
    assert {one.why for one in done.left_out} == {
        "The partnership has not said which agency keeps the evidence."
    }


def test_it_is_written_down_once_that_an_agency_was_refused(keeper) -> None:
    pair = make_pair()
    pair.send()
    keeper.export()
    keeper.export(AT + timedelta(days=1))
    refused = events("flow_refused")
    assert sorted((one.agency, one.target) for one in refused) == sorted(
        (agency.pk, item)
        for agency in (pair.sender.agency, pair.receiver.agency)
        for item in ITEMS
    )
    assert all(one.target_type == "export" for one in refused)
    assert len(events("cases_exported")) == 2


def test_every_export_is_one_event_without_a_name(keeper, pair) -> None:
    from fingerpost.service.access.models import EventValues

    pair.send()
    keeper.export()
    (event,) = events("cases_exported")
    assert (event.actor, event.target) == (None, "service_referrals")
    values = EventValues.objects.get(event=event.pk)
    assert values.after == {"referrals": 1, "steps": 1}


# -- law enforcement gains nothing -----------------------------------------------------------


def test_no_agreement_can_give_the_files_to_law_enforcement_for_its_own_ends() -> None:
    from fingerpost.service.access.agreements import may_flow
    from fingerpost.service.access.models import AgencyKind

    treatment = worker("treatment").agency
    for kind in AgencyKind:
        if not kind.is_law_enforcement:
            continue
        taker = make_agency(f"A {kind.label}", kind.value)
        for purpose in ("crime", "justice"):
            agree(treatment, taker, *ITEMS, purpose=purpose)
            for item in ITEMS:
                answer = may_flow(
                    giver=treatment, receiver=taker, item=item, purpose=purpose, on=AT.date()
                )
                assert not answer
                assert "never become police intelligence" in answer.why


def test_a_force_that_gives_its_referrals_is_given_nothing(keeper, pair) -> None:
    from fingerpost.service.access.agreements import open_items
    from fingerpost.service.access.vocabulary import Purpose

    pair.send()
    keeper.export()
    for purpose in Purpose:
        opened = open_items(receiver=pair.sender.agency, purpose=purpose, on=AT.date())
        assert not opened & set(ITEMS), purpose


# -- by hand and every night -----------------------------------------------------------------


def test_the_command_says_what_went_in_and_who_was_left_out(
    keeper, pair, settings, capsys
) -> None:
    from django.core.management import call_command

    settings.WORKSPACE = keeper.inbox.parent
    pair.send()
    housing = make_pair("police", "housing")
    housing.send()
    call_command("export_cases")
    said = capsys.readouterr().out
    assert "1 referrals and 1 steps are in" in said
    assert "Left out: Aldenwold Housing. No agreement allows" in said


def test_the_night_has_it_measured_only_where_it_changed(
    keeper, pair, settings, monkeypatch
) -> None:
    from fingerpost.service.casework import tasks

    settings.WORKSPACE = keeper.inbox.parent
    asked: list[bool] = []
    monkeypatch.setattr(tasks, "ask_for_evidence", lambda: asked.append(True))
    pair.send()
    tasks.export(int(AT.timestamp()))
    tasks.export(int(AT.timestamp()) + 86_400)
    assert asked == [True]
    assert len(keeper.rows()) == 1


def test_it_takes_the_same_number_of_queries_for_one_and_for_many(
    keeper, pair, django_assert_max_num_queries
) -> None:
    for _ in range(12):
        pair.send()
    with django_assert_max_num_queries(40):
        assert keeper.export().referrals == 12
