"""Who has looked at what, and why: for the information governance lead."""

from __future__ import annotations

from datetime import datetime

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from fingerpost.service.access import audit, selectors, sentences
from fingerpost.service.access.models import Agency, Event, EventKind, User
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import requires
from fingerpost.service.access.requests import MemberRequest

A_PAGE = 50
LOOKS = (EventKind.RECORD_READ, EventKind.GLASS_BROKEN, EventKind.EXPORTED)


@requires(P.AUDIT_VIEW)
@require_GET
def events(request: MemberRequest) -> HttpResponse:
    """Show the events of the agency, newest first; looking is an event itself."""
    what, which = request.GET.get("what", "")[:40], request.GET.get("which", "")[:80]
    found = selectors.events(viewer=request.membership, target_type=what, target=which)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    lines = _sentences(list(page))  # before this look is an event itself
    audit.record(
        EventKind.AUDIT_READ,
        at=timezone.now(),
        by=request.membership,
        target_type=what,
        target=which,
    )
    return render(
        request,
        "access/audit.html",
        {"lines": lines, "page": page, "what": what, "which": which},
    )


@requires(P.AUDIT_VIEW)
@require_GET
def looked(request: MemberRequest, what: str, which: str) -> HttpResponse:
    """Show who has looked at one record of the agency, and why, as it is printed for the person."""
    found = list(
        selectors.events(viewer=request.membership, target_type=what, target=which)
        .filter(agency=request.membership.agency_id)
        .exclude(kind=EventKind.AUDIT_READ)
        .order_by("id")
    )
    if not found:
        raise Http404
    now = timezone.now()
    audit.record(
        EventKind.AUDIT_READ, at=now, by=request.membership, target_type=what, target=which
    )
    return render(
        request,
        "access/looked.html",
        {
            "record": f"{what.replace('_', ' ')} {which}",
            "lines": _sentences(found),
            "looks": sum(one.kind in LOOKS for one in found),
            "now": now,
        },
    )


def _sentences(found: list[Event]) -> list[tuple[datetime, str]]:
    people = User.objects.filter(pk__in={one.actor for one in found if one.actor})
    names = dict(people.values_list("pk", "name"))
    agencies = dict(Agency.objects.values_list("pk", "name"))
    return [(one.at, sentences.event(one, names, agencies)) for one in found]
