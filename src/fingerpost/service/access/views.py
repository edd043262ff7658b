"""The start page of whoever signs in, and for which agency they act."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from fingerpost.service.access import selectors
from fingerpost.service.access.middleware import ACTING
from fingerpost.service.access.models import Membership
from fingerpost.service.access.policies import public, signed_in
from fingerpost.service.access.requests import Request


@public
@require_GET
def start(request: Request) -> HttpResponse:
    """Answer "what needs me today", or say what this is to somebody who is not signed in."""
    if not request.user.is_authenticated:
        return render(request, "access/welcome.html")
    if request.membership is None:
        return render(request, "access/choose_agency.html", _choices(request))
    return render(request, "access/start.html")


@signed_in
@require_POST
def act_for(request: Request) -> HttpResponse:
    """Choose for which agency to act from here on."""
    wanted = request.POST.get("membership", "")
    held = {str(one.pk): one for one in _choices(request)["memberships"]}
    if wanted not in held:
        return render(
            request,
            "access/choose_agency.html",
            _choices(request) | {"error": True},
            status=400,
        )
    request.session.cycle_key()
    request.session[ACTING] = held[wanted].pk
    return HttpResponseRedirect("/")


def _choices(request: Request) -> dict[str, list[Membership]]:
    if not request.user.is_authenticated:
        return {"memberships": []}
    return {"memberships": selectors.open_memberships(request.user, on=timezone.localdate())}
