"""Meetings of the board: called, filled from what is due, and who came."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.service.people import BACKEND, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


@pytest.fixture
def lead():
    return make_member("secretary", "Fenmark Public Health", kind="public_health")


@pytest.fixture
def member():
    return make_member("board", "Aldenwold Housing", kind="housing")


def signed_in(one) -> Client:
    client = Client()
    client.force_login(one.user, backend=BACKEND)
    return client


def today(days: int = 0):
    return timezone.localdate() + timedelta(days=days)


def called(lead, in_days: int = 14):
    from fingerpost.service.board.models import Meeting

    said = {
        "title": "High Harms Board",
        "day": today(in_days),
        "begins": "14:00",
        "ends": "16:00",
        "place": "County Hall",
        "papers_due_on": today(in_days - 7),
        "quorum": 2,
    }
    page = signed_in(lead).post("/board/meetings/new", said, follow=True)
    found = Meeting.objects.latest("id")
    assert page.redirect_chain == [(f"/board/meetings/{found.pk}", 302)]
    return found


def make_due(lead, owner):
    """Make a late action, a risk above its appetite and one within it, and a document due."""
    from fingerpost.service.board.actions import action_items
    from fingerpost.service.board.models import RequiredDocument, Risk, RiskScore

    at = timezone.now()
    for words, days in (("Open ten places", 3), ("Not due yet", 60)):
        action_items.make(words=words, owner=owner.agency, due_on=today(days), by=lead, at=at)
    for title, likelihood, impact in (("Leases end", 4, 4), ("Small one", 1, 2)):
        risk = Risk.objects.create(
            title=title,
            owner=owner.agency,
            review_on=today(90),
            raised_at=at,
            raised_by=lead.user,
        )
        for one in ((1, 1), (likelihood, impact)):
            RiskScore.objects.create(
                risk=risk, likelihood=one[0], impact=one[1], reason="x", at=at, by=lead.user
            )
    for title, days in (("Terms of reference", 5), ("Delivery plan", 200)):
        RequiredDocument.objects.create(
            kind="terms", title=title, owner=owner.agency, due_on=today(days)
        )


def test_an_agenda_is_filled_from_what_is_due(lead, member) -> None:
    make_due(lead, member)
    meeting = called(lead)
    client, address = signed_in(lead), f"/board/meetings/{meeting.pk}"
    assert "Fill the agenda: 3 due" in client.get(address).content.decode()
    offered = client.get(f"{address}/due").content.decode()
    for title in ("Open ten places", "Leases end", "Terms of reference"):
        assert title in offered
    for title in ("Not due yet", "Small one", "Delivery plan"):
        assert title not in offered
    assert "scored 16, above its appetite of 9" in offered, "the last score counts"
    chosen = [f"{one.about_type}:{one.about}" for one in due(meeting, lead)][:2]
    page = client.post(f"{address}/due", {"due": chosen}, follow=True).content.decode()
    assert "Fill the agenda: 1 due" in page
    assert client.post(f"{address}/due", {"due": chosen}).status_code == 400, "once each"
    assert client.post(f"{address}/due", {}).status_code == 400
    first, second = meeting.items.all()
    assert (first.place, second.place) == (1, 2)
    assert "14:00" in page
    assert "14:05" in page, "the second begins when the first is over"
    client.post(f"{address}/items/{first.pk}/strike")
    assert "Fill the agenda: 2 due" in client.get(address).content.decode()


def due(meeting, lead):
    from fingerpost.service.board.agenda import due_at

    return due_at(meeting, viewer=lead)


def test_what_a_person_found_real_comes_to_the_board(lead, monkeypatch) -> None:
    from types import SimpleNamespace as Made

    from fingerpost.evidence.early_warning.signals import SignalState
    from fingerpost.service.board import agenda

    known = tuple(
        Made(title=f"It is {state.value}", signal=Made(state=state, reference=state.value))
        for state in SignalState
    )
    monkeypatch.setattr(agenda, "signals", lambda viewer: known)
    assert [one.key for one in due(called(lead), lead)] == ["signal:real"]


def test_who_came_is_written_down_and_may_be_corrected(lead, member) -> None:
    client = signed_in(lead)
    said = {"agency": member.agency_id, "title": "Head of housing", "since": today(-9)}
    assert (
        "Head of housing" in client.post("/board/seats/new", said, follow=True).content.decode()
    )
    meeting = called(lead)
    from fingerpost.service.board.models import Seat

    field = f"seat-{Seat.objects.get().pk}"
    for presence, words in (("apologies", "apologies"), ("deputy", "the deputy comes")):
        page = client.post(
            f"/board/meetings/{meeting.pk}/attendance", {field: presence}, follow=True
        )
        assert f"Aldenwold Housing: {words}" in page.content.decode()
    assert meeting.attendances.get().presence == "deputy"


def test_a_meeting_called_off_stays_and_takes_nothing_more(lead) -> None:
    meeting = called(lead)
    client, address = signed_in(lead), f"/board/meetings/{meeting.pk}"
    assert client.post(f"{address}/cancel", {"reason": " "}).status_code == 400
    page = client.post(f"{address}/cancel", {"reason": "Snow"}, follow=True).content.decode()
    assert "Snow" in page
    item = {"title": "X", "kind": "note", "question": "Y?", "minutes": 5}
    answer = client.post(f"{address}/items/new", item)
    assert answer.status_code == 400
    assert "not being prepared any more" in answer.content.decode()
    assert "No meeting is planned." in signed_in(lead).get("/board/").content.decode()


def test_the_first_page_has_the_next_meeting_what_is_due_and_late(lead, member) -> None:
    from fingerpost.service.board.actions import action_items

    make_due(lead, member)
    called(lead, 60)
    called(lead, 14)
    action_items.make(
        words="Long late", owner=member.agency, due_on=today(-9), by=lead, at=timezone.now()
    )
    page = signed_in(member).get("/board/").content.decode()
    assert page.count("High Harms Board") == 1
    assert "1 of 3 that are not settled is late" in page
    assert "9 days late" in page
    assert "Leases end" in page


@pytest.mark.parametrize("path", ["meetings/new", "seats/new"])
def test_who_does_not_prepare_may_not(member, path) -> None:
    assert signed_in(member).get(f"/board/{path}").status_code == 403


def test_the_calendar_has_the_meeting_and_says_when_it_is_off(lead, member) -> None:
    from fingerpost.service.access.calendar import entries_of
    from fingerpost.service.board.actions import meetings

    meeting = called(lead)
    (entry,) = entries_of([member])
    assert (entry.kind, entry.place) == ("Meeting of the board", "County Hall")
    assert (entry.begins, entry.is_cancelled) == (meeting.starts_at, False)
    meetings.cancel(meeting=meeting, reason="Snow", by=lead, at=timezone.now())
    (entry,) = entries_of([member])
    assert entry.is_cancelled


@pytest.mark.parametrize(
    ("days", "on", "found"),
    [
        pytest.param(["2026-09-16", "2026-06-10"], "2026-09-20", "2026-12-23", id="as before"),
        pytest.param(["2026-09-16"], "2026-09-20", "2026-12-16", id="a quarter where one is known"),
        pytest.param(["2026-09-16", "2026-08-19"], "2026-11-25", "2026-12-09", id="not in the past"),
        pytest.param(["2026-09-17", "2026-08-19"], "2026-09-20", "2026-10-15", id="by whole weeks"),
        pytest.param(["2026-09-16", "2026-09-16"], "2026-09-16", "2026-09-23", id="twice a day"),
    ],
)  # fmt: skip
def test_the_next_meeting_keeps_the_rhythm(days, on, found) -> None:
    from fingerpost.service.board.rhythm import next_day

    read = [date.fromisoformat(day) for day in days]
    assert next_day(read, on=date.fromisoformat(on)).isoformat() == found


def test_the_form_of_a_meeting_begins_as_the_last_one_was(lead) -> None:
    assert (
        'value="High Harms Board"'
        not in signed_in(lead).get("/board/meetings/new").content.decode()
    )
    called(lead)
    page = signed_in(lead).get("/board/meetings/new").content.decode()
    for value in ("High Harms Board", "County Hall", "14:00", today(14 + 91).isoformat()):
        assert f'value="{value}"' in page, value
