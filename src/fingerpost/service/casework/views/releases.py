"""Releases from prison: the days ahead, the 21-day clock, one with what it needs, and each step with it."""

from __future__ import annotations

from datetime import timedelta

from django.core.paginator import Paginator
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
from fingerpost.service.casework import release_reading as reading
from fingerpost.service.casework.actions import release_items
from fingerpost.service.casework.actions import releases as actions
from fingerpost.service.casework.models import PrisonRelease, ReleaseItem
from fingerpost.service.casework.release_clock import LAST_DAY
from fingerpost.service.casework.release_forms import HealthForm
from fingerpost.service.casework.release_said import sentence
from fingerpost.service.casework.release_steps import (
    ITEM_STEPS,
    RELEASE_STEPS,
    is_prisons,
    may_enter,
)
from fingerpost.service.casework.views.asking import ask, posted
from fingerpost.service.casework.views.taking import take

A_PAGE = 50


@requires(P.RELEASE_PLAN)
@never_cache
@require_GET
def ahead(request: MemberRequest) -> HttpResponse:
    """Show today's releases and those of the next seven days, the riskiest of a day first."""
    viewer, at = request.membership, timezone.now()
    days = reading.ahead(viewer=viewer, at=at)
    flat = [(day, line) for day, lines in days for line in lines]
    page = Paginator(flat, A_PAGE).get_page(request.GET.get("page"))
    shown: dict[object, list[reading.Line]] = {}
    for day, line in page.object_list:
        shown.setdefault(day, []).append(line)
    return render(
        request,
        "casework/releases.html",
        {
            "days": shown.items(),
            "page": page,
            "count": len(flat),
            "on": timezone.localdate(at),
            "now": at,
            "may_enter": may_enter(viewer),
            "waiting": reading.transfers(viewer=viewer)
            .filter(resolved_at__isnull=True)
            .count(),
        },
    )


@requires(P.RELEASE_PLAN)
@never_cache
@require_GET
def clock(request: MemberRequest) -> HttpResponse:
    """Show whose clock runs, the fewest days left first, and whose stopped in the last three weeks."""
    viewer, at = request.membership, timezone.now()
    on = timezone.localdate(at)
    page = Paginator(reading.running(viewer=viewer), A_PAGE).get_page(request.GET.get("page"))
    lines = reading.lines(page.object_list, viewer=viewer, at=at)
    stopped = reading.stopped(viewer=viewer, since=on - timedelta(days=LAST_DAY))
    return render(
        request,
        "casework/release_clock.html",
        {
            "rows": [
                (one, one.release.clock_day(on), one.release.clock_left(on)) for one in lines
            ],
            "page": page,
            "stopped": stopped[:A_PAGE],
            "now": at,
        },
    )


@requires(P.RELEASE_PLAN)
@never_cache
@require_GET
def release(request: MemberRequest, number: int) -> HttpResponse:
    """Show one release: how it stands, what it needs, its treatment referral as codes, what was done."""
    viewer, at = request.membership, timezone.now()
    found = _release(request, number)
    actions.read(release=found, by=viewer, at=at)
    (line,) = reading.lines([found], viewer=viewer, at=at)
    for one in line.items:
        one.release = found
    on = timezone.localdate(at)
    return render(
        request,
        "casework/release.html",
        {
            "release": found,
            "line": line,
            "rows": [
                (one, one.is_late(at), steps_for(ITEM_STEPS, one, viewer)) for one in line.items
            ],
            "area": reading.area_names().get(found.area, found.area),
            "referral": reading.referral_of(found, viewer),
            "clock_day": found.clock_day(on),
            "clock_left": found.clock_left(on),
            "is_late": found.is_late(at),
            "named": reading.named(found),
            "history": [(one, sentence(one)) for one in reading.steps(found, viewer=viewer)],
            "steps": steps_for(RELEASE_STEPS, found, viewer),
            "is_prisons": is_prisons(found, viewer),
            "may_say_health": can(viewer, P.CASE_HEALTH) and not is_prisons(found, viewer),
        },
    )


@requires(P.RELEASE_PLAN)
@never_cache
@require_http_methods(["GET", "POST"])
def step(request: MemberRequest, number: int, name: str) -> HttpResponse:
    """Take one step with a release."""
    found = _release(request, number)
    back = reverse("casework:release", args=[number])
    return take(request, RELEASE_STEPS, name, found, back=back, back_words="The release")


@requires(P.RELEASE_PLAN)
@never_cache
@require_http_methods(["GET", "POST"])
def item_step(request: MemberRequest, number: int, name: str) -> HttpResponse:
    """Take one step with something that a release needs."""
    found = reading.item(number, viewer=request.membership)
    if found is None:
        raise Http404
    item: ReleaseItem = found
    back = reverse("casework:release", args=[item.release_id])
    return take(request, ITEM_STEPS, name, item, back=back, back_words=item.title)


@requires(P.RELEASE_PLAN)
@never_cache
@require_http_methods(["GET", "POST"])
def health(request: MemberRequest, number: int) -> HttpResponse:
    """Write down what one's care agency knows that makes a release risky."""
    viewer, found = request.membership, _release(request, number)
    if not can(viewer, P.CASE_HEALTH):
        raise Http404
    form, back = HealthForm(posted(request)), reverse("casework:release", args=[number])

    def act() -> str:
        said = form.cleaned_data
        release_items.say_health(release=found, **said, by=viewer, at=timezone.now())
        return back

    return ask(
        request,
        form,
        act,
        title="What makes this release risky?",
        button="Write it down",
        done="It is written down. Only your agency reads it.",
        back=back,
        back_words="The release",
    )


def _release(request: MemberRequest, number: int) -> PrisonRelease:
    found = reading.release(number, viewer=request.membership)
    if found is None:
        raise Http404
    return found
