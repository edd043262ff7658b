"""Who is diverted, by who they are, and whether more are taken in: protected tables alone."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import can, check, requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.casework.actions import fairness_tables
from fingerpost.service.casework.fairness import STEPS
from fingerpost.service.casework.justice_forms import MonthForm
from fingerpost.service.casework.models import FairnessTable
from fingerpost.service.casework.views.asking import ask, posted


@requires(P.PACK_VIEW)
@never_cache
@require_GET
def fairness(request: MemberRequest) -> HttpResponse:
    """Show the newest table of each force, with what can be said of it."""
    newest = FairnessTable.objects.order_by("agency_id", "-until").distinct("agency_id")
    return render(
        request,
        "casework/fairness.html",
        {
            "tables": newest.select_related("agency"),
            "steps": STEPS,
            "may_keep": _may_keep(request.membership),
        },
    )


@requires(P.CASE_MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def month(request: MemberRequest) -> HttpResponse:
    """Write down the outcomes of a month, from the force's crime system."""
    check(request.membership, P.JUSTICE_WORK)
    form = MonthForm(posted(request))

    def act() -> str:
        fairness_tables.keep_month(
            **form.cleaned_data, by=request.membership, at=timezone.now()
        )
        return reverse("casework:fairness")

    return ask(
        request,
        form,
        act,
        title="Outcomes of a month",
        button="Write them down",
        done="They are written down. The table is renewed within minutes.",
        back=reverse("casework:fairness"),
        back_words="Fairness of diversion",
    )


def _may_keep(viewer: Membership) -> bool:
    return can(viewer, P.CASE_MANAGE) and can(viewer, P.JUSTICE_WORK)
