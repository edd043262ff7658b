"""Draft the minutes of a meeting from its lines, approve them, and publish their public part."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board import states
from fingerpost.service.board.actions import decisions
from fingerpost.service.board.composed_minutes import compose
from fingerpost.service.board.models import Meeting, Minutes
from fingerpost.service.board.states import MeetingStatus
from fingerpost.service.board.states import MinutesStatus as S


@transaction.atomic
def draft(*, meeting: Meeting, by: Membership, at: datetime) -> Minutes:
    """Draft the minutes of a meeting that is over, or draft them again; the earlier draft stays."""
    policies.check(by, P.BOARD_PREPARE)
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.status != MeetingStatus.HELD:
        raise ValidationError("Close the meeting first.")
    before = meeting.minutes.exclude(status=S.REPLACED).first()
    if before:
        states.check(S(before.status), S.REPLACED)
        before.status = S.REPLACED
        before.save(update_fields=["status"])
    now = compose(meeting)
    minutes = Minutes(
        meeting=meeting,
        number=(meeting.minutes.aggregate(last=Max("number"))["last"] or 0) + 1,
        content=now.content,
        public_content=now.public_content,
        sha256=now.sha256,
        drafted_at=at,
        drafted_by=by.user,
    )
    return _write_down(minutes, by, at)


@transaction.atomic
def approve(*, minutes: Minutes, by: Membership, at: datetime) -> Minutes:
    """Approve minutes as drafted; what was decided is agreed with that.

    Raises
    ------
    ValidationError
        If more was written down since the draft: it would be lost.
    """
    minutes = _locked(minutes, by, P.BOARD_CHAIR)
    states.check(S(minutes.status), S.APPROVED)
    if compose(minutes.meeting).sha256 != minutes.sha256:
        raise ValidationError("More was written down since this draft. Have it drafted again.")
    minutes.status, minutes.approved_at, minutes.approved_by = S.APPROVED, at, by.user
    decisions.agree(meeting=minutes.meeting, by=by, at=at)
    return _write_down(minutes, by, at)


@transaction.atomic
def publish(*, minutes: Minutes, by: Membership, at: datetime) -> Minutes:
    """Let the public read the public part of approved minutes."""
    minutes = _locked(minutes, by, P.BOARD_PREPARE)
    states.check(S(minutes.status), S.PUBLISHED)
    minutes.status, minutes.published_at, minutes.published_by = S.PUBLISHED, at, by.user
    return _write_down(minutes, by, at)


def _locked(minutes: Minutes, by: Membership, permission: P) -> Minutes:
    """Hold the meeting, as whoever writes a line does, and return its minutes."""
    policies.check(by, permission)
    Meeting.objects.select_for_update().get(pk=minutes.meeting_id)
    return Minutes.objects.select_related("meeting").get(pk=minutes.pk)


def _write_down(minutes: Minutes, by: Membership, at: datetime) -> Minutes:
    minutes.save()
    audit.record(
        EventKind.MINUTES_CHANGED,
        at=at,
        by=by,
        target_type="meeting",
        target=minutes.meeting_id,
    )
    return minutes
