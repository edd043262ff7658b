"""See a demo as another of its made-up people would. There is no such page anywhere else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from fingerpost.service.access import audit
from fingerpost.service.access.demo_people import PEOPLE
from fingerpost.service.access.models import EventKind, User
from fingerpost.service.access.policies import signed_in
from fingerpost.service.access.requests import Request
from fingerpost.service.access.roles import ROLES
from fingerpost.service.access.views.people import SIGNED_IN_BY


def only_in_demo(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let a page exist in a demo alone, whoever asks."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.IS_DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@only_in_demo
@signed_in
@require_http_methods(["GET", "POST"])
def view_as(request: Request) -> HttpResponse:
    """Show who there is, and become one of them at the press of a button."""
    emails = list(dict.fromkeys(one.email for one in PEOPLE))
    people = {one.email: one for one in User.objects.filter(email__in=emails, is_active=True)}
    if request.method == "POST":
        person = people.get(request.POST.get("person", ""))
        if person is None:
            raise Http404
        was = request.user.pk
        login(request, person, backend=SIGNED_IN_BY)
        audit.record(
            EventKind.SIGNED_IN,
            at=timezone.now(),
            actor=person.pk,
            target_type="user",
            target=person.pk,
            reason=f"Viewed as, in the demo, by person {was}.",
        )
        return redirect("start")
    lines = [
        (people[email], [(ROLES[one.role], one.agency) for one in PEOPLE if one.email == email])
        for email in emails
        if email in people
    ]
    return render(request, "access/view_as.html", {"lines": lines})
