"""Who sits on the board: seats given, filled, ended; the chair handed on; and apologies."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import can, requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.board import selectors
from fingerpost.service.board.actions import meetings
from fingerpost.service.board.actions import seats as actions
from fingerpost.service.board.forms import NothingForm, SeatForm
from fingerpost.service.board.meeting_forms import ApologiesForm, EndSeatForm, HolderForm
from fingerpost.service.board.models import Presence, Seat
from fingerpost.service.board.views.asking import ask, posted
from fingerpost.service.board.views.meetings import found_meeting


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


@requires(P.BOARD_PREPARE)
@never_cache
@require_http_methods(["GET", "POST"])
def fill(request: MemberRequest, seat: int) -> HttpResponse:
    """Say who holds a seat, and who stands in."""
    found = _seat(request, seat)
    form = HolderForm(posted(request), seat=found)

    def act() -> str:
        actions.fill(seat=found, **form.cleaned_data, by=request.membership, at=timezone.now())
        return reverse("board:seats")

    return ask(
        request,
        form,
        act,
        title=f"Who holds the seat: {found.title}",
        button="Save",
        done="It is written down who holds the seat.",
        back=reverse("board:seats"),
        back_words="Who sits on the board",
    )


@requires(P.BOARD_PREPARE)
@never_cache
@require_http_methods(["GET", "POST"])
def chair(request: MemberRequest, seat: int) -> HttpResponse:
    """Hand the chair on to a seat."""
    found = _seat(request, seat)
    form = NothingForm(posted(request), viewer=request.membership)

    def act() -> str:
        actions.hand_on_chair(seat=found, by=request.membership, at=timezone.now())
        return reverse("board:seats")

    return ask(
        request,
        form,
        act,
        title=f"Hand the chair to: {found.title}",
        button="Hand it on",
        done="The chair is handed on.",
        back=reverse("board:seats"),
        back_words="Who sits on the board",
    )


@requires(P.BOARD_PREPARE)
@never_cache
@require_http_methods(["GET", "POST"])
def end(request: MemberRequest, seat: int) -> HttpResponse:
    """End a seat with a day."""
    found = _seat(request, seat)
    form = EndSeatForm(posted(request))

    def act() -> str:
        actions.end(seat=found, **form.cleaned_data, by=request.membership, at=timezone.now())
        return reverse("board:seats")

    return ask(
        request,
        form,
        act,
        title=f"End the seat: {found.title}",
        button="End it",
        done="The seat ends with that day.",
        back=reverse("board:seats"),
        back_words="Who sits on the board",
    )


@requires(P.BOARD_VIEW)
@never_cache
@require_http_methods(["GET", "POST"])
def apologies(request: MemberRequest, number: int) -> HttpResponse:
    """Say that one cannot come, for the seat that one holds."""
    meeting, viewer = found_meeting(request, number), request.membership
    mine = selectors.seats(viewer=viewer).filter(person=viewer.user_id).first()
    if mine is None:
        raise Http404
    form = ApologiesForm(posted(request), seat=mine)
    address = reverse("board:meeting", args=[number])

    def act() -> str:
        presence = Presence(form.cleaned_data["presence"])
        meetings.send_apologies(
            meeting=meeting, seat=mine, presence=presence, by=viewer, at=timezone.now()
        )
        return address

    return ask(
        request,
        form,
        act,
        title="I cannot come",
        button="Tell the board",
        done="The partnership’s lead is told.",
        back=address,
        back_words=meeting.title,
    )


def _seat(request: MemberRequest, number: int) -> Seat:
    found = selectors.seats(viewer=request.membership).filter(pk=number).first()
    if found is None:
        raise Http404
    return found
