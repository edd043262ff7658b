"""Declare a conflict of interest."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.board import selectors
from fingerpost.service.board.actions import interests
from fingerpost.service.board.meeting_forms import InterestForm
from fingerpost.service.board.views.asking import ask, posted
from fingerpost.service.board.views.meetings import found_item, found_meeting


@requires(P.BOARD_VIEW)
@never_cache
@require_http_methods(["GET", "POST"])
def declare(request: MemberRequest, number: int, item: int) -> HttpResponse:
    """Declare an interest in an item, and what follows from it."""
    meeting, viewer = found_meeting(request, number), request.membership
    of = found_item(meeting, item)
    seats = selectors.seats_to_speak_for(viewer=viewer)
    if not seats:
        raise Http404
    form = InterestForm(posted(request), seats=seats)
    address = reverse("board:meeting", args=[number])

    def act() -> str:
        interests.declare(item=of, **form.cleaned_data, by=viewer, at=timezone.now())
        return address

    return ask(
        request,
        form,
        act,
        title=f"Declare an interest: {of.title}",
        button="Declare it",
        done="The interest is declared.",
        back=address,
        back_words=meeting.title,
    )
