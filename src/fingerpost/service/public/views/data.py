"""Open data for everybody: the list of tables, what each is, and the feed of what changed."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from fingerpost.service.access.policies import public
from fingerpost.service.public import changes, feed, published, tables
from fingerpost.service.public.texts import texts
from fingerpost.service.public.views.drawing import missing, page


@public
@transaction.non_atomic_requests
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Show every table with its edition, definition and licence, and how a program reads them."""
    release = published.newest()
    found = tables.described(release) if release else ()
    return page(
        "public/data.html",
        release=release,
        tables=found,
        address=settings.SERVICE_ADDRESS,
        example=found[0].name if found else "",
        not_open=tables.NOT_OPEN,
    )


@public
@transaction.non_atomic_requests
@require_safe
def metadata(request: HttpRequest, name: str, table: str) -> HttpResponse:
    """Give what a table is, as CSV on the Web."""
    release = published.newest()
    found = release and tables.one_of(release, table)
    if not release or not found or found.table.measure.name != name:
        return missing()
    said = tables.csvw(found, release, url=f"{table}.csv")
    return JsonResponse(
        said,
        content_type="application/csvm+json",
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )


@public
@transaction.non_atomic_requests
@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """Give what changed, as an Atom feed."""
    found = feed.items(published.newest(), texts().corrections, changes.known().account)
    return HttpResponse(feed.atom(found), content_type="application/atom+xml; charset=utf-8")
