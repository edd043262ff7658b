"""Questions that were put to agencies: who may read them, which are owed, and which are late."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from fingerpost.service.access import policies
from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board.models import Question


def questions(*, viewer: Membership) -> QuerySet[Question]:
    """Return the questions that somebody may see: all for the board, else those put to their agency."""
    found = Question.objects.select_related(
        "owed_by", "put_for", "put_by", "answered_by"
    ).defer("put_by__password", "answered_by__password")
    if viewer.allows(P.BOARD_VIEW):
        return found
    policies.check(viewer, P.ACTION_REPORT)
    return found.filter(owed_by=viewer.agency_id)


def owed(*, viewer: Membership) -> QuerySet[Question]:
    """Return the questions that somebody may see and nobody answered, the soonest first."""
    return questions(viewer=viewer).filter(answer="")


def days_late(question: Question, on: date) -> int:
    """Return by how many days an answer is late; 0 if it is not, or is given."""
    return 0 if question.answer else max(0, (on - question.due_on).days)


def may_answer(question: Question, viewer: Membership) -> bool:
    """Tell whether somebody may answer: nobody did, and it was put to their agency."""
    return (
        not question.answer
        and question.owed_by_id == viewer.agency_id
        and viewer.allows(P.ACTION_REPORT)
    )
