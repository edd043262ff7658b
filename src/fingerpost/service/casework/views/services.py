"""Services: what there is to refer to, and for a manager one's own with their standards and times."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import can, requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.casework import services_offered
from fingerpost.service.casework.actions import services as actions
from fingerpost.service.casework.models import Service, Slot
from fingerpost.service.casework.reasons import Need
from fingerpost.service.casework.service_forms import STANDARDS, ServiceForm, SlotsForm
from fingerpost.service.casework.views.asking import ask, posted

SHOWN = 100  # times of a service on its page


@requires(P.CASE_VIEW)
@never_cache
@require_GET
def listed(request: MemberRequest) -> HttpResponse:
    """Show what can be referred to, with how long one waits; and one's own services."""
    viewer, at = request.membership, timezone.now()
    need = request.GET.get("need", "")
    need = need if need in Need.values else ""
    return render(
        request,
        "casework/services.html",
        {
            "offered": services_offered.offered(viewer=viewer, at=at, need=need),
            "own": services_offered.own(viewer=viewer, at=at),
            "may_manage": can(viewer, P.CASE_MANAGE),
            "need": need,
            "needs": Need.choices,
        },
    )


@requires(P.CASE_MANAGE)
@never_cache
@require_GET
def service(request: MemberRequest, number: int) -> HttpResponse:
    """Show one's own service: its standards, how long one waits, and its times to come."""
    found, now = _service(request, number), timezone.now()
    slots = list(found.slots.filter(starts_at__gt=now, seats__gt=0)[: SHOWN + 1])
    return render(
        request,
        "casework/service.html",
        {
            "service": found,
            "needs": services_offered.needs_of(found),
            "wait": services_offered.wait_of(found),
            "standards": [
                (one.owed, found.standards.get(state.value, one.working_days))
                for state, one in STANDARDS.items()
            ],
            "slots": slots[:SHOWN],
            "has_more": len(slots) > SHOWN,
        },
    )


@requires(P.CASE_MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Add a service."""
    return _keep(request, None)


@requires(P.CASE_MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def change(request: MemberRequest, number: int) -> HttpResponse:
    """Change a service."""
    return _keep(request, _service(request, number))


def _keep(request: MemberRequest, service: Service | None) -> HttpResponse:
    viewer = request.membership
    form = ServiceForm(posted(request), viewer=viewer, service=service)

    def act() -> str:
        kept = actions.keep(service=service, **form.cleaned_data, by=viewer, at=timezone.now())
        return reverse("casework:service", args=[kept.pk])

    return ask(
        request,
        form,
        act,
        title="Change the service" if service else "Add a service",
        button="Keep it",
        done="The service is kept. Whoever refers sees it so from now on.",
        back=reverse("casework:service", args=[service.pk])
        if service
        else reverse("casework:services"),
        back_words=service.name if service else "Services",
    )


@requires(P.CASE_MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def slots(request: MemberRequest, number: int) -> HttpResponse:
    """Add free times, many at once."""
    found = _service(request, number)
    form = SlotsForm(posted(request))
    back = reverse("casework:service", args=[found.pk])

    def act() -> str:
        actions.add_slots(
            service=found, **form.cleaned_data, by=request.membership, at=timezone.now()
        )
        return back

    return ask(
        request,
        form,
        act,
        title="Add free times",
        button="Add them",
        done="The times are added. None falls on a bank holiday.",
        back=back,
        back_words=found.name,
    )


@requires(P.CASE_MANAGE)
@never_cache
@require_POST
def take_off(request: MemberRequest, number: int, slot: int) -> HttpResponse:
    """Take one free time off."""
    found = _service(request, number)
    one = Slot.objects.filter(pk=slot, service=found).select_related("service").first()
    if one is None:
        raise Http404
    actions.take_off(slot=one, by=request.membership, at=timezone.now())
    messages.success(request, "Nobody else can be booked into that time.")
    return redirect("casework:service", number)


def _service(request: MemberRequest, number: int) -> Service:
    found = services_offered.service_of(number, viewer=request.membership)
    if found is None:
        raise Http404
    return found
