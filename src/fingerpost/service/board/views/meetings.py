"""Meetings of the board: the list, one with its agenda, what is due at it, and who came."""

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
from fingerpost.service.board.agenda_lines import lines_of
from fingerpost.service.board.forms import (
    AttendanceForm,
    DueForm,
    MeetingForm,
    NothingForm,
    ReasonForm,
)
from fingerpost.service.board.meeting_forms import ItemWithFigureForm
from fingerpost.service.board.models import AgendaItem, Meeting, Presence
from fingerpost.service.board.pack_changes import changed_since
from fingerpost.service.board.rhythm import suggested
from fingerpost.service.board.states import TAKES_PAPERS
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
    found, viewer = found_meeting(request, number), request.membership
    is_open = found.status in meetings.IN_PREPARATION
    mine = selectors.packs(viewer=viewer).filter(meeting=found).defer("html", "pdf")
    return render(
        request,
        "board/meeting.html",
        {
            "meeting": found,
            "agenda": lines_of(found, viewer=viewer, on=timezone.localdate()),
            "packs": mine,
            "changed": changed_since(found) if is_open else [],
            "my_seat": selectors.seats(viewer=viewer).filter(person=viewer.user_id).exists(),
            "may_declare": found.status in TAKES_PAPERS
            and selectors.seats_to_speak_for(viewer=viewer).exists(),
            "may_run": selectors.may_run(viewer),
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
    """Call a meeting; the form begins with when the next one would be, and as the last one was."""
    begin = suggested(viewer=request.membership, on=timezone.localdate())
    form = MeetingForm(posted(request), initial=begin)

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
    found, viewer = found_meeting(request, number), request.membership
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
    found, viewer = found_meeting(request, number), request.membership
    form = ItemWithFigureForm(posted(request), meeting=found, viewer=viewer)

    def act() -> None:
        said = dict(form.cleaned_data)
        after, at = said.pop("after"), timezone.now()
        added = meetings.add_item(meeting=found, **said, by=viewer, at=at)
        meetings.move_item(item=added, after=after, by=viewer, at=at)

    return _change(
        request, form, act, "Add an item to the agenda", "Add the item",
        "It is on the agenda.", found,
    )  # fmt: skip


@requires(P.BOARD_PREPARE)
@never_cache
@require_http_methods(["GET", "POST"])
def change_item(request: MemberRequest, number: int, item: int) -> HttpResponse:
    """Change an item: its words, its time, its figure, and where it stands."""
    found, viewer = found_meeting(request, number), request.membership
    changed = found_item(found, item)
    form = ItemWithFigureForm(posted(request), meeting=found, viewer=viewer, item=changed)

    def act() -> None:
        said = dict(form.cleaned_data)
        after, at = said.pop("after"), timezone.now()
        meetings.change_item(item=changed, **said, by=viewer, at=at)
        meetings.move_item(item=changed, after=after, by=viewer, at=at)

    return _change(
        request, form, act, f"Change the item: {changed.title}", "Save",
        "The item is changed.", found,
    )  # fmt: skip


@requires(P.BOARD_PREPARE)
@never_cache
@require_http_methods(["GET", "POST"])
def strike(request: MemberRequest, number: int, item: int) -> HttpResponse:
    """Take an item off the agenda."""
    found = found_meeting(request, number)
    struck = found_item(found, item)
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
    found = found_meeting(request, number)
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
    found = found_meeting(request, number)
    form = ReasonForm(posted(request), viewer=request.membership)

    def act() -> None:
        said = form.cleaned_data
        meetings.cancel(meeting=found, **said, by=request.membership, at=timezone.now())

    return _change(
        request, form, act, "Call the meeting off", "Call it off", "It is called off.", found
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


def found_meeting(request: MemberRequest, number: int) -> Meeting:
    """Return a meeting by its number, or answer that there is none."""
    found = selectors.meetings(viewer=request.membership).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def found_item(meeting: Meeting, number: int) -> AgendaItem:
    """Return an item of a meeting by its number, or answer that there is none."""
    found = meeting.items.filter(pk=number, is_struck=False).first()
    if found is None:
        raise Http404
    return found
