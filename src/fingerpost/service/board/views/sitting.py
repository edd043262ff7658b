"""On the day: open the meeting and close it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.board import selectors
from fingerpost.service.board.actions import sitting
from fingerpost.service.board.forms import NothingForm
from fingerpost.service.board.models import Meeting
from fingerpost.service.board.views.asking import ask, posted
from fingerpost.service.board.views.meetings import found_meeting


@requires(P.BOARD_VIEW)
@never_cache
@require_http_methods(["GET", "POST"])
def open_meeting(request: MemberRequest, number: int) -> HttpResponse:
    """Open the meeting, once it is seen who is there."""
    return _ask(
        request,
        number,
        sitting.open_meeting,
        title="Open the meeting",
        button="Open it",
        done="The meeting is open.",
        leads_to="board:meeting",
    )


@requires(P.BOARD_VIEW)
@never_cache
@require_http_methods(["GET", "POST"])
def close_meeting(request: MemberRequest, number: int) -> HttpResponse:
    """Close the meeting."""
    return _ask(
        request,
        number,
        sitting.close_meeting,
        title="Close the meeting",
        button="Close it",
        done="The meeting is closed.",
        leads_to="board:meeting",
    )


def _ask(
    request: MemberRequest,
    number: int,
    change: Callable[..., Meeting],
    *,
    title: str,
    button: str,
    done: str,
    leads_to: str,
) -> HttpResponse:
    """Ask whether to move a meeting on, beside who is there."""
    meeting, viewer = found_meeting(request, number), request.membership
    selectors.check_runs(viewer)
    form = NothingForm(posted(request), viewer=viewer)

    def act() -> str:
        change(meeting=meeting, by=viewer, at=timezone.now())
        return reverse(leads_to, args=[number])

    return ask(
        request,
        form,
        act,
        title=title,
        button=button,
        done=done,
        back=reverse("board:meeting", args=[number]),
        back_words=meeting.title,
        template="board/sitting.html",
        shown={"seats": selectors.filled(meeting), "quorum": selectors.quorum(meeting)},
    )
