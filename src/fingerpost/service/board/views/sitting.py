"""On the day: open the meeting, go through it one item at a time, and close it."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import can, requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.board import selectors
from fingerpost.service.board.actions import sitting
from fingerpost.service.board.agenda_lines import lines_of
from fingerpost.service.board.at_the_table import (
    clock_of,
    figure_of,
    present,
    readings_of,
    state_of,
)
from fingerpost.service.board.forms import NothingForm
from fingerpost.service.board.models import AgendaItem, Meeting
from fingerpost.service.board.states import DecisionStatus, MeetingStatus
from fingerpost.service.board.views.asking import ask, posted
from fingerpost.service.board.views.meetings import found_item, found_meeting


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
        leads_to="board:chair",
    )


@requires(P.BOARD_VIEW)
@never_cache
@require_GET
def chair(request: MemberRequest, number: int, item: int | None = None) -> HttpResponse:
    """Show one item with all that belongs to it: the one asked for, or where the board is."""
    meeting, viewer, at = found_meeting(request, number), request.membership, timezone.now()
    selectors.check_runs(viewer)
    lines = lines_of(meeting, viewer=viewer, on=timezone.localdate(at))
    place = present(lines, item)
    if place is None:
        raise Http404
    line = lines[place]
    return render(
        request,
        "board/chair.html",
        {
            "meeting": meeting,
            "line": line,
            "place": place + 1,
            "count": len(lines),
            "before": lines[place - 1].item if place else None,
            "after": lines[place + 1].item if place + 1 < len(lines) else None,
            "clock": clock_of(line.item, at=at),
            "figure": figure_of(line, meeting, viewer=viewer),
            "readings": readings_of(line),
            "decisions": line.item.decisions.exclude(status=DecisionStatus.WITHDRAWN),
            "agenda": [(one.begins, one.item, state_of(one.item)) for one in lines],
            "quorum": selectors.quorum(meeting),
            "is_running": meeting.status == MeetingStatus.RUNNING,
            "may_minute": can(viewer, P.BOARD_PREPARE),
        },
    )


@requires(P.BOARD_VIEW)
@never_cache
@require_POST
def come_to(request: MemberRequest, number: int, item: int) -> HttpResponse:
    """Come to an item."""
    return _step(request, number, item, sitting.come_to, leads_to=item)


@requires(P.BOARD_VIEW)
@never_cache
@require_POST
def finish(request: MemberRequest, number: int, item: int) -> HttpResponse:
    """Finish an item, and lead on to the next."""
    return _step(request, number, item, sitting.finish, leads_to=None)


def _step(
    request: MemberRequest,
    number: int,
    item: int,
    change: Callable[..., AgendaItem],
    *,
    leads_to: int | None,
) -> HttpResponse:
    meeting, viewer = found_meeting(request, number), request.membership
    selectors.check_runs(viewer)
    try:
        change(item=found_item(meeting, item), by=viewer, at=timezone.now())
    except ValidationError:  # pressed twice, or by two at once: the page shows how it stands
        return redirect("board:chair_item", number, item)
    if leads_to is None:
        return redirect("board:chair", number)
    return redirect("board:chair_item", number, leads_to)


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
