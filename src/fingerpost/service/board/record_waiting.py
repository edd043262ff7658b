"""What of the board's records waits for somebody: risks, documents, people's needs, what people said."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from fingerpost.service.access.models import Membership
from fingerpost.service.access.needs import Need
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board import involvement, register, required_documents
from fingerpost.service.board.models.involvement import EntryStatus
from fingerpost.service.board.owners import answers_for, is_lead
from fingerpost.service.board.states import DocumentStatus

SOON = timedelta(days=14)
A_MONTH = timedelta(days=30)
AT_MOST = 10


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


PROVIDERS = (to_review, documents_due, to_approve, needs_to_meet, to_answer)
