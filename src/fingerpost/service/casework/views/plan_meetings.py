"""Meetings over plans: the list, a new one, and one with its plans one after another, for a room."""

from __future__ import annotations

from datetime import datetime

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.service.access.models import Agency
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import can, requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.casework import plans
from fingerpost.service.casework.actions import plan_meetings
from fingerpost.service.casework.actions import plans as plan_actions
from fingerpost.service.casework.models import PlanMeeting
from fingerpost.service.casework.plan_forms import CameForm, MeetingForm
from fingerpost.service.casework.views.asking import ask, posted

A_PAGE = 50


@requires(P.CASE_VIEW)
@never_cache
@require_GET
def listed(request: MemberRequest) -> HttpResponse:
    """Show the meetings over plans that the viewer's agency called or is asked to."""
    found = plans.meetings(viewer=request.membership)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "casework/plan_meetings.html", {"page": page})


@requires(P.CASE_WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Call a meeting over plans."""
    viewer, on = request.membership, timezone.localdate()
    seen = plans.plans(viewer=viewer, on=on).filter(closed_at__isnull=True)
    form = MeetingForm(posted(request), viewer=viewer, plans=seen)

    def act() -> str:
        said = form.cleaned_data
        meeting = plan_meetings.call(
            starts_at=timezone.make_aware(datetime.combine(said["on"], said["begins"])),
            place=said["place"],
            agencies=said["agencies"],
            plans=said["plans"],
            by=viewer,
            at=timezone.now(),
        )
        return reverse("casework:plan_meeting", args=[meeting.pk])

    return ask(
        request,
        form,
        act,
        title="Call a meeting over plans",
        button="Call it",
        done="The meeting is called, and the agencies of each plan are told.",
        back=reverse("casework:plan_meetings"),
        back_words="Meetings over plans",
    )


@requires(P.CASE_VIEW)
@never_cache
@require_GET
def meeting(request: MemberRequest, number: int) -> HttpResponse:
    """Show a meeting with its plans one after another, each as the viewer's agency may read it."""
    viewer, on = request.membership, timezone.localdate()
    found = _meeting(request, number)
    sheets = plans.of_meeting(found, viewer=viewer, on=on)
    plan_actions.read(plans=[one.plan for one in sheets], by=viewer, at=timezone.now())
    names = dict(
        Agency.objects.filter(pk__in=[found.agency_id, *found.invited]).values_list(
            "pk", "name"
        )
    )
    return render(
        request,
        "casework/plan_meeting.html",
        {
            "meeting": found,
            "sheets": [
                (
                    one,
                    [(action, action.is_late(on)) for action in one.to_do],
                    [action for action in one.actions if action.meeting_id == found.pk],
                )
                for one in sheets
            ],
            "invited": sorted(names[one] for one in found.invited if one in names),
            "came": sorted(names[one] for one in found.came if one in names),
            "is_mine": found.agency_id == viewer.agency_id,
            "may_work": can(viewer, P.CASE_WORK),
            "has_begun": found.starts_at <= timezone.now(),
        },
    )


@requires(P.CASE_WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def came(request: MemberRequest, number: int) -> HttpResponse:
    """Write down which agencies came."""
    found, viewer = _meeting(request, number), request.membership
    if found.agency_id != viewer.agency_id:
        raise Http404
    form = CameForm(posted(request), meeting=found)
    address = reverse("casework:plan_meeting", args=[found.pk])

    def act() -> str:
        plan_meetings.held(meeting=found, **form.cleaned_data, by=viewer, at=timezone.now())
        return address

    return ask(
        request,
        form,
        act,
        title="Which agencies came?",
        button="Write it down",
        done="It is written down who came.",
        back=address,
        back_words="The meeting",
    )


def _meeting(request: MemberRequest, number: int) -> PlanMeeting:
    found = plans.meeting(number, viewer=request.membership)
    if found is None:
        raise Http404
    return found
