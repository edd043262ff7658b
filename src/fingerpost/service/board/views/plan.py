"""The plan on a page, along time, its versions, and what differs between them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import can, requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.board import plans
from fingerpost.service.board.models import PlanVersion
from fingerpost.service.board.plan_changes import changes
from fingerpost.service.board.plan_forms import CompareForm, DayForm
from fingerpost.service.board.plan_timeline import timeline as drawn
from fingerpost.service.board.standing import summary


def sheet(version: PlanVersion, on: date) -> dict[str, Any]:
    """Return what a page shows of a version as it stood on a day."""
    stood = plans.stood(plans.promised(version), on)
    return {
        "version": version,
        "on": on,
        "stood": stood,
        "summary": summary(stood),
        "groups": [(one, mine) for one, mine in plans.by_priority(version, stood) if mine],
    }


@requires(P.BOARD_VIEW)
@never_cache
@require_GET
def plan(request: MemberRequest) -> HttpResponse:
    """Show the plan in force on one page: how many commitments stand how, then each."""
    viewer = request.membership
    version = plans.in_force(viewer=viewer)
    may_manage = can(viewer, P.PLAN_MANAGE)
    return render(
        request,
        "board/plan.html",
        {
            **(sheet(version, timezone.localdate()) if version else {}),
            "may_manage": may_manage,
            "draft": plans.draft(viewer=viewer) if may_manage else None,
        },
    )


@requires(P.BOARD_VIEW)
@never_cache
@require_GET
def timeline(request: MemberRequest) -> HttpResponse:
    """Show the plan in force along time: a picture, and the table behind it."""
    version, on = plans.in_force(viewer=request.membership), timezone.localdate()
    shown = sheet(version, on) if version else {"groups": []}
    return render(
        request,
        "board/plan_timeline.html",
        {**shown, "picture": drawn(shown["groups"], on)},
    )


@requires(P.BOARD_VIEW)
@never_cache
@require_GET
def versions(request: MemberRequest) -> HttpResponse:
    """Show every version, what was promised on a day, and what differs between two versions."""
    viewer = request.membership
    known = plans.versions(viewer=viewer).filter(status__in=plans.WAS_IN_FORCE)
    asked, found = DayForm(request.GET if "on" in request.GET else None), None
    if asked.is_valid():
        found = plans.in_force_on(asked.cleaned_data["on"], viewer=viewer)
    compared = CompareForm(
        request.GET if "earlier" in request.GET else None,
        versions=known,
        initial=dict(zip(("later", "earlier"), known[:2], strict=False)),
    )
    said = compared.cleaned_data if compared.is_valid() else None
    return render(
        request,
        "board/plan_versions.html",
        {
            "versions": known,
            "day_form": asked,
            "asked_on": asked.cleaned_data["on"] if asked.is_valid() else None,
            **(sheet(found, asked.cleaned_data["on"]) if found else {}),
            "compare_form": compared,
            "compared": said,
            "changes": changes(said["earlier"], said["later"]) if said else None,
        },
        status=400 if asked.errors or compared.errors else 200,
    )


@requires(P.BOARD_VIEW)
@never_cache
@require_GET
def version(request: MemberRequest, number: int) -> HttpResponse:
    """Show one version: in force as it stands, replaced as it stood on its last day."""
    viewer, on = request.membership, timezone.localdate()
    known = plans.versions(viewer=viewer).filter(status__in=plans.WAS_IN_FORCE)
    found = known.filter(number=number).first()
    if found is None:
        raise Http404
    before = known.filter(number__lt=number).first()
    return render(
        request,
        "board/plan_version.html",
        {
            **sheet(found, found.replaced_on or on),
            "before": before,
            "changes": changes(before, found) if before else None,
        },
    )
