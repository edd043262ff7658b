"""Meetings of the board: the list, one with its agenda, what is due at it, seats, and who came."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import can, requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.board import agenda as agendas
from fingerpost.service.board import selectors
from fingerpost.service.board.actions import meetings
from fingerpost.service.board.forms import (
    AttendanceForm,
    DueForm,
    ItemForm,
    MeetingForm,
    NothingForm,
    ReasonForm,
    SeatForm,
)
from fingerpost.service.board.models import AgendaItem, Meeting, Presence
from fingerpost.service.board.views.asking import ask, posted


@requires(P.BOARD_VIEW)
@never_cache
@require_GET
def listed(request: MemberRequest) -> HttpResponse:
    """Show every meeting, the latest first."""
    return render(
        request,
        "board/meetings.html",
        {
            "meetings": selectors.meetings(viewer=request.membership),
            "may_prepare": can(request.membership, P.BOARD_PREPARE),
        },
    )


@requires(P.BOARD_VIEW)
@never_cache
@require_GET
def meeting(request: MemberRequest, number: int) -> HttpResponse:
    """Show one meeting: when and where, its agenda, and who came."""
    found, viewer = _meeting(request, number), request.membership
    is_open = found.status in meetings.IN_PREPARATION
    return render(
        request,
        "board/meeting.html",
        {
            "meeting": found,
            "agenda": selectors.timed_agenda(found),
            "seats": selectors.filled(found),
            "decisions": found.decisions.all(),
            "minutes": selectors.minutes_that_count(found),
            "action_items": found.action_items.select_related("owner"),
            "may_prepare": can(viewer, P.BOARD_PREPARE),
            "is_in_preparation": is_open,
            "due": agendas.due_at(found, viewer=viewer) if is_open else [],
        },
    )


@requires(P.BOARD_PREPARE)
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Call a meeting."""
    form = MeetingForm(posted(request))

    def act() -> str:
        said = form.cleaned_data
        called = meetings.plan(**said, by=request.membership, at=timezone.now())
        return reverse("board:meeting", args=[called.pk])

    return ask(
        request,
        form,
        act,
        title="Call a meeting",
        button="Call it",
        done="The meeting is called.",
        back=reverse("board:meetings"),
    )


@requires(P.BOARD_PREPARE)
@never_cache
@require_http_methods(["GET", "POST"])
def agenda(request: MemberRequest, number: int) -> HttpResponse:
    """Put what is due onto the agenda."""
    found, viewer = _meeting(request, number), request.membership
    due = agendas.due_at(found, viewer=viewer)
    form = DueForm(posted(request), due=due)

    def act() -> None:
        chosen = [one for one in due if one.key in form.cleaned_data["due"]]
        meetings.take_up(meeting=found, due=chosen, by=viewer, at=timezone.now())

    return _change(
        request, form, act, "Fill the agenda from what is due", "Put onto the agenda",
        "They are on the agenda.", found,
    )  # fmt: skip


@requires(P.BOARD_PREPARE)
@never_cache
@require_http_methods(["GET", "POST"])
def item(request: MemberRequest, number: int) -> HttpResponse:
    """Put an item of one's own onto the agenda."""
    found, form = _meeting(request, number), ItemForm(posted(request))

    def act() -> None:
        said = form.cleaned_data
        meetings.add_item(meeting=found, **said, by=request.membership, at=timezone.now())

    return _change(
        request, form, act, "Add an item to the agenda", "Add the item",
        "It is on the agenda.", found,
    )  # fmt: skip


@requires(P.BOARD_PREPARE)
@never_cache
@require_http_methods(["GET", "POST"])
def strike(request: MemberRequest, number: int, item: int) -> HttpResponse:
    """Take an item off the agenda."""
    found = _meeting(request, number)
    struck = AgendaItem.objects.filter(meeting=found, pk=item, is_struck=False).first()
    if struck is None:
        raise Http404
    form = NothingForm(posted(request), viewer=request.membership)

    def act() -> None:
        meetings.strike(item=struck, by=request.membership, at=timezone.now())

    return _change(
        request, form, act, f"Take off the agenda: {struck.title}", "Take it off",
        "It is off the agenda.", found,
    )  # fmt: skip


@requires(P.BOARD_PREPARE)
@never_cache
@require_http_methods(["GET", "POST"])
def attendance(request: MemberRequest, number: int) -> HttpResponse:
    """Say who came, and who sent apologies."""
    found = _meeting(request, number)
    seats = [seat for seat, _ in selectors.filled(found)]
    said = {seat.pk: one.presence for seat, one in selectors.filled(found) if one}
    form = AttendanceForm(posted(request), seats=seats, said=said)

    def act() -> None:
        for seat in seats:
            presence = form.cleaned_data[f"seat-{seat.pk}"]
            if presence and presence != said.get(seat.pk):
                meetings.note_attendance(
                    meeting=found,
                    seat=seat,
                    presence=Presence(presence),
                    by=request.membership,
                    at=timezone.now(),
                )

    return _change(
        request, form, act, "Who came", "Write it down", "It is written down.", found
    )


@requires(P.BOARD_PREPARE)
@never_cache
@require_http_methods(["GET", "POST"])
def cancel(request: MemberRequest, number: int) -> HttpResponse:
    """Call a meeting off."""
    found = _meeting(request, number)
    form = ReasonForm(posted(request), viewer=request.membership)

    def act() -> None:
        said = form.cleaned_data
        meetings.cancel(meeting=found, **said, by=request.membership, at=timezone.now())

    return _change(
        request, form, act, "Call the meeting off", "Call it off", "It is called off.", found
    )


@requires(P.BOARD_VIEW)
@never_cache
@require_GET
def seats(request: MemberRequest) -> HttpResponse:
    """Show who sits on the board."""
    return render(
        request,
        "board/seats.html",
        {
            "seats": selectors.seats(viewer=request.membership),
            "may_prepare": can(request.membership, P.BOARD_PREPARE),
        },
    )


@requires(P.BOARD_PREPARE)
@never_cache
@require_http_methods(["GET", "POST"])
def new_seat(request: MemberRequest) -> HttpResponse:
    """Give an agency a place on the board."""
    form = SeatForm(posted(request))

    def act() -> str:
        meetings.give_seat(**form.cleaned_data, by=request.membership, at=timezone.now())
        return reverse("board:seats")

    return ask(
        request,
        form,
        act,
        title="Give an agency a seat",
        button="Give it",
        done="The agency has a seat.",
        back=reverse("board:seats"),
    )


def _change(
    request: MemberRequest,
    form: forms.Form,
    act: Callable[[], object],
    title: str,
    button: str,
    done: str,
    meeting: Meeting,
) -> HttpResponse:
    """Ask for a change of one meeting, and lead back to it."""
    address = reverse("board:meeting", args=[meeting.pk])

    def change() -> str:
        act()
        return address

    return ask(
        request,
        form,
        change,
        title=title,
        button=button,
        done=done,
        back=address,
        back_words=meeting.title,
    )


def _meeting(request: MemberRequest, number: int) -> Meeting:
    found = selectors.meetings(viewer=request.membership).filter(pk=number).first()
    if found is None:
        raise Http404
    return found
