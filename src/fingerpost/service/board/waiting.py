"""What of the board waits for somebody: actions, papers, minutes; its records and its plan."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from fingerpost.evidence.publication import wording
from fingerpost.service.access.models import Membership
from fingerpost.service.access.needs import Need
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board import plan_waiting, record_waiting, selectors
from fingerpost.service.board.action_steps import step
from fingerpost.service.board.models import ActionItem, Meeting
from fingerpost.service.board.states import (
    TAKES_PAPERS,
    ActionStatus,
    MeetingStatus,
    MinutesStatus,
)

SOON = timedelta(days=14)
AT_MOST = 10


def to_report(membership: Membership, on: date) -> list[Need]:
    """Return the actions that this person is to do, late or due within a fortnight."""
    if not membership.allows(P.ACTION_REPORT):
        return []
    return [
        Need(_words(one, on), _url(one), one.due_on)
        for one in selectors.to_do(viewer=membership)
        if one.due_on <= on + SOON
    ][:AT_MOST]


def _words(item: ActionItem, on: date) -> str:
    if item.is_late(on):
        return f"Say what became of this action, which is late: {item.words}"
    return f"Report on this action: {item.words}"


def to_accept(membership: Membership, on: date) -> list[Need]:
    """Return the actions that were reported done and that this person may accept."""
    if not (membership.allows(P.BOARD_PREPARE) or membership.allows(P.BOARD_CHAIR)):
        return []
    reported = selectors.action_items(viewer=membership).filter(status=ActionStatus.REPORTED)
    return [
        Need(f"Accept as done, or send back: {one.words}", _url(one))
        for one in reported
        if step("accept", one, membership, on)
    ][:AT_MOST]


def minutes(membership: Membership, on: date) -> list[Need]:
    """Return the meetings whose minutes this person is to draft, approve or publish."""
    found: list[Need] = []
    if not membership.allows(P.BOARD_VIEW):
        return found
    held = selectors.meetings(viewer=membership).filter(status=MeetingStatus.HELD)
    for verb, status, permission in TO_MINUTES:
        if membership.allows(permission):
            counts = (
                held.filter(minutes__status=status) if status else held.filter(minutes=None)
            )
            found += [Need(_to_minutes(verb, one), _record(one)) for one in counts]
    return found[:AT_MOST]


TO_MINUTES: tuple[tuple[str, MinutesStatus | None, P], ...] = (
    ("Draft", None, P.BOARD_PREPARE),
    ("Approve", MinutesStatus.DRAFT, P.BOARD_CHAIR),
    ("Publish", MinutesStatus.APPROVED, P.BOARD_PREPARE),
)


def _to_minutes(verb: str, meeting: Meeting) -> str:
    day = timezone.localdate(meeting.starts_at)
    return f"{verb} the minutes of {wording.day(day)}"


def _record(meeting: Meeting) -> str:
    return reverse("board:record", args=[meeting.pk])


def to_send(membership: Membership, on: date) -> list[Need]:
    """Return the papers that this person's agency owes, late or due within a fortnight."""
    if not membership.allows(P.BOARD_VIEW):
        return []
    asked = selectors.papers(viewer=membership).filter(
        owner=membership.agency_id,
        due_on__lte=on + SOON,
        versions__isnull=True,
        item__meeting__status__in=TAKES_PAPERS,
    )
    return [
        Need(
            f"Send the paper{', which is late' if one.is_late(on) else ''}: {one.title}",
            reverse("board:paper", args=[one.pk]),
            one.due_on,
        )
        for one in asked[:AT_MOST]
    ]


def _url(item: ActionItem) -> str:
    return reverse("board:action", args=[item.pk])


PROVIDERS = (
    to_report,
    to_accept,
    to_send,
    minutes,
    *record_waiting.PROVIDERS,
    *plan_waiting.PROVIDERS,
)
