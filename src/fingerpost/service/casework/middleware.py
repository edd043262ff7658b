"""Forget the draft of a form once it was sent, whichever view of the room took it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from fingerpost.service.access.models import Membership
from fingerpost.service.casework.actions import drafts

ELSEWHERE = "/account/"  # to sign in again: nothing was taken


class DraftsSent:
    """A form of the room that was posted and leads on was taken: nothing of it need be kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and forget what was sent."""
        response = self.get_response(request)
        membership: Membership | None = getattr(request, "membership", None)
        is_taken = (
            request.method == "POST"
            and request.path.startswith(drafts.ROOM)
            and response.status_code == 302
            and not response["Location"].startswith(ELSEWHERE)
        )
        if is_taken and membership is not None:
            drafts.forget(path=request.path, by=membership)
        return response
