"""Papers and interests: asked for, sent in versions, late, and kept from who leaves."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from tests.service.board_meeting import (
    item_of,
    make_cast,
    make_meeting,
    seat_of,
    signed_in,
)

pytestmark = pytest.mark.django_db
SAID = {"asked": "Agree ten places", "text": "## Why\n\nToo few.\n\n- six\n- <b>ten</b>"}


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def meeting(cast):
    return make_meeting(cast)


def asked(meeting, cast, title: str = "Housing", **more):
    from fingerpost.service.board.actions import papers

    return papers.ask_for(
        item=item_of(meeting, title),
        title=f"{title} options",
        owner=cast["owner"].agency,
        by=cast["lead"],
        at=timezone.now(),
        **more,
    )


def sent(paper, by, **said):
    from fingerpost.service.board.actions import papers

    return papers.send(paper=paper, **{**SAID, **said}, by=by, at=timezone.now())


def test_the_lead_asks_for_a_paper_and_its_owner_is_told(meeting, cast) -> None:
    from django.db import connection

    from fingerpost.service.access.models import Notice
    from fingerpost.service.board.actions import telling
    from fingerpost.service.board.models import Paper

    client = signed_in(cast["lead"])
    address = f"/board/meetings/{meeting.pk}/items/{item_of(meeting, 'Housing').pk}/papers/new"
    offered = client.get(address).content.decode()
    assert f'value="{meeting.papers_due_on:%Y-%m-%d}"' in offered
    said = {
        "title": "Options",
        "owner": cast["owner"].agency_id,
        "due_on": meeting.papers_due_on,
    }
    page = client.post(address, said, follow=True).content.decode()
    assert "Options" in page
    paper = Paper.objects.get()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = 'board.tell_of_paper'"
        )
        assert [json.loads(row[0]) for row in cursor.fetchall()] == [{"paper": paper.pk}]
    telling.tell_of_paper(paper.pk, at=timezone.now())
    told = Notice.objects.values_list("user__email", "path")
    expected = {
        cast[who].user.email: f"/board/papers/{paper.pk}" for who in ("owner", "deputy")
    }
    assert dict(told) == expected


def test_a_paper_owed_waits_for_its_owner_and_is_late_after_its_day(meeting, cast) -> None:
    paper = asked(meeting, cast, due_on=timezone.localdate() + timedelta(days=3))
    today = signed_in(cast["owner"]).get("/").content.decode()
    assert "Send the paper: Housing options" in today
    assert "Send the paper" not in signed_in(cast["member"]).get("/").content.decode()
    paper.due_on = timezone.localdate() - timedelta(days=1)
    paper.save()
    for who, where, words in (
        ("owner", "/", "Send the paper, which is late: Housing options"),
        ("member", f"/board/meetings/{meeting.pk}", "govuk-tag--red"),
    ):
        assert words in signed_in(cast[who]).get(where).content.decode()
    sent(paper, cast["owner"])
    assert "Send the paper" not in signed_in(cast["owner"]).get("/").content.decode()
    page = signed_in(cast["member"]).get(f"/board/meetings/{meeting.pk}").content.decode()
    assert "Came late" in page


def test_versions_stand_beside_one_another_and_are_never_changed(meeting, cast) -> None:
    from django.db import InternalError, ProgrammingError, transaction

    paper = asked(meeting, cast)
    client, address = signed_in(cast["owner"]), f"/board/papers/{paper.pk}"
    page = client.post(f"{address}/send", SAID, follow=True).content.decode()
    assert "Version 1" in page
    assert "<h2" in page
    assert "&lt;b&gt;ten&lt;/b&gt;" in page, "nothing of it is taken for markup"
    again = client.post(f"{address}/send", SAID)
    assert "says the same" in again.content.decode()
    client.post(f"{address}/send", {**SAID, "asked": "Agree twelve places"})
    page = client.get(address).content.decode()
    assert "Agree twelve places" in page
    earlier = client.get(f"{address}/versions/1").content.decode()
    assert "Agree ten places" in earlier
    assert "There is a later version" in earlier
    assert client.get(f"{address}/versions/3").status_code == 404
    first = paper.versions.get(number=1)
    first.text = "Something else"
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        first.save()
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        first.delete()


def test_only_the_owner_sends_a_paper_or_the_lead_for_them(meeting, cast) -> None:
    paper = asked(meeting, cast)
    for who in ("member", "chair", "other"):
        with pytest.raises(PermissionDenied):
            sent(paper, cast[who])
    member = signed_in(cast["member"])
    assert member.get(f"/board/papers/{paper.pk}").status_code == 200
    assert member.get(f"/board/papers/{paper.pk}/send").status_code == 404
    assert signed_in(cast["other"]).get(f"/board/papers/{paper.pk}").status_code == 404
    assert sent(paper, cast["lead"]).number == 1
    assert sent(paper, cast["owner"], asked="Agree none").number == 2


def test_no_paper_comes_to_a_meeting_that_is_over(meeting, cast) -> None:
    from fingerpost.service.board.actions import meetings

    paper = asked(meeting, cast)
    meetings.cancel(meeting=meeting, reason="Snow", by=cast["lead"], at=timezone.now())
    paper.refresh_from_db()
    with pytest.raises(ValidationError, match="no more papers"):
        sent(paper, cast["owner"])
    with pytest.raises(ValidationError, match="not being prepared"):
        asked(meeting, cast, "Naloxone")


@pytest.mark.parametrize("who", ["owner", "deputy"])
def test_who_leaves_for_an_item_reads_no_paper_to_it(meeting, cast, who) -> None:
    paper = asked(meeting, cast)
    sent(paper, cast["lead"])
    other = asked(meeting, cast, "Naloxone")
    client, item = signed_in(cast["owner"]), item_of(meeting, "Housing")
    said = {
        "seat": seat_of(cast["owner"]).pk,
        "words": "We own the hostel",
        "handling": "leaves",
    }
    address = f"/board/meetings/{meeting.pk}"
    page = client.post(
        f"{address}/items/{item.pk}/interest", said, follow=True
    ).content.decode()
    assert "We own the hostel" in page
    client = signed_in(cast[who])
    for path in ("", "/versions/1", "/send"):
        assert client.get(f"/board/papers/{paper.pk}{path}").status_code == 404
    assert client.get(f"/board/papers/{other.pk}").status_code == 200
    page = client.get(address).content.decode()
    assert "You leave for this item" in page
    assert f"/board/papers/{paper.pk}" not in page
    assert signed_in(cast["member"]).get(f"/board/papers/{paper.pk}").status_code == 200


def test_one_declares_for_ones_own_seat_and_the_lead_for_anyone(meeting, cast) -> None:
    from fingerpost.service.board.actions import interests
    from fingerpost.service.board.models import Handling, Interest

    def declare(by, handling=Handling.STAYS):
        return interests.declare(
            item=item_of(meeting, "Housing"),
            seat=seat_of(cast["owner"]),
            words="We own the hostel",
            handling=handling,
            by=cast[by],
            at=timezone.now(),
        )

    for who in ("member", "chair", "other"):
        with pytest.raises(PermissionDenied):
            declare(who)
    for who in ("owner", "deputy"):
        declare(who)
    declare("lead", Handling.NO_VOTE)
    assert Interest.objects.get().handling == "no_vote", "the last word counts"
    page = f"/board/meetings/{meeting.pk}/items/{item_of(meeting, 'Housing').pk}/interest"
    assert signed_in(cast["unseated"]).get(page).status_code == 404
    wrong = {"seat": seat_of(cast["chair"]).pk, "words": "x", "handling": "leaves"}
    assert signed_in(cast["member"]).post(page, wrong).status_code == 400


def test_papers_owed_are_chased_before_their_day_and_once_after(meeting, cast) -> None:
    from fingerpost.service.board.due import to_chase

    on = timezone.localdate()
    paper = asked(meeting, cast, due_on=on)
    days = [n for n in range(-9, 10) if paper in to_chase(on + timedelta(days=n))]
    assert days == [-3, 1]
    sent(paper, cast["owner"])
    assert to_chase(on + timedelta(days=1)) == []


def test_an_item_is_changed_moved_and_gets_its_figure(meeting, cast, monkeypatch) -> None:
    from fingerpost.service.board import meeting_forms

    monkeypatch.setattr(
        meeting_forms, "_measures", lambda viewer: [("Crime", [("burglary", "Burglaries")])]
    )
    client, item = signed_in(cast["lead"]), item_of(meeting, "Any other")
    address = f"/board/meetings/{meeting.pk}/items/{item.pk}/change"
    assert 'value="Any other"' in client.get(address).content.decode()
    said = {
        "title": "Burglary",
        "kind": "note",
        "question": "Why?",
        "minutes": 5,
        "measure": "burglary",
        "after": item_of(meeting, "Housing").pk,
    }
    client.post(address, said)
    assert [one.title for one in meeting.items.all()] == ["Housing", "Burglary", "Naloxone"]
    client.post(address, {**said, "after": ""})
    first = meeting.items.first()
    assert (first.title, first.measure) == ("Burglary", "burglary")
    assert client.post(address, {**said, "measure": "no_such"}).status_code == 400
    assert signed_in(cast["chair"]).get(address).status_code == 403


def test_a_paper_that_was_not_sent_is_asked_of_another_agency(meeting, cast) -> None:
    paper = asked(meeting, cast)
    client, address = signed_in(cast["lead"]), f"/board/papers/{paper.pk}/change"
    assert f'value="{paper.due_on:%Y-%m-%d}"' in client.get(address).content.decode()
    said = {"title": "Other", "owner": cast["member"].agency_id, "due_on": paper.due_on}
    assert "Fenmark Probation" in client.post(address, said, follow=True).content.decode()
    assert signed_in(cast["owner"]).get(f"/board/papers/{paper.pk}/send").status_code == 404
    sent(paper, cast["member"])
    answer = client.post(address, said)
    assert "It was sent already" in answer.content.decode()
    assert signed_in(cast["chair"]).get(address).status_code == 403
