"""Who has looked at what, and why: for the information governance lead."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from fingerpost.service.access import audit, selectors, sentences
from fingerpost.service.access.models import Agency, EventKind, User
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import requires
from fingerpost.service.access.requests import MemberRequest

A_PAGE = 50


@requires(P.AUDIT_VIEW)
@require_GET
def events(request: MemberRequest) -> HttpResponse:
    """Show the events of the agency, newest first; looking is an event itself."""
    what, which = request.GET.get("what", "")[:40], request.GET.get("which", "")[:80]
    found = selectors.events(viewer=request.membership, target_type=what, target=which)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    names = dict(
        User.objects.filter(pk__in={one.actor for one in page if one.actor}).values_list(
            "pk", "name"
        )
    )
    agencies = dict(Agency.objects.values_list("pk", "name"))
    audit.record(
        EventKind.AUDIT_READ,
        at=timezone.now(),
        by=request.membership,
        target_type=what,
        target=which,
    )
    lines = [(one.at, sentences.event(one, names, agencies)) for one in page]
    return render(
        request,
        "access/audit.html",
        {"lines": lines, "page": page, "what": what, "which": which},
    )
