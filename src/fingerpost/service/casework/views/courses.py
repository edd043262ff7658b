"""The register of a course: who is booked, at which time, and whether they came."""

from __future__ import annotations

from itertools import groupby

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import requires
from fingerpost.service.access.record_steps import steps_for
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.casework import justice_reading as reading
from fingerpost.service.casework.justice_steps import OF_PLACE
from fingerpost.service.casework.views.taking import take

A_PAGE = 50


@requires(P.CASE_WORK)
@never_cache
@require_GET
def register(request: MemberRequest) -> HttpResponse:
    """Show who is booked with the viewer's agency, by time, with what may be said of each."""
    viewer, at = request.membership, timezone.now()
    page = Paginator(reading.register(viewer=viewer), A_PAGE).get_page(request.GET.get("page"))
    times = [
        (
            key,
            [
                (
                    one,
                    one.is_late(at),
                    [
                        step
                        for step in steps_for(OF_PLACE, one, viewer)
                        if step.name not in BEFORE_IT or (one.appointment_at or at) <= at
                    ],
                )
                for one in group
            ],
        )
        for key, group in groupby(
            page, key=lambda one: (one.appointment_at, one.service.name, one.appointment_place)
        )
    ]
    return render(request, "casework/courses.html", {"page": page, "times": times})


BEFORE_IT = ("came", "missed")  # cannot be said before the time


@requires(P.CASE_WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def step(request: MemberRequest, number: int, name: str) -> HttpResponse:
    """Say of somebody on the register what came of it."""
    found = reading.register(viewer=request.membership).filter(pk=number).first()
    if found is None:
        raise Http404
    return take(
        request,
        OF_PLACE,
        name,
        found,
        back=reverse("casework:courses"),
        back_words="Register",
    )
