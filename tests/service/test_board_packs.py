"""The pack of a meeting: frozen for each reader, read by nobody else, and never changed."""

from __future__ import annotations

import io
from datetime import timedelta

import pikepdf
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


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def meeting(cast):
    return make_meeting(cast)


def frozen(meeting, cast):
    from fingerpost.service.board.actions import packs

    made = packs.freeze(meeting=meeting, by=cast["lead"], at=timezone.now())
    meeting.refresh_from_db()
    return made


def leave(meeting, cast, who: str, title: str) -> None:
    from fingerpost.service.board.models import Interest

    Interest.objects.create(
        seat=seat_of(cast[who]),
        item=item_of(meeting, title),
        words="We run the hostel",
        handling="leaves",
        declared_at=timezone.now(),
        declared_by=cast[who].user,
    )


def test_every_seat_deputy_and_the_lead_get_a_pack_and_are_told(meeting, cast) -> None:
    from fingerpost.service.access.models import Notice

    made = frozen(meeting, cast)
    readers = {"chair", "owner", "deputy", "member", "lead"}
    assert {one.reader for one in made} == {cast[who].user for who in readers}
    assert (meeting.status, meeting.pack_number) == ("ready", 1)
    told = Notice.objects.filter(kind="paper").values_list("user__email", "path")
    assert dict(told) == {
        cast[who].user.email: f"/board/meetings/{meeting.pk}/pack" for who in readers
    }


def test_equal_packs_are_the_same_bytes_and_nobody_gets_what_they_leave_for(
    meeting, cast
) -> None:
    leave(meeting, cast, "owner", "Housing")
    by_reader = {one.reader: one for one in frozen(meeting, cast)}
    for who in ("owner", "deputy"):
        text = by_reader[cast[who].user].html.decode()
        assert "What about housing?" not in text
        assert "You leave for Housing" in text
        assert "What about naloxone?" in text
    whole = [by_reader[cast[who].user] for who in ("chair", "member", "lead")]
    assert all("What about housing?" in one.html.decode() for one in whole)
    assert len({(one.html_sha256, one.pdf_sha256) for one in whole}) == 1
    assert len({one.html_sha256 for one in by_reader.values()}) == 2


def test_a_pack_is_one_document_in_html_and_pdf_ua(meeting, cast) -> None:
    made = frozen(meeting, cast)[0]
    text = made.html.decode()
    assert text.count("<h1>") == 1
    for outside in ("http://", "https://", "<script", "<link", "src=", "url("):
        assert outside not in text.replace("http://www.w3.org", "")
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang) == "en-GB"
        assert str(pdf.docinfo["/Title"]) == "High Harms Board"
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"


@pytest.mark.parametrize(
    ("who", "answer"),
    [
        pytest.param("member", 200, id="a member who holds a seat"),
        pytest.param("deputy", 200, id="a deputy"),
        pytest.param("unseated", 404, id="a member without a seat"),
        pytest.param("other", 403, id="who is not of the board"),
    ],
)
def test_a_pack_is_its_readers_own(meeting, cast, who, answer) -> None:
    frozen(meeting, cast)
    client, address = signed_in(cast[who]), f"/board/meetings/{meeting.pk}/pack"
    for path in (address, f"{address}/1", f"{address}/1/pdf"):
        assert client.get(path).status_code == answer, path
    assert client.get(f"{address}/2").status_code in (403, 404)


def test_a_pack_is_served_as_it_was_frozen_under_a_policy_of_its_own(meeting, cast) -> None:
    from fingerpost.service.access.models import Event

    made = {one.reader: one for one in frozen(meeting, cast)}[cast["member"].user]
    page = signed_in(cast["member"]).get(f"/board/meetings/{meeting.pk}/pack")
    assert page.content == made.html
    assert "default-src 'none'; style-src 'sha256-" in page["Content-Security-Policy"]
    assert "no-store" in page["Cache-Control"]
    read = Event.objects.get(kind="pack_read")
    assert (read.actor, read.target) == (cast["member"].user_id, str(made.pk))


def test_who_leaves_after_the_pack_was_sent_cannot_open_it_until_it_is_sent_again(
    meeting, cast
) -> None:
    frozen(meeting, cast)
    leave(meeting, cast, "owner", "Housing")
    client, address = signed_in(cast["deputy"]), f"/board/meetings/{meeting.pk}/pack"
    for path in (address, f"{address}/1/pdf"):
        assert "closed to you" in client.get(path).content.decode()
    frozen(meeting, cast)
    assert "What about naloxone?" in client.get(address).content.decode()
    assert "closed to you" in client.get(f"{address}/1").content.decode()


def test_who_leaves_by_a_seat_that_has_ended_gets_a_pack_that_opens(meeting, cast) -> None:
    from fingerpost.service.board.actions import meetings, seats

    on, at = timezone.localdate(), timezone.now()
    leave(meeting, cast, "owner", "Housing")
    seats.end(seat=seat_of(cast["owner"]), until=on, by=cast["lead"], at=at)
    other = meetings.give_seat(
        agency=cast["owner"].agency, title="Chief", since=on, by=cast["lead"], at=at
    )
    seats.fill(seat=other, person=cast["owner"].user, deputy=None, by=cast["lead"], at=at)
    frozen(meeting, cast)
    page = signed_in(cast["owner"]).get(f"/board/meetings/{meeting.pk}/pack").content.decode()
    assert "What about naloxone?" in page
    assert "What about housing?" not in page


def test_a_second_pack_stands_beside_the_first(meeting, cast) -> None:
    first = frozen(meeting, cast)[0]
    frozen(meeting, cast)
    assert (meeting.status, meeting.pack_number) == ("ready", 2)
    assert meeting.packs.get(pk=first.pk).html_sha256 == first.html_sha256
    assert meeting.packs.filter(reader=first.reader).count() == 2


def test_what_changed_since_the_pack_is_said(meeting, cast) -> None:
    from fingerpost.service.board.actions import meetings
    from fingerpost.service.board.models import ItemKind
    from fingerpost.service.board.pack_changes import changed_since

    assert changed_since(meeting) == []
    frozen(meeting, cast)
    assert changed_since(meeting) == []
    at = timezone.now()
    meetings.strike(item=item_of(meeting, "Naloxone"), by=cast["lead"], at=at)
    meetings.add_item(
        meeting=meeting,
        title="Deaths",
        kind=ItemKind.NOTE,
        question="Why?",
        minutes=5,
        by=cast["lead"],
        at=at,
    )
    leave(meeting, cast, "owner", "Housing")
    assert changed_since(meeting) == [
        "New on the agenda: Deaths",
        "Taken off: Naloxone",
        "Somebody leaves for: Housing",
    ]


def test_only_the_lead_freezes_and_not_an_empty_agenda(meeting, cast) -> None:
    from fingerpost.service.board.actions import packs

    for who in ("chair", "member"):
        with pytest.raises(PermissionDenied):
            packs.freeze(meeting=meeting, by=cast[who], at=timezone.now())
    meeting.items.update(is_struck=True)
    with pytest.raises(ValidationError, match="agenda"):
        frozen(meeting, cast)


def test_the_lead_sends_the_pack_by_the_page(meeting, cast) -> None:
    client, address = signed_in(cast["lead"]), f"/board/meetings/{meeting.pk}/freeze"
    asked = client.get(address).content.decode()
    assert "5 readers" in asked
    assert "Dee Park, Aldenwold Housing" in asked
    assert client.post(address).status_code == 302
    meeting.refresh_from_db()
    assert meeting.pack_number == 1


def test_a_meeting_is_opened_with_a_pack_by_the_chair_and_closed(meeting, cast) -> None:
    from fingerpost.service.board.actions import sitting

    chair, address = signed_in(cast["chair"]), f"/board/meetings/{meeting.pk}"
    assert "cannot become" in chair.post(f"{address}/open").content.decode()
    frozen(meeting, cast)
    assert "The quorum is not met: 0 of 2" in " ".join(
        chair.get(f"{address}/open").content.decode().split()
    )
    assert chair.post(f"{address}/open").status_code == 302
    meeting.refresh_from_db()
    assert meeting.status == "running"
    first, second = item_of(meeting, "Housing"), item_of(meeting, "Naloxone")
    at = timezone.now()
    sitting.come_to(item=first, by=cast["chair"], at=at)
    sitting.come_to(item=second, by=cast["chair"], at=at + timedelta(minutes=9))
    first.refresh_from_db()
    assert first.finished_at - first.taken_at == timedelta(minutes=9)
    with pytest.raises(ValidationError, match="at it already"):
        sitting.come_to(item=second, by=cast["chair"], at=at)
    assert signed_in(cast["member"]).post(f"{address}/close").status_code == 403
    assert chair.post(f"{address}/close").status_code == 302
    meeting.refresh_from_db()
    second.refresh_from_db()
    assert (meeting.status, second.finished_at) == ("held", meeting.closed_at)
