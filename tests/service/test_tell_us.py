"""Tell us: taken from anybody, known of nobody, shown only after somebody read it."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.service.people import AT, BACKEND, make_member

from fingerpost.service.public import changes, form_tokens, limits, told
from fingerpost.service.public.actions import told as actions
from fingerpost.service.public.models import Told, ToldStatus

pytestmark = pytest.mark.django_db
HERE = "X06000001"
SAID = {
    "district": HERE,
    "safety": "unsafe",
    "change": "worse",
    "words": "Needles by the swings.",
}
PAGE = "/county/tell-us"


@pytest.fixture(autouse=True)
def fresh(monkeypatch, settings) -> None:
    settings.SECOND_FACTOR = False
    monkeypatch.setattr(changes, "LOOKS_AGAIN_AFTER", 0.0)
    monkeypatch.setattr(form_tokens, "LEAST_SECONDS", 0)
    limits.TOLD.forget()


def text_of(answer) -> str:
    return html.unescape(answer.content.decode())


def token_of(answer) -> str:
    (found,) = re.findall(r'name="token" value="([^"]+)"', answer.content.decode())
    return found


def send(client: Client, **more):
    token = token_of(client.get(PAGE))
    return client.post(PAGE, {**SAID, "token": token, **more})


def lead():
    return make_member("secretary", "Fenmark Public Health", kind="public_health")


def test_what_is_told_is_shown_only_after_somebody_read_it(client: Client) -> None:
    from fingerpost.service.access.models import Event, EventKind

    answer = send(client)
    assert (answer.status_code, answer["Location"]) == (302, "/county/told")
    assert not answer.cookies
    assert "swings" not in text_of(client.get("/county/told"))
    member = lead()
    desk = Client()
    desk.force_login(member.user, backend=BACKEND)
    assert "Read what the public told: 1 waits" in text_of(desk.get("/"))
    assert "Needles by the swings." in text_of(desk.get("/told/"))
    one = Told.objects.get()
    assert desk.post(f"/told/{one.pk}/decide", {"status": "shown"}).status_code == 302
    page = text_of(client.get("/county/told"))
    assert "Needles by the swings." in page
    assert "This is not a survey." in page
    assert "Too few have answered" in page
    event = Event.objects.get(kind=EventKind.TOLD_DECIDED)
    assert (event.target, event.actor) == (str(one.pk), member.user_id)
    again = desk.post(f"/told/{one.pk}/decide", {"status": "refused"}, follow=True)
    assert "decided on it already" in text_of(again)


@pytest.mark.parametrize(
    ("status", "counts"), [("counted", True), ("refused", False)], ids=["counted", "left out"]
)
def test_words_that_are_not_shown_are_gone(status, counts) -> None:
    one = actions.tell(**SAID, at=AT)
    actions.decide(told=one, status=status, by=lead(), at=AT)
    one.refresh_from_db()
    assert one.words == ""
    assert bool(told.results()) is counts


def test_what_is_kept_says_nothing_of_the_teller(client: Client) -> None:
    send(client)
    one = Told.objects.get()
    kept = {field.name for field in Told._meta.get_fields()}
    assert kept == {
        "id", "district", "safety", "change", "words", "told_on", "status", "decided_at", "decided_by"
    }  # fmt: skip
    assert type(one.told_on) is date, "the day, and no time"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        pytest.param({"words": "See https://x.test"}, "without links", id="a link"),
        pytest.param(
            {"words": "buy at cheap-pills.com now"}, "without links", id="a bare domain"
        ),
        pytest.param({"words": "Ring 07700 900123"}, "a number of a person", id="a telephone"),
        pytest.param({"words": "me@x.test"}, "an e-mail address", id="an e-mail address"),
        pytest.param({"words": "At FM1 2AB"}, "a postcode", id="a postcode"),
        pytest.param({"words": "Mr Smith sells it"}, "a person's name", id="a name"),
        pytest.param({"words": "x" * 1001}, "1000 letters or fewer", id="too long"),
        pytest.param({"district": "X9"}, "Select a valid choice", id="another district"),
        pytest.param({"safety": ""}, "Choose how safe you feel", id="no answer"),
        pytest.param(
            {"company": "Bots Ltd"}, "Leave out what is not asked for", id="the honeypot"
        ),
        pytest.param({"token": "x"}, "did not come from this page", id="a made-up token"),
        pytest.param({"token": ""}, "did not come from this page", id="no token"),
    ],
)
def test_what_is_not_taken_is_said_and_what_was_typed_stays(
    client: Client, more, words
) -> None:
    answer = send(client, **more)
    assert answer.status_code == 400
    page = text_of(answer)
    assert words in page
    assert more.get("words", SAID["words"]) in page
    assert not Told.objects.exists()
    if "token" in more:
        assert client.post(PAGE, {**SAID, "token": token_of(answer)}).status_code == 302


def test_a_form_is_neither_sent_at_once_nor_an_hour_later(client: Client, monkeypatch) -> None:
    monkeypatch.setattr(form_tokens, "LEAST_SECONDS", 3)
    assert "That was quick" in text_of(send(client))
    monkeypatch.setattr(form_tokens, "LEAST_SECONDS", 0)
    monkeypatch.setattr(form_tokens, "MOST_SECONDS", -1)
    assert "open for more than an hour" in text_of(send(client))


def test_a_form_of_another_site_and_one_too_large_are_refused(client: Client) -> None:
    token = token_of(client.get(PAGE))
    said = {**SAID, "token": token}
    assert client.post(PAGE, said, headers={"origin": "https://evil.test"}).status_code == 403
    assert client.post(PAGE, {**said, "more": "x" * 20_000}).status_code == 403
    assert not Told.objects.exists()
    assert client.post(PAGE, said, headers={"origin": "http://testserver"}).status_code == 302


def test_one_address_tells_five_times_in_ten_minutes_and_all_a_thousand(
    client: Client, monkeypatch
) -> None:
    assert [send(client).status_code for _ in range(6)] == [302] * 5 + [429]
    assert Told.objects.count() == 5
    monkeypatch.setattr(actions, "MOST_WAITING", 5)
    with pytest.raises(ValidationError, match="Come again tomorrow"):
        actions.tell(**SAID, at=AT)


def test_the_page_of_the_form_is_made_for_each_and_kept_by_nobody(client: Client) -> None:
    one, two = client.get(PAGE), client.get(PAGE)
    assert token_of(one) != token_of(two)
    for answer in (one, two):
        assert answer["Cache-Control"] == "private, no-store"
        assert not answer.cookies


def test_who_may_not_decide_cannot(client: Client) -> None:
    one = actions.tell(**SAID, at=AT)
    with pytest.raises(PermissionDenied):
        actions.decide(told=one, status="shown", by=make_member("manager"), at=AT)
    with pytest.raises(ValidationError, match="Choose what becomes of it"):
        actions.decide(told=one, status="waiting", by=lead(), at=AT)


def many(*safeties: str) -> list[Told]:
    return [
        Told(
            pk=at,
            district=HERE,
            safety=one,
            change="same",
            told_on=AT.date(),
            status=ToldStatus.COUNTED,
        )
        for at, one in enumerate(safeties)
    ]


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        pytest.param((10, 20, 0, 0), (10, 20, 0, 0), id="large"),
        pytest.param((12, 23, 8, 6), (10, 25, 10, 5), id="rounded to 5"),
        pytest.param((3, 20, 9, 0), (None, 20, None, 0), id="small, and one beside it"),
        pytest.param((3, 20, 2, 0), (None, 20, None, 0), id="two small hide one another"),
        pytest.param((2, 30, 0, 0), (None, None, 0, 0), id="all but a few"),
        pytest.param((0, 0, 0, 0), (0, 0, 0, 0), id="none"),
    ],
)
def test_counts_are_protected_by_the_rule_for_the_public(counts, shown) -> None:
    assert told.protected(counts, told.rule()) == shown


@given(st.lists(st.integers(0, 60), min_size=3, max_size=5))
def test_no_small_count_is_shown_and_none_stands_hidden_alone(counts) -> None:
    rule = told.rule()
    shown = told.protected(counts, rule)
    for count, said in zip(counts, shown, strict=True):
        assert said is None or not 0 < count < rule.suppress_below
        assert said is None or said % rule.round_to == 0
    hidden = sum(one is None for one in shown)
    assert hidden != 1 or sum(count > 0 for count in counts) == 1


def test_results_name_the_district_and_hide_what_is_small() -> None:
    few = told.results(many(*["safe"] * 4))
    assert (few[0].name, few[0].total, few[0].answers) == ("Aldenwold", None, ())
    (enough,) = told.results(many(*["safe"] * 11, *["unsafe"] * 6))
    assert enough.total == 15
    assert dict(enough.answers[0].counts) == {
        "Very safe": 0, "Fairly safe": 10, "A bit unsafe": 5, "Very unsafe": 0
    }  # fmt: skip
