"""The start page of whoever signs in, and for which agency they act."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fingerpost.service.access import audit, needs, selectors
from fingerpost.service.access.middleware import ACTING
from fingerpost.service.access.models import EventKind, Membership
from fingerpost.service.access.policies import lacks_second_factor, public, signed_in
from fingerpost.service.access.requests import Request
from fingerpost.service.access.second_lock import acting_in_database


@public
@require_GET
def start(request: Request) -> HttpResponse:
    """Answer "what needs me today"; lead whoever is not signed in to what everybody may read."""
    if not request.user.is_authenticated:
        return redirect("public:overview")
    if lacks_second_factor(request):
        return redirect("mfa_activate_totp")
    if request.membership is None:
        return render(request, "access/choose_agency.html", _choices(request))
    with acting_in_database(request.membership):
        found = needs.all_needs(request.membership, timezone.localdate())
    return render(request, "access/start.html", {"needs": found})


@signed_in
@require_POST
def act_for(request: Request) -> HttpResponse:
    """Choose for which agency to act from here on."""
    held = {str(one.pk): one for one in _choices(request)["memberships"]}
    chosen = held.get(request.POST.get("membership", ""))
    if chosen is None:
        context = {**_choices(request), "error": True}
        return render(request, "access/choose_agency.html", context, status=400)
    request.session.cycle_key()
    request.session[ACTING] = chosen.pk
    with acting_in_database(chosen):
        audit.record(
            EventKind.ACTED_FOR,
            at=timezone.now(),
            by=chosen,
            target_type="membership",
            target=chosen.pk,
        )
    return redirect("start")


@signed_in
@require_GET
def choose(request: Request) -> HttpResponse:
    """Ask for which agency somebody acts, who serves several."""
    return render(request, "access/choose_agency.html", _choices(request))


def _choices(request: Request) -> dict[str, list[Membership]]:
    if not request.user.is_authenticated:
        return {"memberships": []}
    return {"memberships": selectors.open_memberships(request.user, on=timezone.localdate())}


@public
@require_http_methods(["GET", "POST"])
def closed(request: Request, key: str = "") -> HttpResponse:
    """Stand where a library has a page that we do not offer.

    Nobody changes the address under which they were invited: it is who they are here.
    """
    raise Http404
