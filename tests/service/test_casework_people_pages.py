"""The pages of people, consents and records: what each shows, to whom, and what is written down of it."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.service.casework_making import agree, make_consent, make_pair, worker
from tests.service.people_making import SAID, as_person, governor, sheet_keys

from fingerpost.service.access.models import Event, EventKind
from fingerpost.service.casework.actions import people
from fingerpost.service.casework.models import AccessRequest, Consent, Person
from fingerpost.service.casework.states import ReferralState as S

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


def written(by, **more) -> Person:
    return people.keep(said={**SAID, **more}, by=by, at=timezone.now() - timedelta(days=1))


def text(answer) -> str:
    return answer.content.decode()


def test_a_search_is_posted_and_what_was_typed_is_kept_nowhere() -> None:
    by = worker("treatment")
    person = written(by)
    client = as_person(by)
    assert "Jordan Lake" in text(client.get("/cases/people")), "changed last"
    said = text(client.post("/cases/people", {"words": "lake 4/5/1990"}))
    assert "1 found" in said
    assert f'href="/cases/people/{person.pk}"' in said
    assert "Nobody found" in text(client.post("/cases/people", {"words": "zzz"}))
    assert client.post("/cases/people", {"words": ""}).status_code == 400
    events = Event.objects.filter(kind=EventKind.PEOPLE_SEARCHED)
    assert [one.reason for one in events] == ["1 found", "0 found"]
    assert all("ake" not in str(one.__dict__) for one in events)


def test_who_could_be_the_same_is_shown_before_a_new_record_is_made() -> None:
    by = worker("treatment")
    person = written(by)
    client = as_person(by)
    said = {
        "given_name": "Jordan",
        "family_name": "Laike",
        "born_on": "1990-05-04",
        "sex": "unsaid",
        "ethnicity": "unsaid",
    }
    first = text(client.post("/cases/people/new", said))
    assert "Is it one of these?" in first
    assert f'href="/cases/people/{person.pk}"' in first
    assert Person.objects.count() == 1
    assert client.post("/cases/people/new", {**said, "is_new": "yes"}).status_code == 302
    assert Person.objects.count() == 2
    said |= {"family_name": "Elsewhere", "given_name": "Kim", "born_on": "1971-02-02"}
    assert client.post("/cases/people/new", said).status_code == 302
    refused = client.post("/cases/people/new", {**said, "family_name": "", "email": "x"})
    assert refused.status_code == 400
    assert "Enter their family name" in text(refused)
    assert "such as name@example.org" in text(refused)


def test_one_person_and_no_page_of_another_agencys() -> None:
    pair = make_pair()
    person = written(pair.sender, safe_contact="Not after 6 pm", phone="07700 900111")
    pair.send(person=person)
    client, other = as_person(pair.sender), as_person(pair.receiver)
    said = text(client.get(f"/cases/people/{person.pk}"))
    for words in ("Not after 6 pm", "07700 900111", "To Adult drug service", "Sent"):
        assert words in said
    assert Event.objects.filter(kind=EventKind.RECORD_READ, target=str(person.pk)).count() == 1
    for path in ("", "/change", "/died", "/known", "/consent"):
        assert other.get(f"/cases/people/{person.pk}{path}").status_code == 404
        assert client.get(f"/cases/people/{person.pk}{path}").status_code == 200
    volunteer = as_person(worker("police", role="volunteer", name="Vol"))
    assert volunteer.get(f"/cases/people/{person.pk}").status_code == 403


def test_changed_and_died() -> None:
    by = worker("treatment")
    person = written(by)
    client = as_person(by)
    page = f"/cases/people/{person.pk}"
    said = {**SAID, "born_on": "1990-05-04", "sex": "male", "ethnicity": "unsaid"}
    refused = client.post(f"{page}/change", said)
    assert "Choose why it changes" in text(refused)
    assert client.post(f"{page}/change", {**said, "reason": "more"}).status_code == 302
    person.refresh_from_db()
    assert person.sex == "male"
    refused = client.post(f"{page}/died", {"died_on": "2099-01-01", "source": "family"})
    assert (refused.status_code, "between their birth" in text(refused)) == (400, True)
    assert client.post(
        f"{page}/died", {"died_on": "2026-01-01", "source": "family"}
    ).status_code
    said = text(client.get(page))
    assert "Nobody tries to reach them any more" in said
    assert "Ask for consent" not in said


def test_a_consent_from_choosing_to_what_is_printed_and_withdrawn() -> None:
    pair = make_pair("housing", "treatment", consent=True)
    agree(pair.sender.agency, worker("charity").agency, "referral")
    person = written(pair.sender)
    client = as_person(pair.sender)
    page = f"/cases/people/{person.pk}/consent"
    shown = text(client.get(page))
    assert "What is told without asking" in shown
    assert "Saltmarsh Recovery Community: who you are" in shown
    assert "Choose who may be told" in text(client.post(page, {}))
    until = timezone.localdate() + timedelta(days=90)
    chosen = {
        "agencies": [pair.receiver.agency_id],
        "items": ["referral"],
        "purpose": "care",
        "until": until.isoformat(),
    }
    words = text(client.post(page, chosen))
    assert "Do you agree, Jordan?" in words
    assert "may tell us: if you came" in words, "the answer goes with the referral"
    assert not Consent.objects.exists()
    refused = client.post(page, {**chosen, "is_said": "yes"})
    assert (refused.status_code, "Choose how they agreed" in text(refused)) == (400, True)
    made = client.post(page, {**chosen, "is_said": "yes", "how": "spoken", "witness": "friend"})
    consent = Consent.objects.get()
    assert made.url == f"/cases/consents/{consent.pk}"
    assert consent.items == ["referral", "referral_progress"]
    shown = text(client.get(made.url))
    for one in ("They withdraw it", "Nothing</td>", "A friend", "We still help you"):
        assert one in shown
    assert as_person(pair.receiver).get(made.url).status_code == 404
    assert as_person(pair.receiver).get(f"{made.url}/held").status_code == 404, (
        "told nothing yet"
    )
    from fingerpost.service.casework.actions import consents

    one = pair.send(timezone.now(), person=person, basis="consent", consent=consent)
    assert client.post(f"{made.url}/withdraw", {"reason": "asked"}).status_code == 302
    one.refresh_from_db()
    assert one.state == S.WITHDRAWN
    shown = text(client.get(made.url))
    assert "Nothing more is told" in shown
    assert "On its way" in shown
    consents.tell_of_withdrawal(consent.pk, at=timezone.now())
    assert "On its way" not in text(client.get(made.url))
    held = text(as_person(pair.receiver).get(f"{made.url}/held"))
    assert "A consent was withdrawn" in held
    assert "Referral of Jordan Lake" in held
    assert as_person(worker("charity")).get(f"{made.url}/held").status_code == 404


def test_nothing_to_ask_says_so() -> None:
    by = worker("employment")
    person = written(by)
    shown = text(as_person(by).get(f"/cases/people/{person.pk}/consent"))
    assert "There is nothing to ask" in shown


def test_what_the_person_reads() -> None:
    pair = make_pair("housing", "treatment", consent=True)
    person = written(pair.sender)
    shown = text(as_person(pair.sender).get(f"/cases/people/{person.pk}/known"))
    for words in ("Who knows what about you", "Aldenwold Housing: that is us", "ico.org.uk"):
        assert words in shown


def test_a_referral_is_matched_to_a_record_that_is_there_or_a_new_one() -> None:
    pair = make_pair()
    one, two = pair.send(timezone.now()), pair.send(timezone.now())
    sheet_keys(one)
    client = as_person(pair.receiver)
    page = f"/cases/people/received/{one.pk}"
    assert "has no record like it" in text(client.get(page))
    assert as_person(pair.sender).get(page).status_code == 404
    made = client.post(page, {"person": "new"})
    person = Person.objects.get(agency=pair.receiver.agency)
    assert made.url == f"/cases/people/{person.pk}"
    page = f"/cases/people/received/{two.pk}"
    assert f'value="{person.pk}"' in text(client.get(page))
    theirs = str(two.person_id)
    refused = client.post(page, {"person": theirs})
    assert (refused.status_code, "Choose one of these" in text(refused)) == (400, True)
    assert client.post(page, {"person": str(person.pk)}).url == f"/cases/people/{person.pk}"
    shown = text(client.get(f"/cases/people/{person.pk}"))
    assert shown.count("From Fenmark Constabulary") == 2


def test_records_are_governed_by_who_answers_for_them() -> None:
    by, lead = worker("treatment"), governor()
    first, second = written(by), written(by, given_name="Jordon", local_number="F-9")
    client = as_person(lead)
    assert "Records" in text(client.get("/"))
    assert as_person(by).get("/cases/records").status_code == 403
    found = text(client.post("/cases/records", {"words": "lake"}))
    assert f'href="/cases/records/people/{first.pk}"' in found
    page = f"/cases/records/people/{first.pk}"
    shown = text(client.get(page))
    assert "Kept until" in shown
    assert "/erase" not in shown
    alike = text(client.get(f"{page}/alike"))
    assert f"{page}/into/{second.pk}" in alike
    merging = text(client.get(f"{page}/into/{second.pk}"))
    for words in ("Given name", "Jordon", "F-9", "You go on with record"):
        assert words in merging
    assert client.post(f"{page}/into/{second.pk}").url == f"/cases/records/people/{second.pk}"
    assert as_person(by).get(f"/cases/people/{first.pk}").url == f"/cases/people/{second.pk}"
    assert "is merged into" in text(client.get(page))
    assert client.get(f"{page}/alike").status_code == 404
    assert client.post(f"{page}/part").url == page
    assert "Kept until" in text(client.get(page))
    refused = client.post(f"{page}/erase")
    assert (refused.status_code, "It is kept until" in text(refused)) == (400, True)
    day = date(2033, 1, 1)
    said = {"until": day.isoformat(), "reason": "An inquest"}
    assert client.post(f"{page}/keep-on", said).status_code == 302
    assert "An inquest" in text(client.get(page))
    other = as_person(governor("housing"))
    for path in ("", "/erase", "/keep-on", "/alike", "/asked", f"/into/{second.pk}"):
        assert other.get(f"{page}{path}").status_code == 404


def test_an_access_request_is_written_down_and_answered_with_a_file_that_names_nobody() -> None:
    by, lead = worker("treatment"), governor()
    person = written(by)
    client = as_person(lead)
    page = f"/cases/records/people/{person.pk}"
    today = timezone.localdate().isoformat()
    made = client.post(f"{page}/asked", {"asked_on": today})
    request = AccessRequest.objects.get()
    assert made.url == f"/cases/records/requests/{request.pk}"
    assert f"Answer access request {request.pk}" in text(client.get("/"))
    assert f"Request {request.pk}" in text(client.get("/cases/records"))
    assert "one month, by law" in text(client.get(made.url))
    assert as_person(governor("housing")).get(made.url).status_code == 404
    answer = client.post(made.url)
    assert answer["Content-Disposition"] == (
        f'attachment; filename="access-request-{request.pk}.zip"'
    )
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        assert sorted(file.namelist()) == ["what-we-hold.html", "what-we-hold.json"]
    assert "Answered" in text(client.get(made.url))


def test_no_page_asks_the_database_often(django_assert_max_num_queries) -> None:
    pair = make_pair("housing", "treatment", consent=True)
    lead = governor("housing")
    person = written(pair.sender)
    for number in range(12):
        written(pair.sender, given_name=f"Alex{'abcdefghijkl'[number]}")
        consent = make_consent(
            person, pair.sender, pair.receiver.agency, items=("referral", "referral_progress")
        )
        pair.send(timezone.now(), person=person, basis="consent", consent=consent)
    client, governs = as_person(pair.sender), as_person(lead)
    for browser, path in (
        (client, "/cases/people"),
        (client, f"/cases/people/{person.pk}"),
        (client, f"/cases/people/{person.pk}/known"),
        (governs, "/cases/records"),
        (governs, f"/cases/records/people/{person.pk}"),
    ):
        browser.get(path)
        with django_assert_max_num_queries(26):
            assert browser.get(path).status_code == 200
