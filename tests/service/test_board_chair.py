"""The chair's view on the day: one item at a time, with all that belongs to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.service.board_meeting import (
    item_of,
    make_cast,
    make_meeting,
    seat_of,
    signed_in,
)

from fingerpost.evidence.publication.content import Paragraph

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def meeting(cast):
    """Return a meeting that is open, with a figure, a paper and an interest at its first item."""
    from fingerpost.service.board.actions import interests, packs, papers, sitting
    from fingerpost.service.board.models import Handling

    made, at = make_meeting(cast), timezone.now()
    item = item_of(made, "Housing")
    item.measure = "made_up"
    item.save()
    paper = papers.ask_for(
        item=item, title="Options", owner=cast["owner"].agency, by=cast["lead"], at=at
    )
    papers.send(paper=paper, asked="Agree ten places", text="- six", by=cast["owner"], at=at)
    interests.declare(
        item=item,
        seat=seat_of(cast["member"]),
        words="We own the hostel",
        handling=Handling.NO_VOTE,
        by=cast["lead"],
        at=at,
    )
    packs.freeze(meeting=made, by=cast["lead"], at=at)
    sitting.open_meeting(meeting=made, by=cast["chair"], at=at)
    made.refresh_from_db()
    return made


@pytest.fixture(autouse=True)
def figure(monkeypatch) -> list:
    """Stand in for the release's figure; note for whom and of which edition it was asked."""
    from fingerpost.service.insight import selectors as insight

    asked = []

    def in_brief(name, *, viewer, edition=""):
        asked.append((name, edition))
        return (Paragraph("It fell by a fifth."),)

    monkeypatch.setattr(insight, "in_brief", in_brief)
    return asked


def words_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_an_item_has_all_that_belongs_to_it(meeting, cast, figure) -> None:
    from fingerpost.service.board.models import Decision

    item = item_of(meeting, "Housing")
    for title, status, more in (
        ("Ten places are opened", "recorded", {}),
        ("Written by mistake", "withdrawn", {"became": "x", "became_at": timezone.now()}),
    ):
        Decision.objects.create(
            meeting=meeting,
            item=item,
            title=title,
            status=status,
            decided_on=timezone.localdate(),
            recorded_at=timezone.now(),
            recorded_by=cast["lead"].user,
            **more,
        )
    page = words_of(signed_in(cast["chair"]).get(f"/board/meetings/{meeting.pk}/chair"))
    for said in (
        "Item 1 of 3",
        "What about housing?",
        "20 minutes",
        "It fell by a fifth.",
        "Agree ten places",
        "We own the hostel",
        "Ten places are opened",
        "Next: Naloxone",
        "The quorum is not met",
        "Come to this item",
    ):
        assert said in page, said
    assert "Written by mistake" not in page
    assert "Previous" not in page
    assert figure == [("made_up", meeting.pack_holds["edition"])]


def test_the_chair_goes_through_the_agenda(meeting, cast) -> None:
    client, address = signed_in(cast["chair"]), f"/board/meetings/{meeting.pk}/chair"
    first, second = item_of(meeting, "Housing"), item_of(meeting, "Naloxone")
    page = words_of(client.post(f"{address}/{first.pk}/come", follow=True))
    assert "0</span> of 20 minutes used" in page
    first.refresh_from_db()
    first.taken_at -= timedelta(minutes=23)
    first.save()
    page = words_of(client.get(address))
    assert "23</span> of 20 minutes used" in page
    assert "3 over" in page
    page = words_of(client.post(f"{address}/{first.pk}/finish", follow=True))
    assert "Item 2 of 3" in page, "it leads on to the next"
    client.post(f"{address}/{second.pk}/come")
    client.post(f"{address}/{first.pk}/come")
    second.refresh_from_db()
    first.refresh_from_db()
    assert second.finished_at is not None, "the board is at one item at a time"
    assert first.finished_at is None, "it came back to it"
    assert client.post(f"{address}/{first.pk}/come").status_code == 302, "pressed twice"


def test_the_chair_sees_neither_paper_nor_figure_of_what_they_leave_for(
    meeting, cast, figure
) -> None:
    from fingerpost.service.board.actions import interests
    from fingerpost.service.board.models import Handling

    interests.declare(
        item=item_of(meeting, "Housing"),
        seat=seat_of(cast["chair"]),
        words="I own it",
        handling=Handling.LEAVES,
        by=cast["chair"],
        at=timezone.now(),
    )
    page = words_of(signed_in(cast["chair"]).get(f"/board/meetings/{meeting.pk}/chair"))
    assert "somebody else takes the chair" in page
    assert "Agree ten places" not in page
    assert "It fell by a fifth." not in page
    assert figure == []


@pytest.mark.parametrize(
    ("who", "answer"),
    [("chair", 200), ("lead", 200), ("member", 403), ("other", 403)],
)
def test_the_chair_and_the_lead_have_this_view(meeting, cast, who, answer) -> None:
    client, address = signed_in(cast[who]), f"/board/meetings/{meeting.pk}/chair"
    item = item_of(meeting, "Housing").pk
    assert client.get(address).status_code == answer
    assert client.get(f"{address}/{item}").status_code == answer
    assert client.post(f"{address}/{item}/come").status_code == (302 if answer == 200 else 403)
    assert client.get(f"{address}/987654321").status_code == (404 if answer == 200 else 403)


def test_the_view_asks_the_database_little(
    meeting, cast, django_assert_max_num_queries
) -> None:
    client = signed_in(cast["chair"])
    for path, most in (("/chair", 25), ("", 30), ("/pack", 15)):
        client.get(f"/board/meetings/{meeting.pk}{path}")
        with django_assert_max_num_queries(most):
            client.get(f"/board/meetings/{meeting.pk}{path}")


def test_an_item_that_a_signal_brought_shows_it(meeting, cast, monkeypatch) -> None:
    from fingerpost.service.insight import signals

    item = item_of(meeting, "Housing")
    item.about_type, item.about, item.measure = "signal", "S-1", ""
    item.save()
    monkeypatch.setattr(signals, "signal", lambda reference, viewer: reference)
    monkeypatch.setattr(
        signals, "blocks", lambda known, viewer: (Paragraph(f"Signal {known} rose."),)
    )
    page = words_of(signed_in(cast["chair"]).get(f"/board/meetings/{meeting.pk}/chair"))
    assert "Signal S-1 rose." in page
