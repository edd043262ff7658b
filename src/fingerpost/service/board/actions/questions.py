"""Put a question to an agency, and answer it, once; whoever is asked and whoever asked are told."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from fingerpost.service.access import audit, policies, selectors
from fingerpost.service.access.actions import notices
from fingerpost.service.access.models import Agency, EventKind, Membership, NoticeKind, User
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board.models import Question


@transaction.atomic
def put(
    *,
    words: str,
    owed_by: Agency,
    due_on: date,
    by: Membership,
    at: datetime,
    is_public: bool = True,
) -> Question:
    """Put a question to an agency, to be answered by a day."""
    policies.check(by, P.BOARD_OVERSEE)
    if due_on < timezone.localdate(at):
        raise ValidationError("Choose a day to come.")
    question = Question(
        words=words.strip(),
        put_by=by.user,
        put_for=by.agency,
        put_at=at,
        owed_by=owed_by,
        due_on=due_on,
        is_public=is_public,
    )
    question.full_clean(exclude=["put_by", "put_for", "owed_by", "meeting", "answered_by"])
    question.save()
    audit.record(
        EventKind.QUESTION_PUT,
        at=at,
        by=by,
        target_type="question",
        target=question.pk,
        agency=owed_by.pk,
    )
    app.configure_task("board.tell_of_question").defer(question=question.pk)
    return question


@transaction.atomic
def answer(*, question: Question, words: str, by: Membership, at: datetime) -> Question:
    """Answer a question for the agency that owes it. The answer stays: what follows is another question."""
    policies.check(by, P.ACTION_REPORT)
    question = Question.objects.select_for_update().get(pk=question.pk)
    if question.owed_by_id != by.agency_id:
        raise PermissionDenied("only the agency that was asked answers")
    if question.answer:
        raise ValidationError("It is answered already: an answer stays as it was given.")
    if not words.strip():
        raise ValidationError("Say what you answer.")
    question.answer, question.answered_at = words.strip(), at
    question.answered_by = by.user
    question.save(update_fields=["answer", "answered_at", "answered_by"])
    audit.record(
        EventKind.QUESTION_ANSWERED,
        at=at,
        by=by,
        target_type="question",
        target=question.pk,
        agency=question.owed_by_id,
    )
    notices.tell(
        [User.objects.defer("password").get(pk=question.put_by_id)],
        kind=NoticeKind.ANSWER,
        path=reverse("board:question", args=[question.pk]),
        at=at,
    )
    return question


@transaction.atomic
def tell(number: int, *, at: datetime) -> list[User]:
    """Tell who acts on the board for the agency that owes an answer; nobody there: whoever may answer.

    Run as the service: a page does not read who works for another agency.
    """
    question = Question.objects.get(pk=number)
    on = timezone.localdate(at)
    held = [
        one
        for one in selectors.held_in(question.owed_by_id, on=on)
        if one.allows(P.ACTION_REPORT)
    ]
    told = [one.user for one in held if one.allows(P.BOARD_VIEW)] or [one.user for one in held]
    path = reverse("board:question", args=[question.pk])
    notices.tell(told, kind=NoticeKind.QUESTION, path=path, at=at)
    return list(dict.fromkeys(told))
