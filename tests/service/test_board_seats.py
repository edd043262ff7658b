"""Who sits on the board: seats filled, handed on and ended; and who says that they cannot come."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from tests.service.board_meeting import make_cast, make_meeting, seat_of, signed_in

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


def test_the_lead_says_who_holds_a_seat_by_their_address(meeting, cast) -> None:
    seat, client = seat_of(cast["owner"]), signed_in(cast["lead"])
    address = f"/board/seats/{seat.pk}/fill"
    assert cast["owner"].user.email in client.get(address).content.decode()
    said = {"person": cast["deputy"].user.email.upper(), "deputy": ""}
    page = client.post(address, said, follow=True).content.decode()
    assert "Dee Park" in page
    seat.refresh_from_db()
    assert (seat.person, seat.deputy) == (cast["deputy"].user, None)
    for wrong, words in (
        ({"person": "nobody@x.test"}, "Nobody signs in here"),
        ({"person": "not one"}, "Enter an e-mail address"),
        ({"person": "d@x.test", "deputy": "d@x.test"}, "Somebody else stands in"),
    ):
        answer = client.post(address, wrong)
        assert answer.status_code == 400
        assert words in answer.content.decode()


def test_the_chair_is_handed_on_and_its_seat_stays(meeting, cast) -> None:
    before, after = seat_of(cast["chair"]), seat_of(cast["member"])
    client = signed_in(cast["lead"])
    assert (
        "Hand the chair on"
        in client.post(
            f"/board/seats/{before.pk}/end", {"until": timezone.localdate()}
        ).content.decode()
    )
    client.post(f"/board/seats/{after.pk}/chair")
    before.refresh_from_db()
    after.refresh_from_db()
    assert (before.is_chair, before.until, after.is_chair) == (False, None, True)


def test_a_seat_is_ended_and_never_removed(meeting, cast) -> None:
    from fingerpost.service.board import selectors
    from fingerpost.service.board.actions import seats

    seat, on = seat_of(cast["owner"]), timezone.localdate()
    with pytest.raises(ValidationError, match="after it began"):
        seats.end(seat=seat, until=on - timedelta(days=99), by=cast["lead"], at=timezone.now())
    signed_in(cast["lead"]).post(f"/board/seats/{seat.pk}/end", {"until": on})
    assert seat not in selectors.seats(viewer=cast["lead"])
    assert seat not in selectors.seats_of(meeting)
    seat.refresh_from_db()
    assert seat.until == on
    with pytest.raises(ValidationError, match="was ended"):
        seats.fill(seat=seat, person=None, deputy=None, by=cast["lead"], at=timezone.now())


@pytest.mark.parametrize("path", ["fill", "chair", "end"])
@pytest.mark.parametrize("who", ["chair", "member"])
def test_only_who_prepares_changes_seats(meeting, cast, who, path) -> None:
    seat = seat_of(cast["owner"])
    assert signed_in(cast[who]).post(f"/board/seats/{seat.pk}/{path}").status_code == 403


def test_a_member_says_that_their_deputy_comes_and_the_lead_is_told(meeting, cast) -> None:
    from fingerpost.service.access.models import Notice

    client, address = signed_in(cast["owner"]), f"/board/meetings/{meeting.pk}"
    assert "I cannot come" in client.get(address).content.decode()
    page = client.post(f"{address}/apologies", {"presence": "deputy"}, follow=True)
    assert "the deputy comes, Dee Park" in page.content.decode()
    told = Notice.objects.get(kind="meeting")
    assert (told.user, told.path) == (cast["lead"].user, address)
    client.post(f"{address}/apologies", {"presence": "present"})
    assert meeting.attendances.get().person == cast["owner"].user


def test_apologies_are_for_ones_own_seat_before_the_meeting(meeting, cast) -> None:
    from fingerpost.service.board.actions import meetings
    from fingerpost.service.board.models import Presence

    address = f"/board/meetings/{meeting.pk}/apologies"
    for who in ("deputy", "unseated"):
        assert signed_in(cast[who]).get(address).status_code == 404

    def send(who: str, whose: str, presence: str) -> None:
        meetings.send_apologies(
            meeting=meeting,
            seat=seat_of(cast[whose]),
            presence=Presence(presence),
            by=cast[who],
            at=timezone.now(),
        )

    with pytest.raises(PermissionDenied):
        send("member", "owner", "apologies")
    with pytest.raises(ValidationError, match="stands in"):
        send("member", "member", "deputy")
    meetings.cancel(meeting=meeting, reason="Snow", by=cast["lead"], at=timezone.now())
    meeting.refresh_from_db()
    with pytest.raises(ValidationError, match="not to come"):
        send("member", "member", "apologies")


def test_deputies_count_for_the_quorum_and_other_seats_do_not(meeting, cast) -> None:
    from fingerpost.service.board import selectors
    from fingerpost.service.board.actions import meetings
    from fingerpost.service.board.models import Presence

    extra = meetings.give_seat(
        agency=cast["other"].agency,
        title="Observer",
        since=timezone.localdate() - timedelta(days=9),
        counts_for_quorum=False,
        by=cast["lead"],
        at=timezone.now(),
    )
    filled = []
    for seat, presence in (
        (extra, Presence.PRESENT),
        (seat_of(cast["owner"]), Presence.DEPUTY),
        (seat_of(cast["member"]), Presence.APOLOGIES),
        (seat_of(cast["chair"]), Presence.PRESENT),
    ):
        meetings.note_attendance(
            meeting=meeting, seat=seat, presence=presence, by=cast["chair"], at=timezone.now()
        )
        found = selectors.quorum(meeting)
        filled.append((found.filled, found.is_met))
    assert filled == [(0, False), (1, False), (1, False), (2, True)]
    assert meeting.attendances.get(presence="deputy").person == cast["deputy"].user
