"""What of the board waits for somebody: actions to report on, and reports to accept."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse

from fingerpost.service.access.models import Membership
from fingerpost.service.access.needs import Need
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board import record_waiting, selectors
from fingerpost.service.board.action_steps import step
from fingerpost.service.board.models import ActionItem
from fingerpost.service.board.states import ActionStatus

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


def _url(item: ActionItem) -> str:
    return reverse("board:action", args=[item.pk])


PROVIDERS = (to_report, to_accept, *record_waiting.PROVIDERS)
