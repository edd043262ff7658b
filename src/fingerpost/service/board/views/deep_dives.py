"""Deep dives: the list, one with its evidence and its conclusion, a new one, and each step with it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import can, requires
from fingerpost.service.access.record_steps import steps_for
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.board.actions import deep_dives
from fingerpost.service.board.deep_dives import STEPS, DiveForm, dives
from fingerpost.service.board.models import DeepDive
from fingerpost.service.board.views.asking import ask, posted
from fingerpost.service.board.views.taking import take
from fingerpost.service.board.what_measures_say import Said, edition


@requires(P.BOARD_VIEW)
@never_cache
@require_GET
def listed(request: MemberRequest) -> HttpResponse:
    """Show every deep dive, the latest quarter first."""
    return render(
        request,
        "board/deep_dives.html",
        {
            "dives": dives(viewer=request.membership),
            "may_begin": can(request.membership, P.PLAN_MANAGE),
        },
    )


@requires(P.BOARD_VIEW)
@never_cache
@require_GET
def dive(request: MemberRequest, number: int) -> HttpResponse:
    """Show one: its question, what its measures said when it was collected, and its conclusion."""
    found, viewer = _dive(request, number), request.membership
    newest = edition(viewer=viewer)
    return render(
        request,
        "board/deep_dive.html",
        {
            "dive": found,
            "collected": [Said(**one) for one in found.collected],
            "is_old": bool(found.edition and newest and found.edition != newest),
            "steps": steps_for(STEPS, found, viewer),
        },
    )


@requires(P.BOARD_VIEW)
@never_cache
@require_http_methods(["GET", "POST"])
def step(request: MemberRequest, number: int, name: str) -> HttpResponse:
    """Take one step with a deep dive."""
    found = _dive(request, number)
    return take(
        request,
        STEPS,
        name,
        found,
        back=reverse("board:deep_dive", args=[number]),
        back_words=found.title,
    )


@requires(P.PLAN_MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Put the question of a quarter."""
    form = DiveForm(posted(request), request.membership)

    def act() -> str:
        said = form.cleaned_data
        made = deep_dives.begin(**said, by=request.membership, at=timezone.now())
        return reverse("board:deep_dive", args=[made.pk])

    return ask(
        request,
        form,
        act,
        title="Begin a deep dive",
        button="Begin it",
        done="It is begun, and what its measures say is collected.",
        back=reverse("board:deep_dives"),
        back_words="Deep dives",
    )


def _dive(request: MemberRequest, number: int) -> DeepDive:
    found = dives(viewer=request.membership).filter(pk=number).first()
    if found is None:
        raise Http404
    return found
