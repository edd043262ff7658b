"""How the county does, for everybody: pages that are drawn without the request."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from fingerpost.service.access.policies import public
from fingerpost.service.public import published, selectors
from fingerpost.service.public.views.drawing import missing, page


@public
@transaction.non_atomic_requests
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show how the county does, by aims and outcomes; what changed and what was done, apart."""
    release = published.newest()
    if release is None:
        return page("public/nothing_yet.html")
    return page("public/overview.html", release=release, aims=selectors.overview(release))


@public
@transaction.non_atomic_requests
@require_safe
def district(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is known of one district."""
    release = published.newest()
    found = release and selectors.district(release, code)
    return page("public/district.html", release=release, found=found) if found else missing()


@public
@transaction.non_atomic_requests
@require_safe
def measure(request: HttpRequest, name: str) -> HttpResponse:
    """Show one measure in plain words, with its charts and tables."""
    release = published.newest()
    found = release and selectors.measure(release, name)
    return page("public/measure.html", release=release, found=found) if found else missing()


@public
@transaction.non_atomic_requests
@require_safe
def download(request: HttpRequest, name: str, table: str) -> HttpResponse:
    """Give a table as CSV, as protected as it is shown."""
    release = published.newest()
    data = release and selectors.download(release, name, table)
    if not data:
        return missing()
    response = HttpResponse(data, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{table}.csv"'
    return response
