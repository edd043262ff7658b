"""Questions put to agencies: the list, one with its answer, a new one, and answering it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import can, requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.board import questions as reading
from fingerpost.service.board.actions import questions as actions
from fingerpost.service.board.models import Question
from fingerpost.service.board.oversight_forms import AnswerForm, QuestionForm
from fingerpost.service.board.views.asking import ask, posted


@requires(P.ACTION_REPORT)
@never_cache
@require_GET
def listed(request: MemberRequest) -> HttpResponse:
    """Show questions: those that wait for an answer first, then the answered."""
    viewer, on = request.membership, timezone.localdate()
    found = list(reading.questions(viewer=viewer))
    waiting = [(one, reading.days_late(one, on)) for one in found if not one.answer]
    answered = sorted(
        (one for one in found if one.answered_at),
        key=lambda one: one.answered_at or one.put_at,
        reverse=True,
    )
    return render(
        request,
        "board/questions.html",
        {
            "waiting": waiting,
            "late": sum(days > 0 for _, days in waiting),
            "answered": answered,
            "may_put": can(viewer, P.BOARD_OVERSEE),
            "is_all_agencies": can(viewer, P.BOARD_VIEW),
        },
    )


@requires(P.ACTION_REPORT)
@never_cache
@require_GET
def question(request: MemberRequest, number: int) -> HttpResponse:
    """Show a question and its answer."""
    found = _question(request, number)
    return render(
        request,
        "board/question.html",
        {
            "question": found,
            "days_late": reading.days_late(found, timezone.localdate()),
            "may_answer": reading.may_answer(found, request.membership),
            "may_put": can(request.membership, P.BOARD_OVERSEE),
        },
    )


@requires(P.BOARD_OVERSEE)
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Put a question to an agency."""
    form = QuestionForm(posted(request))

    def act() -> str:
        made = actions.put(**form.cleaned_data, by=request.membership, at=timezone.now())
        return reverse("board:question", args=[made.pk])

    return ask(
        request,
        form,
        act,
        title="Put a question to an agency",
        button="Put the question",
        done="The question is put, and the agency is told.",
        back=reverse("board:questions"),
    )


@requires(P.ACTION_REPORT)
@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: MemberRequest, number: int) -> HttpResponse:
    """Answer a question for one's agency."""
    found = _question(request, number)
    if not reading.may_answer(found, request.membership):
        raise Http404
    form = AnswerForm(posted(request))
    back = reverse("board:question", args=[number])

    def act() -> str:
        actions.answer(
            question=found,
            words=form.cleaned_data["words"],
            by=request.membership,
            at=timezone.now(),
        )
        return back

    return ask(
        request,
        form,
        act,
        title=f"Answer: {found.words}" if len(found.words) < 120 else "Answer the question",
        button="Give the answer",
        done="Your answer is given, and whoever asked is told.",
        back=back,
        back_words="The question",
    )


def _question(request: MemberRequest, number: int) -> Question:
    found = reading.questions(viewer=request.membership).filter(pk=number).first()
    if found is None:
        raise Http404
    return found
