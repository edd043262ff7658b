"""The minutes of a meeting: read, printed, drafted, approved, and their public part published."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import can, requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.board import selectors, states
from fingerpost.service.board.actions import lines, minutes
from fingerpost.service.board.composed_minutes import compose
from fingerpost.service.board.forms import NothingForm
from fingerpost.service.board.models import Meeting, Minutes
from fingerpost.service.board.states import MeetingStatus, MinutesStatus
from fingerpost.service.board.views.asking import ask, posted


@requires(P.BOARD_VIEW)
@never_cache
@require_GET
def record(request: MemberRequest, number: int) -> HttpResponse:
    """Show the minutes of a meeting, whole or as the public reads them, and what may be done now."""
    meeting, viewer = _meeting(request, number), request.membership
    found = selectors.minutes_that_count(meeting)
    is_public = request.GET.get("part") == "public"
    is_draft = found is not None and found.status == MinutesStatus.DRAFT
    may_prepare = can(viewer, P.BOARD_PREPARE)
    is_held = meeting.status == MeetingStatus.HELD
    return render(
        request,
        "board/record.html",
        {
            "meeting": meeting,
            "minutes": found,
            "parts": found and (found.public_content if is_public else found.content),
            "is_public": is_public,
            "is_draft": is_draft,
            "is_old": found and is_draft and compose(meeting).sha256 != found.sha256,
            "may_write": may_prepare and lines.are_open(meeting),
            "may_draft": may_prepare and is_held and (found is None or is_draft),
            "may_approve": can(viewer, P.BOARD_CHAIR) and is_draft,
            "may_publish": may_prepare
            and found
            and _may_become(found, MinutesStatus.PUBLISHED),
        },
    )


@requires(P.BOARD_PREPARE)
@never_cache
@require_http_methods(["GET", "POST"])
def draft(request: MemberRequest, number: int) -> HttpResponse:
    """Draft the minutes from what was written down."""
    meeting = _meeting(request, number)

    def act() -> None:
        minutes.draft(meeting=meeting, by=request.membership, at=timezone.now())

    return _ask(
        request, meeting, act, "Draft the minutes", "They are drafted. The chair approves them."
    )


@requires(P.BOARD_CHAIR)
@never_cache
@require_http_methods(["GET", "POST"])
def approve(request: MemberRequest, number: int) -> HttpResponse:
    """Approve the minutes as drafted."""
    meeting, found = _minutes(request, number)

    def act() -> None:
        minutes.approve(minutes=found, by=request.membership, at=timezone.now())

    return _ask(
        request, meeting, act, "Approve the minutes",
        "They are approved, and what was decided is agreed. They are not changed any more.",
    )  # fmt: skip


@requires(P.BOARD_PREPARE)
@never_cache
@require_http_methods(["GET", "POST"])
def publish(request: MemberRequest, number: int) -> HttpResponse:
    """Let the public read the public part."""
    meeting, found = _minutes(request, number)

    def act() -> None:
        minutes.publish(minutes=found, by=request.membership, at=timezone.now())

    return _ask(request, meeting, act, "Publish the public part", "The public may read it.")


def _may_become(found: Minutes, after: MinutesStatus) -> bool:
    return not states.why_not(MinutesStatus(found.status), after)


def _ask(
    request: MemberRequest, meeting: Meeting, act: Callable[[], None], title: str, done: str
) -> HttpResponse:
    address = reverse("board:record", args=[meeting.pk])

    def change() -> str:
        act()
        return address

    return ask(
        request,
        NothingForm(posted(request), viewer=request.membership),
        change,
        title=f"{title} of {meeting.title}",
        button=title,
        done=done,
        back=address,
        back_words="Minutes",
    )


def _minutes(request: MemberRequest, number: int) -> tuple[Meeting, Minutes]:
    meeting = _meeting(request, number)
    found = selectors.minutes_that_count(meeting)
    if found is None:
        raise Http404
    return meeting, found


def _meeting(request: MemberRequest, number: int) -> Meeting:
    found = selectors.meetings(viewer=request.membership).filter(pk=number).first()
    if found is None:
        raise Http404
    return found
