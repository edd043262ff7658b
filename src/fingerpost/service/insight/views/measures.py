"""The overview, one measure, its tables to take away, and the pages of the pack."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from fingerpost.service.access import audit, measuring
from fingerpost.service.access.models import EventKind
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import can, requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.insight import selectors


@requires(P.MEASURE_VIEW)
@require_GET
def overview(request: MemberRequest) -> HttpResponse:
    """Show how the county does, by aims and outcomes; what changed and what was done, apart."""
    viewer = request.membership
    return render(
        request,
        "insight/overview.html",
        {
            "aims": selectors.overview(viewer=viewer),
            "release": selectors.release(viewer=viewer),
            "pages": selectors.pages(viewer=viewer),
            "may_see_signals": can(viewer, P.SIGNAL_VIEW),
            "may_rebase": can(viewer, P.REBASE_DECIDE),
            "measuring": measuring.newest(at=timezone.now()),
        },
    )


@requires(P.MEASURE_VIEW)
@require_GET
def measure(request: MemberRequest, name: str) -> HttpResponse:
    """Show one measure: what it says, its charts and tables, what it is, and where it comes from."""
    found = selectors.measure(name, viewer=request.membership)
    if found is None:
        raise Http404
    context = {
        "page": found,
        "measure": found.measure,
        "measuring": measuring.newest(at=timezone.now()),
    }
    return render(request, "insight/measure.html", context)


@requires(P.MEASURE_VIEW)
@require_GET
def download(request: MemberRequest, name: str, table: str) -> HttpResponse:
    """Give a table as CSV, as protected as it is shown."""
    data = selectors.download(name, table, viewer=request.membership)
    if data is None:
        raise Http404
    audit.record(
        EventKind.EXPORTED,
        at=timezone.now(),
        by=request.membership,
        target_type="measure",
        target=name[:80],
        after={"table": table},
    )
    response = HttpResponse(data, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{table}.csv"'
    return response


@requires(P.PACK_VIEW)
@require_GET
def page(request: MemberRequest, slug: str) -> HttpResponse:
    """Show a page of the pack."""
    found = selectors.page(slug, viewer=request.membership)
    if found is None:
        raise Http404
    return render(request, "insight/page.html", {"page": found})


@requires(P.MEASURE_VIEW)
@require_GET
def registers(request: MemberRequest) -> HttpResponse:
    """Show where evaluations and checked claims will stand."""
    return render(request, "insight/registers.html")
