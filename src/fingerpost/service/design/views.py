"""The gallery of components, and the pages that say what went wrong."""

from __future__ import annotations

import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from fingerpost.service.design.context import page
from fingerpost.service.design.gallery_form import GalleryForm

TRY_AGAIN_AFTER = "10"  # seconds


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component with all of its variants."""
    context = {
        "asked": GalleryForm(prefix="asked"),
        "wrong": GalleryForm({}, prefix="wrong"),
    }
    return render(request, "design/gallery.html", context)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the request could not be understood; or that its session could not be kept just now."""
    if _is_database_away(exception):
        return unavailable(request)
    return _problem(request, 400, "There is a problem with what your browser sent")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the role does not allow this, and who can change that."""
    return _problem(request, 403, "Your role does not allow this")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is no such page, or none that this person may know of."""
    return _problem(request, 404, "Page not found")


def failed(request: HttpRequest) -> HttpResponse:
    """Say that it is our fault, and that nothing was half done; or that the database is away."""
    if _is_database_away(sys.exc_info()[1]):
        return unavailable(request)
    return _problem(request, 500, "Sorry, there is a problem with the service")


def _is_database_away(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, OperationalError | InterfaceError):
        error = error.__cause__ or error.__context__
    return error is not None


def unavailable(request: HttpRequest) -> HttpResponse:
    """Say that the database does not answer just now; this page asks it nothing."""
    context = {**page(request), "heading": "Sorry, the service is unavailable"}
    return HttpResponse(
        render_to_string("design/problem_503.html", context),
        status=503,
        headers={"Retry-After": TRY_AGAIN_AFTER},
    )


def _problem(request: HttpRequest, status: int, heading: str) -> HttpResponse:
    context: dict[str, Any] = {"heading": heading, "status": status}
    return render(request, f"design/problem_{status}.html", context, status=status)
