"""Volunteering: what a volunteer writes down, and what who sees to volunteers reads. No case is near it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.casework import volunteer_log
from fingerpost.service.casework.actions import volunteering as actions
from fingerpost.service.casework.views.asking import ask, posted
from fingerpost.service.casework.volunteering_forms import (
    CountForm,
    HoursForm,
    KitsForm,
    NoteForm,
    SessionForm,
    SuperviseForm,
    WordsForm,
)

A_MONTH = timedelta(days=30)
A_YEAR = timedelta(days=365)
AT_MOST = 20


@dataclass(frozen=True)
class Adding:
    """One thing that a volunteer writes down: its words, its form, and what does it."""

    title: str
    done: str
    form: Callable[[Any], forms.Form]
    act: Callable[[dict[str, Any], Membership, datetime], object]


def _session(said: dict[str, Any], by: Membership, at: datetime) -> object:
    begins = timezone.make_aware(datetime.combine(said.pop("on"), said.pop("begins")))
    return actions.plan_session(starts_at=begins, **said, by=by, at=at)


ADDING = {
    "session": Adding(
        "Write down a session", "The session is written down.", SessionForm, _session
    ),
    "kits": Adding(
        "Write down naloxone kits",
        "The kits are written down.",
        KitsForm,
        lambda said, by, at: actions.log_kits(**said, by=by, at=at),
    ),
    "hours": Adding(
        "Write down your hours",
        "Your hours are written down.",
        HoursForm,
        lambda said, by, at: actions.log_hours(**said, by=by, at=at),
    ),
    "words": Adding(
        "What has changed, in own words",
        "It is kept, for the group.",
        WordsForm,
        lambda said, by, at: actions.keep_words(**said, by=by, at=at),
    ),
}


@requires(P.VOLUNTEER_LOG)
@never_cache
@require_GET
def own(request: MemberRequest) -> HttpResponse:
    """Show a volunteer what they can write down, and what the group did lately."""
    viewer, on = request.membership, timezone.localdate()
    given, used = volunteer_log.kit_totals(viewer=viewer, since=on - A_YEAR)
    supervision = volunteer_log.supervisions(viewer=viewer).filter(volunteer=viewer.user)
    return render(
        request,
        "casework/volunteering.html",
        {
            "adding": [(name, one.title) for name, one in ADDING.items()],
            "sessions": volunteer_log.sessions(viewer=viewer)[:AT_MOST],
            "hours": volunteer_log.hours_of(viewer.user, viewer=viewer, since=on - A_MONTH),
            "given": given,
            "used": used,
            "supervision": supervision.first(),
            "now": timezone.now(),
        },
    )


@requires(P.VOLUNTEER_LOG)
@never_cache
@require_http_methods(["GET", "POST"])
def add(request: MemberRequest, what: str) -> HttpResponse:
    """Write down a session, kits, hours, or own words."""
    adding = ADDING.get(what)
    if adding is None:
        raise Http404
    form, back = adding.form(posted(request)), reverse("casework:volunteering")

    def act() -> str:
        adding.act(dict(form.cleaned_data), request.membership, timezone.now())
        return back

    return ask(
        request,
        form,
        act,
        title=adding.title,
        button="Write it down",
        done=adding.done,
        back=back,
        back_words="Volunteering",
        template="design/ask.html",
    )


@requires(P.VOLUNTEER_LOG)
@never_cache
@require_http_methods(["GET", "POST"])
def count(request: MemberRequest, number: int) -> HttpResponse:
    """Say how many came to a session."""
    session = volunteer_log.sessions(viewer=request.membership).filter(pk=number).first()
    if session is None:
        raise Http404
    form, back = CountForm(posted(request)), reverse("casework:volunteering")

    def act() -> str:
        actions.count(
            session=session, **form.cleaned_data, by=request.membership, at=timezone.now()
        )
        return back

    return ask(
        request,
        form,
        act,
        title="How many people came?",
        button="Write it down",
        done="The number is written down.",
        back=back,
        back_words="Volunteering",
        template="design/ask.html",
    )


@requires(P.VOLUNTEER_MANAGE)
@never_cache
@require_GET
def volunteers(request: MemberRequest) -> HttpResponse:
    """Show who sees to volunteers: hours, supervision that is due, sessions, kits and own words."""
    viewer, on = request.membership, timezone.localdate()
    given, used = volunteer_log.kit_totals(viewer=viewer, since=on - A_YEAR)
    return render(
        request,
        "casework/volunteers.html",
        {
            "rows": volunteer_log.volunteers(viewer=viewer, on=on, since=on - A_MONTH),
            "sessions": volunteer_log.sessions(viewer=viewer)[:AT_MOST],
            "kits": volunteer_log.kits(viewer=viewer)[:AT_MOST],
            "words": volunteer_log.own_words(viewer=viewer)[:AT_MOST],
            "given": given,
            "used": used,
            "on": on,
        },
    )


@requires(P.VOLUNTEER_MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def supervise(request: MemberRequest, person: int) -> HttpResponse:
    """Begin to supervise a volunteer."""
    viewer = request.membership
    held = Membership.objects.filter(
        user=person, agency=viewer.agency, role="volunteer", ended_at__isnull=True
    )
    found = held.select_related("user").defer("user__password").first()
    if found is None:
        raise Http404
    form, back = SuperviseForm(posted(request)), reverse("casework:volunteers")

    def act() -> str:
        actions.supervise(
            volunteer=found.user, **form.cleaned_data, by=viewer, at=timezone.now()
        )
        return back

    return ask(
        request,
        form,
        act,
        title=f"Supervise {found.user.name}",
        button="Begin",
        done="You supervise them from now on.",
        back=back,
        back_words="Volunteers",
    )


@requires(P.MEASURE_VIEW)
@never_cache
@require_http_methods(["GET", "POST"])
def supervision(request: MemberRequest, number: int) -> HttpResponse:
    """Show the notes of a supervision to the two of it, and take a new one."""
    viewer = request.membership
    if not (viewer.allows(P.VOLUNTEER_LOG) or viewer.allows(P.VOLUNTEER_MANAGE)):
        raise Http404
    found = volunteer_log.own_supervision(number, viewer=viewer)
    if found is None:
        raise Http404
    form, address = NoteForm(posted(request)), reverse("casework:supervision", args=[number])
    is_mine = viewer.user_id == found.volunteer_id
    other = found.supervisor if is_mine else found.volunteer

    def act() -> str:
        actions.note_supervision(
            supervision=found, **form.cleaned_data, by=viewer, at=timezone.now()
        )
        return address

    return ask(
        request,
        form,
        act,
        title=f"Supervision with {other.name}",
        button="Write it down",
        done="The note is kept for the two of you.",
        back=reverse("casework:volunteering" if is_mine else "casework:volunteers"),
        template="casework/supervision.html",
        shown={
            "supervision": found,
            "notes": volunteer_log.notes(found, viewer=viewer),
            "on": timezone.localdate(),
        },
    )
