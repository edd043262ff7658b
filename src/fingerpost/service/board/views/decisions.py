"""Decisions of the board: the list, one with what it rests on and what became of it, and each step."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.evidence.measures import all_measures
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.board import selectors
from fingerpost.service.board.decision_steps import steps_for
from fingerpost.service.board.minutes_forms import ReplaceForm
from fingerpost.service.board.models import Decision
from fingerpost.service.board.states import DecisionStatus
from fingerpost.service.board.views.asking import ask, posted
from fingerpost.service.insight import selectors as insight

ALL = "all"


@requires(P.BOARD_VIEW)
@never_cache
@require_GET
def listed(request: MemberRequest) -> HttpResponse:
    """Show decisions, by what became of them."""
    became = request.GET.get("became", ALL)
    became = became if became in DecisionStatus.values else ALL
    found = selectors.decisions(viewer=request.membership)
    if became != ALL:
        found = found.filter(status=became)
    return render(
        request,
        "board/decisions.html",
        {
            "decisions": found,
            "became": became,
            "shown": {ALL: "All", **dict(DecisionStatus.choices)},
        },
    )


@requires(P.BOARD_VIEW)
@never_cache
@require_GET
def decision(request: MemberRequest, number: int) -> HttpResponse:
    """Show one decision: why, against what else, on which evidence, what follows, what became of it."""
    found, viewer = _decision(request, number), request.membership
    release = insight.release(viewer=viewer) if viewer.allows(P.MEASURE_VIEW) else None
    measure = all_measures().get(found.measure)
    return render(
        request,
        "board/decision.html",
        {
            "decision": found,
            "actions": [
                (one, one.days_late(timezone.localdate()))
                for one in found.action_items.select_related("owner")
            ],
            "replaces": found.replaces.all(),
            "measure": measure,
            "is_shown": bool(
                measure and release and insight.measure(measure.name, viewer=viewer)
            ),
            "has_pack": selectors.packs(viewer=viewer).filter(meeting=found.meeting).exists(),
            "edition_now": release.id if release else "",
            "steps": steps_for(found, viewer),
        },
    )


@requires(P.BOARD_VIEW)
@never_cache
@require_http_methods(["GET", "POST"])
def step(request: MemberRequest, number: int, name: str) -> HttpResponse:
    """Say what became of a decision."""
    found, viewer = _decision(request, number), request.membership
    taken = next((one for one in steps_for(found, viewer) if one.name == name), None)
    if taken is None:
        raise Http404
    form = taken.form(posted(request), viewer=viewer)  # type: ignore[call-arg]
    if isinstance(form, ReplaceForm):
        form.offer(found)
    address = reverse("board:decision", args=[number])

    def act() -> str:
        taken.act(decision=found, **form.cleaned_data, by=viewer, at=timezone.now())
        return address

    return ask(
        request,
        form,
        act,
        title=taken.title,
        button=taken.title,
        done=taken.done,
        back=address,
        back_words=found.title,
    )


def _decision(request: MemberRequest, number: int) -> Decision:
    found = selectors.decision(number, viewer=request.membership)
    if found is None:
        raise Http404
    return found
