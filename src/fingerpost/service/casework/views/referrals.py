"""Referrals: the list, and one with every step since it was sent."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.casework import selectors


@requires(P.CASE_VIEW)
@never_cache
@require_GET
def listed(request: MemberRequest) -> HttpResponse:
    """Show the referrals of the viewer's agency, the soonest due first."""
    found = selectors.referrals(viewer=request.membership)[:50]
    return render(request, "casework/referrals.html", {"referrals": found})


@requires(P.CASE_VIEW)
@never_cache
@require_GET
def referral(request: MemberRequest, number: int) -> HttpResponse:
    """Show one referral: how it stands, who owes what by when, and every step."""
    found = selectors.referral(number, viewer=request.membership)
    if found is None:
        raise Http404
    return render(
        request,
        "casework/referral.html",
        {"referral": found, "steps": selectors.steps(found)},
    )
