"""What is owed today: the first page of the cases."""

from __future__ import annotations

from django.http import HttpResponse
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
def home(request: MemberRequest) -> HttpResponse:
    """Show the referrals of which the viewer's agency owes the next step, the soonest due first."""
    owed = selectors.referrals(viewer=request.membership).filter(
        owner=request.membership.agency
    )
    return render(request, "casework/home.html", {"owed": owed[:50]})
