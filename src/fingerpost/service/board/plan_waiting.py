"""What of the plan and of oversight waits for somebody: a word on a commitment, an answer, a draft."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.text import Truncator

from fingerpost.service.access.models import Membership
from fingerpost.service.access.needs import Need
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board import plans, questions
from fingerpost.service.board.standing import Standing

AT_MOST = 10
LONGEST = 120  # letters of what is quoted


def to_answer(membership: Membership, on: date) -> list[Need]:
    """Return the questions that wait for an answer of this person's agency."""
    if not membership.allows(P.ACTION_REPORT):
        return []
    owed = questions.owed(viewer=membership).filter(owed_by=membership.agency_id)
    return [
        Need(
            f"Answer this question{', which is late' if questions.days_late(one, on) else ''}: "
            f"{Truncator(one.words).chars(LONGEST)}",
            reverse("board:question", args=[one.pk]),
            one.due_on,
        )
        for one in owed[:AT_MOST]
    ]


def to_say(membership: Membership, on: date) -> list[Need]:
    """Return the commitments of this person's agency of which it is not known how they stand, or late."""
    if not (membership.allows(P.ACTION_REPORT) and membership.allows(P.BOARD_VIEW)):
        return []
    mine = plans.of_own_agency(viewer=membership)
    return [
        Need(
            f"Say how this commitment stands: {Truncator(one.commitment.title).chars(LONGEST)}",
            reverse("board:report_commitment", args=[one.commitment.pk]),
            one.commitment.due_on if one.days_late else None,
        )
        for one in (plans.stood(mine, on) if mine else [])
        if one.days_late or one.standing is Standing.NOT_KNOWN
    ][:AT_MOST]


def to_adopt(membership: Membership, on: date) -> list[Need]:
    """Return the draft of the plan that was begun, for who keeps the plan."""
    if not membership.allows(P.PLAN_MANAGE):
        return []
    draft = plans.draft(viewer=membership)
    address = reverse("board:draft")
    return [Need(f"Finish the draft of the plan: {draft.title}", address)] if draft else []


PROVIDERS = (to_answer, to_say, to_adopt)
