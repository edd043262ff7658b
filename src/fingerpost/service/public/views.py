"""The public's pages. None knows who reads: they are drawn without the request."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from fingerpost.evidence.disclosure import Release
from fingerpost.service.access.policies import public
from fingerpost.service.public import crisis_help, published, selectors


@public
@transaction.non_atomic_requests
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show how the county does, by aims and outcomes; what changed and what was done, apart."""
    release = published.newest()
    if release is None:
        return _page("public/nothing_yet.html", None)
    return _page("public/overview.html", release, aims=selectors.overview(release))


@public
@transaction.non_atomic_requests
@require_safe
def district(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is known of one district."""
    release = published.newest()
    found = release and selectors.district(release, code)
    return _page("public/district.html", release, found=found) if found else _missing(release)


@public
@transaction.non_atomic_requests
@require_safe
def measure(request: HttpRequest, name: str) -> HttpResponse:
    """Show one measure in plain words, with its charts and tables."""
    release = published.newest()
    found = release and selectors.measure(release, name)
    return _page("public/measure.html", release, found=found) if found else _missing(release)


@public
@transaction.non_atomic_requests
@require_safe
def download(request: HttpRequest, name: str, table: str) -> HttpResponse:
    """Give a table as CSV, as protected as it is shown."""
    release = published.newest()
    data = release and selectors.download(release, name, table)
    if not data:
        return _missing(release)
    response = HttpResponse(data, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{table}.csv"'
    return response


def _missing(release: Release | None) -> HttpResponse:
    return _page("public/missing.html", release, status=404)


def _page(
    template: str, release: Release | None, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Draw a page; without the request, no template can show who is signed in."""
    about = {
        "partnership_name": settings.PARTNERSHIP,
        "is_demo": settings.IS_DEMO,
        "is_synthetic": settings.IS_SYNTHETIC,
        "help_lines": crisis_help.lines(crisis_help.text()),
        "release": release,
        **(selectors.addresses(release) if release else {}),
    }
    return HttpResponse(render_to_string(template, {**about, **context}), status=status)
