"""Pages of the evidence."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.insight import selectors


@requires(P.MEASURE_VIEW)
@require_GET
def overview(request: MemberRequest) -> HttpResponse:
    """Show how the county does, by the six outcomes; what changed and what was done, apart."""
    return render(
        request,
        "insight/overview.html",
        {
            "sections": selectors.overview(viewer=request.membership),
            "release": selectors.release(viewer=request.membership),
            "pages": selectors.pages(viewer=request.membership),
        },
    )


@requires(P.MEASURE_VIEW)
@require_GET
def measure(request: MemberRequest, name: str) -> HttpResponse:
    """Show one measure: its finding, its charts, its tables, and what it is."""
    found = selectors.measure(name, viewer=request.membership)
    if found is None:
        raise Http404
    return render(request, "insight/measure.html", {"measure": found[0], "blocks": found[1]})


@requires(P.PACK_VIEW)
@require_GET
def page(request: MemberRequest, slug: str) -> HttpResponse:
    """Show a page of the pack."""
    found = selectors.page(slug, viewer=request.membership)
    if found is None:
        raise Http404
    return render(request, "insight/page.html", {"page": found})
