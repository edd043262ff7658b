"""Risks and issues: the register, the matrix, one with its history, a new one, and each step with it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import can, requires
from fingerpost.service.access.record_steps import steps_for
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.board import register
from fingerpost.service.board.actions import risks
from fingerpost.service.board.models import Risk
from fingerpost.service.board.risk_forms import RiskForm
from fingerpost.service.board.risk_matrix import LEVELS, stated
from fingerpost.service.board.risk_steps import STEPS
from fingerpost.service.board.score_chart import said, score_chart
from fingerpost.service.board.views.asking import ask, posted
from fingerpost.service.board.views.taking import take

SHOWN = {"open": "Open", "closed": "Closed"}


@requires(P.BOARD_VIEW)
@never_cache
@require_GET
def listed(request: MemberRequest) -> HttpResponse:
    """Show the register, the highest score first."""
    viewer, on = request.membership, timezone.localdate()
    show = "closed" if request.GET.get("show") == "closed" else "open"
    found = register.risks(viewer=viewer).filter(closed_at__isnull=show == "open")
    entries = register.entries(found, stated())
    return render(
        request,
        "board/risks.html",
        {
            "rows": [(one, one.is_due(on)) for one in entries],
            "above": sum(one.is_above for one in entries),
            "show": show,
            "shown": SHOWN,
            "may_raise": can(viewer, P.PLAN_MANAGE),
        },
    )


@requires(P.BOARD_VIEW)
@never_cache
@require_GET
def matrix(request: MemberRequest) -> HttpResponse:
    """Show all open risks in the matrix, and what its levels mean."""
    stating = stated()
    found = register.risks(viewer=request.membership).filter(closed_at__isnull=True)
    entries = register.entries(found, stating)
    rows = [
        (
            impact,
            [
                (
                    likelihood * impact.level,
                    stating.band(likelihood * impact.level),
                    [
                        one
                        for one in entries
                        if (one.likelihood, one.impact) == (likelihood, impact.level)
                    ],
                )
                for likelihood in LEVELS
            ],
        )
        for impact in reversed(stating.impact)
    ]
    return render(
        request,
        "board/risk_matrix.html",
        {
            "stating": stating,
            "rows": rows,
            "entries": entries,
            "unscored": [one for one in entries if one.score is None],
            "on": timezone.localdate(),
        },
    )


@requires(P.BOARD_VIEW)
@never_cache
@require_GET
def risk(request: MemberRequest, number: int) -> HttpResponse:
    """Show one risk: what is known of it, its scores over time, and what may be done now."""
    found, stating, on = _risk(request, number), stated(), timezone.localdate()
    scores = register.scores(found)
    course = [(timezone.localdate(one.at), one.score) for one in scores]
    until = timezone.localdate(found.closed_at) if found.closed_at else on
    chart = (
        score_chart(course, appetite=found.appetite, until=until, title=found.title)
        if course
        else ""
    )
    (entry,) = register.entries(Risk.objects.filter(pk=found.pk), stating)
    return render(
        request,
        "board/risk.html",
        {
            "risk": found,
            "entry": entry,
            "is_due": entry.is_due(on),
            "likelihood": stating.likelihood[entry.likelihood - 1]
            if entry.likelihood
            else None,
            "impact": stating.impact[entry.impact - 1] if entry.impact else None,
            "scores": scores[::-1],
            "chart": mark_safe(chart),  # noqa: S308  # ours, which escapes what it writes
            "chart_said": said(course, appetite=found.appetite) if course else "",
            "steps": steps_for(STEPS, found, request.membership),
        },
    )


@requires(P.BOARD_VIEW)
@never_cache
@require_http_methods(["GET", "POST"])
def step(request: MemberRequest, number: int, name: str) -> HttpResponse:
    """Take one step with a risk."""
    found = _risk(request, number)
    return take(
        request,
        STEPS,
        name,
        found,
        back=reverse("board:risk", args=[number]),
        back_words=found.title,
    )


@requires(P.PLAN_MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Write a risk down."""
    form = RiskForm(posted(request))

    def act() -> str:
        made = risks.raise_risk(**form.cleaned_data, by=request.membership, at=timezone.now())
        return reverse("board:risk", args=[made.pk])

    return ask(
        request,
        form,
        act,
        title="Raise a risk",
        button="Write it down",
        done="The risk is in the register, and its owner is told.",
        back=reverse("board:risks"),
        back_words="Risks and issues",
    )


def _risk(request: MemberRequest, number: int) -> Risk:
    found = register.risks(viewer=request.membership).filter(pk=number).first()
    if found is None:
        raise Http404
    return found
