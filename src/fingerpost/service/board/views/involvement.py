"""What people said and what was done; what members need, and whether it is met; an agenda in easy words."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import can, requires
from fingerpost.service.access.record_steps import steps_for
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.board import easy_read, selectors
from fingerpost.service.board import involvement as reading
from fingerpost.service.board.actions import involvement as actions
from fingerpost.service.board.models import InvolvementEntry
from fingerpost.service.board.models.involvement import EntryStatus
from fingerpost.service.board.views.asking import ask, posted
from fingerpost.service.board.views.taking import take


@requires(P.BOARD_VIEW)
@never_cache
@require_GET
def listed(request: MemberRequest) -> HttpResponse:
    """Show what people said, and what was done."""
    found = list(reading.entries(viewer=request.membership))
    return render(
        request,
        "board/involvement.html",
        {
            "entries": found,
            "answered": sum(one.status != EntryStatus.HEARD for one in found),
            "is_lead": can(request.membership, P.PLAN_MANAGE),
        },
    )


@requires(P.BOARD_VIEW)
@never_cache
@require_GET
def entry(request: MemberRequest, number: int) -> HttpResponse:
    """Show one thing that was said, what was done, and what may be done now."""
    found = _entry(request, number)
    return render(
        request,
        "board/involvement_entry.html",
        {
            "entry": found,
            "steps": steps_for(reading.ENTRY_STEPS, found, request.membership),
        },
    )


@requires(P.BOARD_VIEW)
@never_cache
@require_http_methods(["GET", "POST"])
def step(request: MemberRequest, number: int, name: str) -> HttpResponse:
    """Take one step with what was said."""
    return take(
        request,
        reading.ENTRY_STEPS,
        name,
        _entry(request, number),
        back=reverse("board:involvement_entry", args=[number]),
        back_words="What was said",
    )


@requires(P.PLAN_MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Write down what a group said."""
    form = reading.EntryForm(posted(request))

    def act() -> str:
        said = form.cleaned_data
        made = actions.write_down(**said, by=request.membership, at=timezone.now())
        return reverse("board:involvement_entry", args=[made.pk])

    return ask(
        request,
        form,
        act,
        title="Write down what people said",
        button="Write it down",
        done="It is written down. Its agency can answer.",
        back=reverse("board:involvement"),
        back_words="You said, we did",
    )


@requires(P.PLAN_MANAGE)
@never_cache
@require_GET
def members(request: MemberRequest) -> HttpResponse:
    """Show what members need to take part in the next meeting, and whether it is met."""
    viewer = request.membership
    preparing = reading.preparing(timezone.localdate())
    return render(
        request,
        "board/involvement_members.html",
        {
            "meeting": preparing.meeting,
            "rows": [(one, preparing.is_met(one)) for one in reading.members(viewer=viewer)],
        },
    )


@requires(P.PLAN_MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def new_member(request: MemberRequest) -> HttpResponse:
    """Write down what a member needs, for them."""
    form, by = reading.MemberForm(posted(request)), request.membership

    def act() -> str:
        said = {name: one for name, one in form.cleaned_data.items() if name != "email"}
        actions.say_needs(**said, agency=by.agency, by=by, at=timezone.now())
        return reverse("board:involvement_members")

    return ask(
        request,
        form,
        act,
        title="Write down what a member needs",
        button="Write it down",
        done="It is written down. Only they and your agency read it.",
        back=reverse("board:involvement_members"),
        back_words="What members need",
    )


@requires(P.PLAN_MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def member_step(request: MemberRequest, number: int, name: str) -> HttpResponse:
    """Say how a member's needs were met."""
    found = reading.members(viewer=request.membership).filter(pk=number).first()
    if found is None:
        raise Http404
    return take(
        request,
        reading.MEMBER_STEPS,
        name,
        found,
        back=reverse("board:involvement_members"),
        back_words="What members need",
    )


@requires(P.BOARD_VIEW)
@never_cache
@require_http_methods(["GET", "POST"])
def my_needs(request: MemberRequest) -> HttpResponse:
    """Say what one needs oneself to take part."""
    viewer = request.membership
    form = reading.NeedsForm(posted(request), reading.own_needs(viewer=viewer))

    def act() -> str:
        actions.say_needs(**form.cleaned_data, person=viewer.user, by=viewer, at=timezone.now())
        return reverse("board:involvement")

    return ask(
        request,
        form,
        act,
        title="What would help you to take part?",
        button="Save it",
        done="It is written down. Only you and that agency read it.",
        back=reverse("board:involvement"),
        back_words="You said, we did",
    )


@requires(P.BOARD_VIEW)
@never_cache
@require_GET
def easy_agenda(request: MemberRequest, number: int) -> HttpResponse:
    """Show the agenda of a meeting in easy words."""
    meeting = selectors.meetings(viewer=request.membership).filter(pk=number).first()
    if meeting is None:
        raise Http404
    return render(
        request,
        "board/easy_agenda.html",
        {
            "meeting": meeting,
            "lines": easy_read.when_and_where(meeting),
            "parts": easy_read.parts(meeting),
        },
    )


def _entry(request: MemberRequest, number: int) -> InvolvementEntry:
    found = reading.entries(viewer=request.membership).filter(pk=number).first()
    if found is None:
        raise Http404
    return found
