"""The pages of a referral: sent and answered in few clicks, each side sees its part and no other."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
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

pytestmark = pytest.mark.django_db
PLACE = "Room 4, the needle exchange"


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def pair():
    return make_pair()


def text_of(answer) -> str:
    said = re.sub(r"<[^>]+>", " ", html.unescape(answer.content.decode()))
    return " ".join(said.split())


def page_of(client, one) -> str:
    answer = client.get(f"/cases/referrals/{one.pk}")
    assert answer.status_code == 200
    return text_of(answer)


def take(client, one, name: str, **said):
    return client.post(f"/cases/referrals/{one.pk}/{name}", said, follow=True)


def test_every_move_has_its_step_once() -> None:
    from fingerpost.service.casework.referral_steps import STEPS
    from fingerpost.service.casework.states import MOVES, Side

    taken = [(words, one.side) for one in STEPS for words in one.words]
    assert len(taken) == len(set(taken))
    moves = {(move.words, move.side) for move in MOVES if move.side is not Side.CLOCK}
    # A diversion books its place; that somebody died is said on the person's own page.
    elsewhere = {("book a place", Side.SENDER), ("say that they died", Side.RECEIVER)}
    assert set(taken) == moves - elsewhere
    assert elsewhere <= moves


def test_a_custody_officer_sends_and_a_drug_worker_answers_in_under_ten_clicks(pair) -> None:
    """Count what a person presses on each side; typing the reason is no click."""
    from fingerpost.service.casework.models import Referral

    officer, drug_worker = signed_in(pair.sender), signed_in(pair.receiver)
    person = make_person(pair.sender)
    clicks = 0
    page = officer.get(f"/cases/people/{person.pk}/refer")
    link = f"/cases/people/{person.pk}/refer/{pair.service.pk}"
    assert link in page.content.decode()
    form, clicks = officer.get(link), clicks + 1
    chosen = dict(
        re.findall(r'name="(needs|urgency)" value="(\w+)"[^>]*checked', form.content.decode())
    )
    begins = re.search(r'<option value="(\w+)" selected', form.content.decode())[1]
    assert (chosen, begins) == ({"needs": "drugs", "urgency": "routine"}, "custody")
    said = {**chosen, "origin": begins, "why": "Wants help with heroin."}
    draft, clicks = officer.post(link, said, follow=True), clicks + 1
    assert "This is what Fenmark Recovery Service will see" in text_of(draft)
    assert Referral.objects.get().sent_at is None
    one = Referral.objects.get()
    sent, clicks = take(officer, one, "send"), clicks + 1
    assert "It is sent." in text_of(sent)
    assert clicks == 3

    clicks = 0
    listed, clicks = drug_worker.get("/cases/referrals"), clicks + 1
    assert f"/cases/referrals/{one.pk}" in listed.content.decode()
    page, clicks = drug_worker.get(f"/cases/referrals/{one.pk}"), clicks + 1
    for name in ("take-in", "accept"):
        assert f'action="/cases/referrals/{one.pk}/{name}"' in page.content.decode()
        page, clicks = take(drug_worker, one, name), clicks + 1
    form, clicks = drug_worker.get(f"/cases/referrals/{one.pk}/appointment"), clicks + 1
    soon = timezone.localdate() + timedelta(days=3)
    page = take(drug_worker, one, "appointment", day=soon, begins="10:30", place=PLACE)
    clicks += 1
    assert "The appointment is written down." in text_of(page)
    assert clicks == 6 < 10


def test_the_state_and_who_owes_what_come_first(pair) -> None:
    one = pair.send(timezone.now())
    said = page_of(signed_in(pair.receiver), one)
    first = said.index("Sent since")
    owed = said.index("You owe the next step, by")
    assert first < owed < said.index("Asks for help with heroin.")
    said = page_of(signed_in(pair.sender), one)
    assert "Fenmark Recovery Service owes the next step" in said
    assert "say that it is received" in said


def test_looking_at_a_referral_is_an_event_without_a_name(pair) -> None:
    from fingerpost.service.access.models import Event, EventKind

    one = pair.send(timezone.now())
    page_of(signed_in(pair.receiver), one)
    event = Event.objects.get(kind=EventKind.RECORD_READ)
    assert (event.target_type, event.target) == ("referral", str(one.pk))
    assert event.actor == pair.receiver.user_id


@pytest.mark.parametrize("who", ["worker of another agency", "reader", "another's draft"])
def test_who_may_not_see_it_is_not_told_that_it_is_there(pair, who) -> None:
    one = pair.send(timezone.now())
    if who == "another's draft":
        other, one, said = pair.receiver, pair.draft(timezone.now()), 404
    elif who == "reader":
        other, said = worker("treatment", role="reader"), 403
    else:
        other, said = worker("charity"), 404
    client = signed_in(other)
    assert client.get(f"/cases/referrals/{one.pk}").status_code == said
    assert client.post(f"/cases/referrals/{one.pk}/accept").status_code == said


def test_the_police_are_told_whether_they_came_and_no_more_of_how(pair) -> None:
    from fingerpost.service.casework.actions import referrals
    from fingerpost.service.casework.reasons import Channel

    at, by = timezone.now(), pair.receiver
    one = referrals.take_in(referral=pair.send(at), by=by, at=at)
    one = referrals.accept(referral=one, by=by, at=at)
    one = referrals.try_contact(referral=one, channel=Channel.LETTER, by=by, at=at)
    meets = at + timedelta(days=2)
    one = referrals.offer_appointment(referral=one, starts_at=meets, place=PLACE, by=by, at=at)
    officer = signed_in(pair.sender)
    said = page_of(officer, one)
    assert "Did they come? Not yet" in said
    one = referrals.attended(referral=one, by=by, at=meets)
    said = page_of(officer, one)
    assert "Did they come? Yes" in said
    for word in ("needle exchange", "Letter.", "Tries to reach", "Appointment "):
        assert word not in said
    said = page_of(signed_in(pair.receiver), one)
    assert PLACE in said
    assert "Letter." in said


def test_own_words_of_health_reach_who_may_read_them_and_never_the_police(pair) -> None:
    from django.core.exceptions import PermissionDenied, ValidationError

    from fingerpost.service.casework.actions import details

    at = timezone.now()
    one = pair.send(at)
    drug_worker, officer = signed_in(pair.receiver), signed_in(pair.sender)
    assert "Write in own words" in page_of(drug_worker, one)
    form = drug_worker.get(f"/cases/referrals/{one.pk}/write")
    assert "is never told what is of health" in text_of(form)
    assert 'name="is_shared"' not in form.content.decode()
    take(drug_worker, one, "write", words="Injects daily, hepatitis C.", is_shared="on")
    assert "Injects daily" in page_of(drug_worker, one)
    said = page_of(officer, one)
    assert "Injects" not in said
    assert "own words" not in said
    assert officer.get(f"/cases/referrals/{one.pk}/write").status_code == 404
    with pytest.raises(PermissionDenied):
        details.write(referral=one, words="x", by=pair.sender, at=at)
    with pytest.raises(ValidationError, match="never told"):
        details.write(referral=one, words="x", is_shared=True, by=pair.receiver, at=at)


@pytest.mark.parametrize("is_agreed", [True, False], ids=["agreed", "not agreed"])
def test_own_words_cross_between_care_agencies_where_it_is_agreed(is_agreed) -> None:
    from fingerpost.service.access.models import Event, EventKind

    pair = make_pair("housing")
    if is_agreed:
        agree(pair.receiver.agency, pair.sender.agency, "referral_detail")
    one = pair.send(timezone.now())
    drug_worker, housing = signed_in(pair.receiver), signed_in(pair.sender)
    take(drug_worker, one, "write", words="Uses in the evening.", is_shared="on")
    assert ("Uses in the evening." in page_of(housing, one)) is is_agreed
    assert "Uses in the evening." in page_of(drug_worker, one)
    assert Event.objects.filter(kind=EventKind.REFERRAL_TOLD).count() == 1
    one.refresh_from_db()
    assert one.is_news_to_sender is is_agreed


def test_declined_the_named_services_come_first_and_it_goes_on(pair) -> None:
    from fingerpost.service.casework.models import Referral

    other, third = worker("charity"), worker("housing")
    for one in (other, third):
        agree(pair.sender.agency, one.agency, "referral")
        agree(one.agency, pair.sender.agency, "referral_progress")
    make_service(third.agency, "A home first")
    instead = make_service(other.agency, "Zero tolerance of closed doors")
    one = pair.send(timezone.now())
    drug_worker, officer = signed_in(pair.receiver), signed_in(pair.sender)
    take(drug_worker, one, "take-in")
    take(drug_worker, one, "decline", reason="area", alternatives=[instead.pk])
    said = page_of(officer, one)
    assert "Lives outside the area" in said
    assert "Zero tolerance of closed doors, Saltmarsh Recovery Community" in said
    form = officer.get(f"/cases/referrals/{one.pk}/redirect").content.decode()
    assert form.index("Zero tolerance") < form.index("A home first")
    page = take(officer, one, "redirect", service=instead.pk)
    assert "It was sent elsewhere" in text_of(page)
    onward = Referral.objects.latest("pk")
    assert (onward.receiver, onward.state) == (other.agency, "sent")
    assert str(onward.pk) not in page_of(drug_worker, one).replace(str(one.pk), "")


def test_a_late_step_asks_why_on_the_same_form(pair) -> None:
    one = pair.send(timezone.now() - timedelta(days=9))
    drug_worker = signed_in(pair.receiver)
    page = drug_worker.get(f"/cases/referrals/{one.pk}")
    assert "working days late" in text_of(page)
    assert f'action="/cases/referrals/{one.pk}/take-in"' not in page.content.decode()
    answer = take(drug_worker, one, "take-in")
    assert answer.status_code == 400
    assert "Choose why it is late" in text_of(answer)
    take(drug_worker, one, "take-in", late_reason="staff")
    one.refresh_from_db()
    assert one.state == "received"
    assert "Late: nobody was free." in page_of(drug_worker, one)


@pytest.mark.parametrize("name", ["withdraw", "close"])
def test_who_ends_a_late_referral_is_not_asked_why_it_is_late(pair, name) -> None:
    from fingerpost.service.casework.actions import referrals
    from fingerpost.service.casework.reasons import LateReason, MoreNeeded, Outcome

    at, by, late = timezone.now() - timedelta(days=40), pair.receiver, LateReason.STAFF
    one = referrals.take_in(referral=pair.send(at), by=by, at=at)
    if name == "withdraw":
        one = referrals.ask_for_more(referral=one, question=MoreNeeded.CONTACT, by=by, at=at)
    else:
        one = referrals.accept(referral=one, by=by, at=at)
        meets = at + timedelta(hours=2)
        one = referrals.offer_appointment(
            referral=one, starts_at=meets, place="Here", by=by, at=at
        )
        one = referrals.attended(referral=one, by=by, at=meets, late_reason=late)
        one = referrals.return_outcome(
            referral=one, outcome=Outcome.STARTED, by=by, at=meets, late_reason=late
        )
    assert one.is_late(timezone.now())
    said = {"reason": "person"} if name == "withdraw" else {}
    take(signed_in(pair.sender), one, name, **said)
    one.refresh_from_db()
    assert one.state == {"withdraw": "withdrawn", "close": "closed"}[name]


def test_news_is_read_by_pressing_or_by_ones_own_move(pair) -> None:
    from fingerpost.service.access.models import Event, EventKind
    from fingerpost.service.casework.actions import referrals
    from fingerpost.service.casework.reasons import MoreNeeded

    at = timezone.now()
    one = referrals.take_in(referral=pair.send(at), by=pair.receiver, at=at)
    officer = signed_in(pair.sender)
    assert (
        f"/cases/referrals/{one.pk}"
        in officer.get("/cases/referrals?show=news").content.decode()
    )
    assert "Mark as read" in page_of(officer, one)
    one.refresh_from_db()
    assert one.is_news_to_sender, "looking is not reading: only a press is"
    officer.post(f"/cases/referrals/{one.pk}/read")
    officer.post(f"/cases/referrals/{one.pk}/read")
    one.refresh_from_db()
    assert not one.is_news_to_sender
    assert Event.objects.filter(kind=EventKind.REFERRAL_READ).count() == 1
    one = referrals.ask_for_more(
        referral=one, question=MoreNeeded.CONTACT, by=pair.receiver, at=at
    )
    assert one.is_news_to_sender
    take(officer, one, "answer", words="Ring the hostel.")
    one.refresh_from_db()
    assert not one.is_news_to_sender
    assert "Ring the hostel." in page_of(signed_in(pair.receiver), one)


def test_a_draft_is_changed_before_it_is_sent_and_not_after(pair) -> None:
    one = pair.draft(timezone.now())
    officer = signed_in(pair.sender)
    said = {"why": "Wants a script.", "needs": ["drugs"], "urgency": "soon", "origin": "street"}
    page = officer.post(f"/cases/referrals/{one.pk}/change", said, follow=True)
    assert "Wants a script." in text_of(page)
    take(officer, one, "send")
    assert officer.post(f"/cases/referrals/{one.pk}/change", said).status_code == 404


def test_nothing_is_drafted_where_the_person_has_to_be_asked_first() -> None:
    from fingerpost.service.casework.models import Referral

    pair = make_pair("housing", consent=True)
    person = make_person(pair.sender)
    client = signed_in(pair.sender)
    page = client.get(f"/cases/people/{person.pk}/refer")
    assert "Ask the person first" in text_of(page)
    link = f"/cases/people/{person.pk}/refer/{pair.service.pk}"
    assert "only if the person agrees" in text_of(client.get(link, follow=True))
    make_consent(
        person, pair.sender, pair.receiver.agency,
        items=("referral", "referral_progress"), given_on=timezone.localdate(),
        until=timezone.localdate() + timedelta(days=9),
    )  # fmt: skip
    said = {"why": "Help.", "needs": ["drugs"], "urgency": "soon", "origin": "community"}
    client.post(link, said)
    assert Referral.objects.get().basis == "consent"


def test_a_person_of_another_agency_is_not_there(pair) -> None:
    person = make_person(worker("charity"))
    client = signed_in(pair.sender)
    assert client.get(f"/cases/people/{person.pk}/refer").status_code == 404
    link = f"/cases/people/{person.pk}/refer/{pair.service.pk}"
    assert client.post(link, {"why": "x"}).status_code == 404


def test_no_health_agency_writes_to_law_enforcement() -> None:
    from django.core.exceptions import ValidationError

    pair = make_pair("treatment", "probation")
    with pytest.raises(ValidationError, match="refers nobody to the police"):
        pair.draft()


def test_who_comes_along_is_a_first_name_alone(pair) -> None:
    from django.core.exceptions import ValidationError

    assert pair.draft(companion=" Dean ").companion == "Dean"
    with pytest.raises(ValidationError, match="first name alone"):
        pair.draft(companion="Dean Whitlock")


@pytest.mark.parametrize("show", ["owed", "news", "received", "sent", "late", "nonsense"])
def test_a_list_takes_few_questions_however_long_it_is(
    pair, show, django_assert_max_num_queries
) -> None:
    for _ in range(7):
        pair.send(timezone.now() - timedelta(days=9), person=make_person(pair.sender))
    clients = [signed_in(pair.receiver), signed_in(pair.sender)]
    for client in clients:
        client.get("/cases/referrals")
        with django_assert_max_num_queries(24):
            assert client.get(f"/cases/referrals?show={show}").status_code == 200
    one = pair.send(timezone.now(), person=make_person(pair.sender))
    with django_assert_max_num_queries(25):
        page_of(clients[0], one)


def test_pressed_twice_it_is_done_once(pair) -> None:
    one = pair.send(timezone.now())
    client = signed_in(pair.receiver)
    take(client, one, "take-in")
    said = text_of(take(client, one, "take-in"))
    assert "That cannot be done now" in said
    assert one.steps.filter(after="received").count() == 1
