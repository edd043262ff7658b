"""Plan meetings, fill their agenda, say who sits on the board and who came."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from fingerpost.service.access import audit, policies
from fingerpost.service.access.actions import notices
from fingerpost.service.access.models import Agency, EventKind, Membership, NoticeKind, User
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board import states
from fingerpost.service.board.agenda import Due
from fingerpost.service.board.models import (
    AgendaItem,
    Attendance,
    ItemKind,
    Meeting,
    Presence,
    Seat,
)
from fingerpost.service.board.states import MeetingStatus

IN_PREPARATION = (MeetingStatus.PLANNED, MeetingStatus.READY)


@transaction.atomic
def plan(
    *,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    papers_due_on: date,
    quorum: int,
    by: Membership,
    at: datetime,
) -> Meeting:
    """Call a meeting of the board."""
    policies.check(by, P.BOARD_PREPARE)
    meeting = Meeting(
        title=title.strip(),
        starts_at=starts_at,
        ends_at=ends_at,
        place=place.strip(),
        papers_due_on=papers_due_on,
        quorum=quorum,
        planned_at=at,
        planned_by=by.user,
    )
    if ends_at <= starts_at:
        raise ValidationError("It ends before it begins.")
    meeting.full_clean(exclude=["planned_by"])
    meeting.save()
    _write_down(EventKind.MEETING_PLANNED, meeting, by, at)
    return meeting


@transaction.atomic
def cancel(*, meeting: Meeting, reason: str, by: Membership, at: datetime) -> Meeting:
    """Call a meeting off; it stays in the list."""
    meeting = _locked(meeting, by)
    to = MeetingStatus.CANCELLED
    states.check(MeetingStatus(meeting.status), to, given=states.given(reason=reason))
    meeting.status, meeting.cancel_reason = to, reason.strip()
    meeting.save()
    _write_down(EventKind.MEETING_CHANGED, meeting, by, at)
    return meeting


@transaction.atomic
def add_item(
    *,
    meeting: Meeting,
    title: str,
    kind: ItemKind,
    question: str,
    minutes: int,
    by: Membership,
    at: datetime,
    presented_by: Agency | None = None,
    is_public: bool = True,
    measure: str = "",
) -> AgendaItem:
    """Put an item at the end of the agenda."""
    meeting = _in_preparation(meeting, by)
    item = AgendaItem(
        meeting=meeting,
        place=_next_place(meeting),
        title=title.strip(),
        kind=kind,
        question=question.strip(),
        minutes=minutes,
        presented_by=presented_by,
        is_public=is_public,
        measure=measure,
    )
    item.full_clean(exclude=["meeting", "presented_by"])
    item.save()
    _write_down(EventKind.AGENDA_CHANGED, meeting, by, at)
    return item


@transaction.atomic
def change_item(
    *,
    item: AgendaItem,
    title: str,
    kind: ItemKind,
    question: str,
    minutes: int,
    by: Membership,
    at: datetime,
    presented_by: Agency | None = None,
    is_public: bool = True,
    measure: str = "",
) -> AgendaItem:
    """Say anew what an item is about, how long it takes and which figure belongs to it."""
    meeting = _in_preparation(item.meeting, by)
    item.title, item.kind, item.question = title.strip(), kind, question.strip()
    item.minutes, item.measure = minutes, measure
    item.presented_by, item.is_public = presented_by, is_public
    item.full_clean(exclude=["meeting", "presented_by"])
    item.save()
    _write_down(EventKind.AGENDA_CHANGED, meeting, by, at)
    return item


@transaction.atomic
def move_item(
    *, item: AgendaItem, after: AgendaItem | None, by: Membership, at: datetime
) -> list[AgendaItem]:
    """Put an item after another, or first; return the agenda in its order."""
    meeting = _in_preparation(item.meeting, by)
    order = [one for one in meeting.items.filter(is_struck=False) if one.pk != item.pk]
    order.insert(order.index(after) + 1 if after in order else 0, item)
    for place, one in enumerate(order, 1):
        one.place = place
    AgendaItem.objects.bulk_update(order, ["place"])
    _write_down(EventKind.AGENDA_CHANGED, meeting, by, at)
    return order


@transaction.atomic
def take_up(
    *, meeting: Meeting, due: Iterable[Due], by: Membership, at: datetime
) -> list[AgendaItem]:
    """Put what is due onto the agenda, each thing once."""
    meeting = _in_preparation(meeting, by)
    there = set(meeting.items.filter(is_struck=False).values_list("about_type", "about"))
    place = _next_place(meeting)
    added = AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=meeting,
            place=place + number,
            title=one.title,
            kind=one.kind,
            question=one.question,
            minutes=one.minutes,
            presented_by=one.owner,
            about_type=one.about_type,
            about=one.about,
            is_public=one.is_public,
        )
        for number, one in enumerate(
            one for one in due if (one.about_type, one.about) not in there
        )
    )
    _write_down(EventKind.AGENDA_CHANGED, meeting, by, at)
    return added


@transaction.atomic
def strike(*, item: AgendaItem, by: Membership, at: datetime) -> AgendaItem:
    """Take an item off the agenda again."""
    meeting = _in_preparation(item.meeting, by)
    item.is_struck = True
    item.save(update_fields=["is_struck"])
    _write_down(EventKind.AGENDA_CHANGED, meeting, by, at)
    return item


@transaction.atomic
def give_seat(
    *,
    agency: Agency,
    title: str,
    since: date,
    by: Membership,
    at: datetime,
    is_chair: bool = False,
    counts_for_quorum: bool = True,
) -> Seat:
    """Give an agency a place on the board."""
    policies.check(by, P.BOARD_PREPARE)
    seat = Seat(
        agency=agency,
        title=title.strip(),
        since=since,
        is_chair=is_chair,
        counts_for_quorum=counts_for_quorum,
    )
    seat.full_clean(exclude=["agency"])
    seat.save()
    audit.record(EventKind.SEAT_CHANGED, at=at, by=by, target_type="seat", target=seat.pk)
    return seat


@transaction.atomic
def note_attendance(
    *, meeting: Meeting, seat: Seat, presence: Presence, by: Membership, at: datetime
) -> Attendance:
    """Say whether a seat is filled at a meeting; said again, the last word counts."""
    if not by.allows(P.BOARD_CHAIR):
        policies.check(by, P.BOARD_PREPARE)
    return _note(meeting, seat, presence, by, at)


@transaction.atomic
def send_apologies(
    *, meeting: Meeting, seat: Seat, presence: Presence, by: Membership, at: datetime
) -> Attendance:
    """Say that one cannot come to a meeting, and whether one's deputy does; who prepares it is told."""
    policies.check(by, P.BOARD_VIEW)
    if seat.person_id != by.user_id:
        raise PermissionDenied("one sends apologies for one's own seat")
    if meeting.status not in IN_PREPARATION:
        raise ValidationError("It is not to come any more.")
    if presence == Presence.DEPUTY and seat.deputy_id is None:
        raise ValidationError(
            "Nobody is named who stands in for you. Tell the partnership’s lead."
        )
    said = _note(meeting, seat, presence, by, at)
    planned_by = User.objects.defer("password").get(pk=meeting.planned_by_id)
    path = reverse("board:meeting", args=[meeting.pk])
    notices.tell([planned_by], kind=NoticeKind.MEETING, path=path, at=at)
    return said


def _note(
    meeting: Meeting, seat: Seat, presence: Presence, by: Membership, at: datetime
) -> Attendance:
    """Write down whether a seat is filled, and by whom."""
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.status == MeetingStatus.CANCELLED:
        raise ValidationError("It was cancelled.")
    persons = {Presence.PRESENT: seat.person_id, Presence.DEPUTY: seat.deputy_id}
    said, _ = Attendance.objects.update_or_create(
        meeting=meeting,
        seat=seat,
        defaults={
            "presence": presence,
            "person_id": persons.get(presence),
            "said_at": at,
            "said_by": by.user,
        },
    )
    _write_down(EventKind.MEETING_CHANGED, meeting, by, at)
    return said


def _locked(meeting: Meeting, by: Membership) -> Meeting:
    policies.check(by, P.BOARD_PREPARE)
    return Meeting.objects.select_for_update().get(pk=meeting.pk)


def _in_preparation(meeting: Meeting, by: Membership) -> Meeting:
    meeting = _locked(meeting, by)
    if meeting.status not in IN_PREPARATION:
        raise ValidationError("Its agenda stands: it is not being prepared any more.")
    return meeting


def _next_place(meeting: Meeting) -> int:
    return (meeting.items.aggregate(last=Max("place"))["last"] or 0) + 1


def _write_down(kind: EventKind, meeting: Meeting, by: Membership, at: datetime) -> None:
    audit.record(kind, at=at, by=by, target_type="meeting", target=meeting.pk)
