"""Say it in words where the newest release cannot be read, whichever page asked for it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fingerpost.evidence.core.errors import OldReleaseError


class OldRelease:
    """Answer with what to do where a release was made by another version of Fingerpost."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the page does."""
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        """Answer in place of a page that could not be made."""
        if not isinstance(exception, OldReleaseError):
            return None
        return render(request, "insight/old_release.html", status=503)
