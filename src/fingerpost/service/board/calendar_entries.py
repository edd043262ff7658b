"""What of the board stands in somebody's calendar: its meetings, and what is due from them."""

from __future__ import annotations

from django.urls import reverse

from fingerpost.service.access.calendar import Entry
from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board import register, required_documents, selectors
from fingerpost.service.board.owners import answers_for
from fingerpost.service.board.states import MeetingStatus


def actions(membership: Membership) -> list[Entry]:
    """Return the days on which somebody's actions are due."""
    if not membership.allows(P.ACTION_REPORT):
        return []
    return [
        Entry(
            "Action of the board is due",
            reverse("board:action", args=[one.pk]),
            one.due_on,
            one.due_on,
        )
        for one in selectors.to_do(viewer=membership)
    ]


def meetings(membership: Membership) -> list[Entry]:
    """Return when the board meets, for its members; what was called off says so."""
    if not membership.allows(P.BOARD_VIEW):
        return []
    return [
        Entry(
            "Meeting of the board",
            reverse("board:meeting", args=[one.pk]),
            one.starts_at,
            one.ends_at,
            one.place,
            is_cancelled=one.status == MeetingStatus.CANCELLED,
        )
        for one in selectors.meetings(viewer=membership)
    ]


def reviews(membership: Membership) -> list[Entry]:
    """Return the days on which risks are due for review, for who answers for them."""
    if not membership.allows(P.BOARD_VIEW):
        return []
    return [
        Entry(
            "Risk is due for review",
            reverse("board:risk", args=[one.pk]),
            one.review_on,
            one.review_on,
        )
        for one in register.risks(viewer=membership).filter(closed_at__isnull=True)
        if answers_for(one, membership)
    ]


def documents(membership: Membership) -> list[Entry]:
    """Return the days on which documents are due, for who owes them."""
    if not membership.allows(P.BOARD_VIEW):
        return []
    kept = required_documents.documents(viewer=membership).filter(retired_on__isnull=True)
    return [
        Entry(
            "Document of the board is due",
            reverse("board:document", args=[one.pk]),
            one.due_on,
            one.due_on,
        )
        for one in kept
        if answers_for(one, membership)
    ]


PROVIDERS = (actions, meetings, reviews, documents)
