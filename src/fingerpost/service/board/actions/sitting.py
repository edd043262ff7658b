"""On the day: open the meeting, come to each item and finish it, close the meeting."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board import states
from fingerpost.service.board.models import AgendaItem, Meeting
from fingerpost.service.board.states import MeetingStatus, Needs


@transaction.atomic
def open_meeting(*, meeting: Meeting, by: Membership, at: datetime) -> Meeting:
    """Open a meeting. Whether its quorum is met is for the chair to see and to say."""
    meeting = _locked(meeting, by)
    given = (Needs.PACK,) if meeting.pack_number else ()
    states.check(MeetingStatus(meeting.status), MeetingStatus.RUNNING, given=given)
    meeting.status, meeting.opened_at = MeetingStatus.RUNNING, at
    return _write_down(meeting, by, at)


@transaction.atomic
def close_meeting(*, meeting: Meeting, by: Membership, at: datetime) -> Meeting:
    """Close a meeting; an item that the board was still at is finished with it."""
    meeting = _locked(meeting, by)
    states.check(MeetingStatus(meeting.status), MeetingStatus.HELD)
    _at(meeting).update(finished_at=at)
    meeting.status, meeting.closed_at = MeetingStatus.HELD, at
    return _write_down(meeting, by, at)


@transaction.atomic
def come_to(*, item: AgendaItem, by: Membership, at: datetime) -> AgendaItem:
    """Come to an item, or come back to it; the item that the board was at is finished with that."""
    meeting, item = _running(item, by)
    if item.taken_at is not None and item.finished_at is None:
        raise ValidationError("The board is at it already.")
    _at(meeting).update(finished_at=at)
    item.taken_at, item.finished_at = item.taken_at or at, None
    item.save(update_fields=["taken_at", "finished_at"])
    _write_down(meeting, by, at)
    return item


@transaction.atomic
def finish(*, item: AgendaItem, by: Membership, at: datetime) -> AgendaItem:
    """Say that the board has done with an item."""
    meeting, item = _running(item, by)
    if item.taken_at is None or item.finished_at is not None:
        raise ValidationError("The board is not at it.")
    item.finished_at = at
    item.save(update_fields=["finished_at"])
    _write_down(meeting, by, at)
    return item


def _at(meeting: Meeting) -> QuerySet[AgendaItem]:
    return meeting.items.filter(taken_at__isnull=False, finished_at__isnull=True)


def _running(item: AgendaItem, by: Membership) -> tuple[Meeting, AgendaItem]:
    meeting = _locked(item.meeting, by)
    if meeting.status != MeetingStatus.RUNNING:
        raise ValidationError("The meeting is not open.")
    item = AgendaItem.objects.get(pk=item.pk)
    if item.is_struck:
        raise ValidationError("It was taken off the agenda.")
    return meeting, item


def _locked(meeting: Meeting, by: Membership) -> Meeting:
    if not by.allows(P.BOARD_CHAIR):
        policies.check(by, P.BOARD_PREPARE)
    return Meeting.objects.select_for_update().get(pk=meeting.pk)


def _write_down(meeting: Meeting, by: Membership, at: datetime) -> Meeting:
    meeting.save()
    audit.record(
        EventKind.MEETING_CHANGED, at=at, by=by, target_type="meeting", target=meeting.pk
    )
    return meeting
