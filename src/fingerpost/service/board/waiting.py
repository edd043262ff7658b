"""What of the board waits for somebody: actions, papers, minutes, risks to review, documents."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from fingerpost.service.access.models import Membership
from fingerpost.service.access.needs import Need
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board import (
    involvement,
    plan_waiting,
    register,
    required_documents,
    selectors,
)
from fingerpost.service.board.action_steps import step
from fingerpost.service.board.models import ActionItem, Meeting
from fingerpost.service.board.models.involvement import EntryStatus
from fingerpost.service.board.owners import answers_for, is_lead
from fingerpost.service.board.states import (
    TAKES_PAPERS,
    ActionStatus,
    DocumentStatus,
    MeetingStatus,
    MinutesStatus,
)

SOON = timedelta(days=14)
A_MONTH = timedelta(days=30)
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
    return f"{verb} the minutes of {day.day} {day:%B %Y}"


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


def to_review(membership: Membership, on: date) -> list[Need]:
    """Return the risks whose review is due within a fortnight, for their owner and the lead."""
    if not membership.allows(P.BOARD_VIEW):
        return []
    due = register.risks(viewer=membership).filter(
        closed_at__isnull=True, review_on__lte=on + SOON
    )
    return [
        Need(
            f"Review this risk and score it: {one.title}",
            reverse("board:risk", args=[one.pk]),
            one.review_on,
        )
        for one in due
        if is_lead(membership) or answers_for(one, membership)
    ][:AT_MOST]


def documents_due(membership: Membership, on: date) -> list[Need]:
    """Return the documents that are late or due within a month, for their owner and the lead."""
    if not membership.allows(P.BOARD_VIEW):
        return []
    due = required_documents.documents(viewer=membership).filter(
        retired_on__isnull=True, due_on__lte=on + A_MONTH
    )
    return [
        Need(
            f"{'This document is late' if one.is_late(on) else 'This document is due'}: {one.title}",
            reverse("board:document", args=[one.pk]),
            one.due_on,
        )
        for one in due
        if is_lead(membership) or answers_for(one, membership)
    ][:AT_MOST]


def to_approve(membership: Membership, on: date) -> list[Need]:
    """Return the documents that are with the board, for its chair."""
    if not membership.allows(P.BOARD_CHAIR):
        return []
    put = required_documents.documents(viewer=membership).filter(
        retired_on__isnull=True, versions__status=DocumentStatus.REVIEW
    )
    return [
        Need(
            f"Approve this document, or give it back: {one.title}",
            reverse("board:document", args=[one.pk]),
        )
        for one in put.distinct()
    ][:AT_MOST]


def needs_to_meet(membership: Membership, on: date) -> list[Need]:
    """Return that members need something before the next meeting, for the lead who sees to it."""
    if not is_lead(membership):
        return []
    preparing = involvement.preparing(on)
    if preparing.meeting is None:
        return []
    day = timezone.localdate(preparing.meeting.starts_at)
    members = involvement.members(viewer=membership)
    unmet = sum(not preparing.is_met(one) for one in members) if day <= on + A_MONTH else 0
    if not unmet:
        return []
    whom = "1 member needs" if unmet == 1 else f"{unmet} members need"
    words = f"See to what {whom} before the board meets"
    return [Need(words, reverse("board:involvement_members"), day)]


def to_answer(membership: Membership, on: date) -> list[Need]:
    """Return what people said and nobody answered, for the agency that is to."""
    if not membership.allows(P.BOARD_VIEW):
        return []
    heard = involvement.entries(viewer=membership).filter(
        owner=membership.agency_id, status=EntryStatus.HEARD
    )
    return [
        Need(
            "Say what is done about what people said",
            reverse("board:involvement_entry", args=[one.pk]),
        )
        for one in heard
    ][:AT_MOST]


def _url(item: ActionItem) -> str:
    return reverse("board:action", args=[item.pk])


PROVIDERS = (
    to_report,
    to_accept,
    to_send,
    minutes,
    to_review,
    documents_due,
    to_approve,
    needs_to_meet,
    to_answer,
    *plan_waiting.PROVIDERS,
)
