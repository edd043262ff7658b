"""Records are kept as long as agreed, erased by people alone, and handed to whoever they are about."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from tests.service.casework_making import make_consent, make_pair, worker
from tests.service.people import AT
from tests.service.people_making import governor, kept, led_to

from fingerpost.service.access import audit
from fingerpost.service.access.models import Event, EventKind, EventValues
from fingerpost.service.casework import knowing, people_waiting, retention, subject_access
from fingerpost.service.casework.actions import people, referrals
from fingerpost.service.casework.actions import retention as deciding
from fingerpost.service.casework.actions import subject_access as answering
from fingerpost.service.casework.actions.people import ChangeReason
from fingerpost.service.casework.models import (
    DeathSource,
    Person,
    PersonKey,
    ReferralDetail,
    ReferralSheet,
    SheetKey,
)
from fingerpost.service.casework.months import answer_due, months_after
from fingerpost.service.casework.reasons import DeclineReason, EndReason

pytestmark = pytest.mark.django_db
LATER = AT.replace(year=2036)  # when every time is over
SECRETS = (
    "Zebedee",
    "Quillfeather",
    "07700 900999",
    "12 Hidden Row",
    "Drinks at night",
    "zq-77",
)


def zebedee(by, **more) -> Person:
    return kept(
        by,
        given_name=SECRETS[0],
        family_name=SECRETS[1],
        phone=SECRETS[2],
        address=SECRETS[3],
        local_number=SECRETS[5],
        **more,
    )


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        pytest.param(date(2026, 1, 31), 1, date(2026, 2, 28), id="no such day"),
        pytest.param(date(2028, 1, 31), 1, date(2028, 2, 29), id="leap year"),
        pytest.param(date(2026, 12, 15), 1, date(2027, 1, 15), id="over the year"),
        pytest.param(date(2026, 3, 31), -1, date(2026, 2, 28), id="back"),
        pytest.param(date(2026, 3, 31), -12, date(2025, 3, 31), id="a year back"),
    ],
)
def test_months(day: date, months: int, after: date) -> None:
    assert months_after(day, months) == after


@pytest.mark.parametrize(
    ("asked_on", "due_on"),
    [
        # The three cases that the Information Commissioner's guide counts: an ordinary day, the end of a
        # month without such a day, and a last day that is no working day.
        pytest.param(date(2026, 9, 3), date(2026, 10, 5), id="3 October is a Saturday"),
        pytest.param(date(2026, 3, 31), date(2026, 4, 30), id="no 31 April"),
        pytest.param(
            date(2026, 11, 25), date(2026, 12, 29), id="Christmas and what follows it"
        ),
    ],
)
def test_an_answer_is_due_within_a_calendar_month(asked_on: date, due_on: date) -> None:
    assert answer_due(asked_on) == due_on


@pytest.mark.parametrize(
    ("kind", "became_a_case", "months"),
    [
        pytest.param("treatment", False, 24, id="nothing came of it: as agreed"),
        pytest.param("treatment", True, 96, id="its own case: as the service keeps"),
        pytest.param("charity", False, 24, id="a charity, as agreed"),
        pytest.param("charity", True, 36, id="a charity's own"),
    ],
)
def test_how_long(kind: str, became_a_case: bool, months: int) -> None:
    pair = make_pair("police", kind)
    one = referrals.take_in(referral=pair.send(), by=pair.receiver, at=AT)
    person = people.keep_from_sheet(referral=one, by=pair.receiver, at=AT)
    if became_a_case:
        one = led_to(one, "engaged", pair.receiver)
    assert retention.months_for(person) == months
    assert retention.months_for(one.person) == 72, "the sender's own"


def test_every_kind_has_a_time_and_the_table_names_no_other() -> None:
    from fingerpost.service.access.models import AgencyKind

    table = retention.months_by_kind()
    assert set(table) - {"default"} <= set(AgencyKind.values)
    assert all(1 <= months <= 240 for months in table.values())


def test_the_monthly_task_marks_what_is_due_and_erases_nothing() -> None:
    lead, by = governor(), worker("treatment")
    old, new = (
        kept(by),
        people.keep(
            said={"given_name": "New", "family_name": "Here"},
            by=by,
            at=LATER - timedelta(days=5),
        ),
    )
    assert deciding.find_due(at=AT) == 0
    assert deciding.find_due(at=LATER) == 1
    assert deciding.find_due(at=LATER) == 0, "twice does no harm"
    on = LATER.date()
    assert list(retention.to_review(viewer=lead, on=on)) == [old]
    assert not retention.to_review(viewer=governor("housing"), on=on)
    (need,) = people_waiting.to_review(lead, on)
    assert need.sentence == "Keep on or erase a record: its time is over"
    assert old.name not in need.sentence
    assert Person.objects.filter(erased_at__isnull=True).count() == 2
    deciding.keep_on(
        person=old, until=date(2037, 1, 1), reason="A claim is open", by=lead, at=LATER
    )
    assert not retention.to_review(viewer=lead, on=on)
    assert deciding.find_due(at=LATER) == 0
    assert retention.due_on(old) == date(2037, 1, 1)
    assert deciding.find_due(at=LATER.replace(year=2037)) == 1
    new.refresh_from_db()
    assert new.review_on is None
    Person.objects.filter(pk=old.pk).update(changed_at=LATER.replace(year=2037))
    assert deciding.find_due(at=LATER.replace(year=2037)) == 0
    assert not retention.to_review(viewer=lead, on=date(2038, 1, 1)), "dealt with since"


def test_only_who_answers_for_records_decides() -> None:
    by = worker("treatment")
    person = kept(by)
    for act in (
        lambda: deciding.erase(person=person, by=by, at=LATER),
        lambda: deciding.keep_on(
            person=person, until=date(2037, 1, 1), reason="So", by=by, at=LATER
        ),
        lambda: retention.to_review(viewer=by, on=LATER.date()),
        lambda: subject_access.collect(person, viewer=by, on=AT.date()),
    ):
        with pytest.raises(PermissionDenied):
            act()
    with pytest.raises(Person.DoesNotExist):
        deciding.erase(person=person, by=governor("housing"), at=LATER)


def test_nothing_open_is_erased() -> None:
    pair = make_pair()
    lead = governor("police")
    person = zebedee(pair.sender)
    with pytest.raises(ValidationError, match="kept until"):
        deciding.erase(person=person, by=lead, at=AT)
    one = pair.send(person=person)
    with pytest.raises(ValidationError, match="referral of theirs is open"):
        deciding.erase(person=person, by=lead, at=LATER)
    referrals.withdraw(referral=one, reason=EndReason.MOVED, by=pair.sender, at=AT)
    asked = answering.ask(person=person, asked_on=AT.date(), by=lead, at=AT)
    with pytest.raises(ValidationError, match="Answer that first"):
        deciding.erase(person=person, by=lead, at=LATER)
    answering.answer(request=asked, by=lead, at=AT)
    retention.OPEN.append(lambda numbers: "A plan is open." if person.pk in numbers else "")
    try:
        with pytest.raises(ValidationError, match="A plan is open"):
            deciding.erase(person=person, by=lead, at=LATER)
    finally:
        retention.OPEN.pop()
    deciding.erase(person=person, by=lead, at=LATER)


def everything() -> str:
    """Return all that the database holds of cases and events, as the owner reads it."""
    said = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND (relname LIKE 'casework\\_%'"
            " OR relname LIKE 'access\\_event%' OR relname = 'access_notice')"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT * FROM {table}")
            said.append(str(cursor.fetchall()))
    return "".join(said)


def test_erased_there_is_nothing_left_that_names_them_and_the_events_stay() -> None:
    pair = make_pair("police", "treatment")
    lead = governor("police")
    person = zebedee(pair.sender)
    people.change(
        person=person,
        said={"safe_contact": SECRETS[4]},
        reason=ChangeReason.MORE,
        by=pair.sender,
        at=AT,
    )
    one = pair.send(person=person, why=f"{SECRETS[0]} asks for help", companion=SECRETS[0])
    referrals.take_in(referral=one, by=pair.receiver, at=AT)
    from fingerpost.service.casework import finding

    finding.keep_sheet_keys(one)
    make_consent(person, pair.sender, pair.receiver.agency, items=("plan",), witness="family")
    deciding.keep_on(person=person, until=date(2030, 1, 1), reason=SECRETS[4], by=lead, at=AT)
    referrals.decline(referral=one, reason=DeclineReason.AREA, by=pair.receiver, at=AT)
    referrals.withdraw(referral=one, reason=EndReason.MOVED, by=pair.sender, at=AT)
    Person.objects.filter(pk=person.pk).update(review_on=LATER.date())
    for secret in SECRETS:
        assert secret in everything(), "else it is no test"
    count = Event.objects.count()
    deciding.erase(person=person, by=lead, at=LATER)
    assert not PersonKey.objects.filter(person=person).exists()
    deciding.erase_traces(person.pk, at=LATER)
    deciding.erase_traces(person.pk, at=LATER)
    left = everything()
    for secret in SECRETS:
        assert secret not in left
    person.refresh_from_db()
    assert (person.name, person.born_on, person.erased_at) == ("Erased record", None, LATER)
    assert ReferralSheet.objects.get(pk=one.pk).name == "Erased record"
    assert not SheetKey.objects.exists()
    assert EventValues.objects.get(erased_at__isnull=False).after is None
    kinds = list(Event.objects.order_by("id").values_list("kind", flat=True))[count:]
    assert kinds == [EventKind.PERSON_ERASED, EventKind.VALUES_ERASED]
    assert audit.verify() == [], "the chain of events holds"
    with pytest.raises(ValidationError, match="erased"):
        people.change(
            person=person,
            said={"phone": "1"},
            reason=ChangeReason.MORE,
            by=pair.sender,
            at=LATER,
        )


def test_what_the_agency_wrote_in_own_words_goes_and_anothers_stays() -> None:
    pair = make_pair("charity", "treatment")
    lead = governor("treatment")
    one = referrals.take_in(referral=pair.send(), by=pair.receiver, at=AT)
    person = people.keep_from_sheet(referral=one, by=pair.receiver, at=AT)
    for by in (pair.sender, pair.receiver):
        ReferralDetail.objects.create(
            referral=one, agency=by.agency, words=f"Of {by.agency}", at=AT, person=by.user
        )
    referrals.decline(referral=one, reason=DeclineReason.AREA, by=pair.receiver, at=AT)
    referrals.withdraw(referral=one, reason=EndReason.MOVED, by=pair.sender, at=AT)
    assert retention.months_for(person) == 24, "as the agreement says"
    at = AT.replace(year=2028, month=5)
    deciding.erase(person=person, by=lead, at=at)
    deciding.erase_traces(person.pk, at=at)
    words = ReferralDetail.objects.order_by("pk").values_list("words", flat=True)
    assert list(words) == [f"Of {pair.sender.agency}", ""]
    one.refresh_from_db()
    assert one.person.name == "Jordan Lake", "the sender's own record is the sender's"


def test_sheets_that_led_to_no_record_go_when_their_time_is_over() -> None:
    pair = make_pair("police", "treatment")
    lead = governor()
    over, still_open = pair.send(), pair.send(person=kept(pair.sender, given_name="Kim"))
    referrals.withdraw(referral=over, reason=EndReason.MOVED, by=pair.sender, at=AT)
    with pytest.raises(ValidationError, match="None is due"):
        deciding.erase_sheets(by=lead, at=AT.replace(year=2028, month=3))
    with pytest.raises(PermissionDenied):
        deciding.erase_sheets(by=pair.receiver, at=LATER)
    at = AT.replace(year=2028)
    assert deciding.erase_sheets(by=lead, at=at) == 1
    assert deciding.empty_sheets(pair.receiver.agency, at=at) == 1
    assert deciding.empty_sheets(pair.receiver.agency, at=at) == 0
    names = ReferralSheet.objects.order_by("pk").values_list("name", "why")
    assert list(names) == [
        ("Erased record", ""),
        ("Kim Lake", "Asks for help with heroin."),
    ]
    assert still_open.person.name == "Kim Lake"


def test_the_answer_holds_everything_and_no_other_persons_name() -> None:
    pair = make_pair("police", "treatment")
    lead = governor("police")
    person = zebedee(pair.sender)
    other = kept(pair.sender, given_name="Another", family_name="Body")
    pair.send(person=other)
    people.change(
        person=person,
        said={"safe_contact": SECRETS[4]},
        reason=ChangeReason.MORE,
        by=pair.sender,
        at=AT,
    )
    one = pair.send(person=person, companion="Peregrine")
    referrals.take_in(referral=one, by=pair.receiver, at=AT)
    make_consent(person, pair.sender, pair.receiver.agency, items=("plan",), witness="family")
    asked = answering.ask(person=person, asked_on=AT.date(), by=lead, at=AT)
    (need,) = people_waiting.to_answer(lead, AT.date())
    assert (need.sentence, need.due_on) == (f"Answer access request {asked.pk}", asked.due_on)
    with pytest.raises(ValidationError, match="already"):
        answering.ask(person=person, asked_on=AT.date(), by=lead, at=AT)
    content = answering.answer(request=asked, by=lead, at=AT + timedelta(days=1))
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        page = file.read("what-we-hold.html").decode()
        said = json.loads(file.read("what-we-hold.json"))
    assert [one["title"] for one in said["sections"]] == [
        "Your record",
        "What was changed in it",
        "What you agreed to",
        "Referrals",
        "What was told with each referral",
        "Every step of these",
        "Who knows what about you",
    ]
    for text in (page, json.dumps(said)):
        for secret in SECRETS:
            assert secret in text
        for name in (
            *("Peregrine", "Another Body"),
            *(one.user.name for one in (pair.sender, pair.receiver, lead)),
        ):
            assert name not in text
    asked.refresh_from_db()
    assert asked.answered_at == AT + timedelta(days=1)
    assert not people_waiting.to_answer(lead, AT.date())
    answering.answer(request=asked, by=lead, at=AT + timedelta(days=2))
    asked.refresh_from_db()
    assert asked.answered_at == AT + timedelta(days=1), "the first is the answer"
    assert Event.objects.filter(kind=EventKind.ACCESS_ANSWERED).count() == 2


def test_who_knows_what_is_what_the_agency_may_know() -> None:
    pair = make_pair("housing", "treatment", consent=True)
    person = kept(pair.sender)
    consent = make_consent(
        person, pair.sender, pair.receiver.agency, items=("referral", "referral_progress")
    )
    on = AT.date()
    first = knowing.who_knows(person, viewer=pair.sender, on=on)
    assert [(one.agency, one.is_ours) for one in first] == [
        ("Aldenwold Housing", True),
        ("Fenmark Recovery Service", False),
    ]
    assert first[1].what.startswith("Nothing yet.")
    one = pair.send(person=person, basis="consent", consent=consent)
    told = knowing.who_knows(person, viewer=pair.sender, on=on)[1]
    assert told.what == (
        "On 1 April 2026 we told them who you are, how to reach you, and what you want help with."
    )
    assert told.basis == "You agreed to it on 1 April 2026. You can stop it on any day."
    assert told.until.startswith("They keep what we told them for 2 years.")
    theirs = people.keep_from_sheet(referral=one, by=pair.receiver, at=AT)
    says = knowing.who_knows(theirs, viewer=pair.receiver, on=on)
    assert [one.agency for one in says] == ["Fenmark Recovery Service", "Aldenwold Housing"]
    with pytest.raises(AssertionError):
        knowing.who_knows(person, viewer=pair.receiver, on=on)


def test_a_law_is_not_dressed_as_consent() -> None:
    pair = make_pair("police", "treatment")
    person = kept(pair.sender)
    pair.send(person=person)
    told = knowing.who_knows(person, viewer=pair.sender, on=AT.date())[1]
    assert told.basis.startswith("A law lets us do it:")
    assert "agreed" not in told.basis


def test_death_can_be_corrected_by_who_answers_for_records() -> None:
    by, lead = worker("treatment"), governor()
    person = kept(by)
    people.mark_died(
        person=person, died_on=AT.date(), source=DeathSource.REGISTER, by=by, at=AT
    )
    with pytest.raises(PermissionDenied):
        people.correct_death(person=person, by=by, at=AT)
    people.correct_death(person=person, by=lead, at=AT)
    person.refresh_from_db()
    assert (person.died_on, person.death_source) == (None, "")
