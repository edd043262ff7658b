"""Refer somebody: choose the service, say why on one page, see what they will see, send."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.casework import selectors, services_offered, ways
from fingerpost.service.casework.actions import looking
from fingerpost.service.casework.actions import referrals as actions
from fingerpost.service.casework.models import Person, Referral, Service
from fingerpost.service.casework.reasons import Need
from fingerpost.service.casework.referral_forms import DraftForm
from fingerpost.service.casework.states import ReferralState
from fingerpost.service.casework.views.asking import ask, posted


@requires(P.CASE_WORK)
@never_cache
@require_GET
def choose(request: MemberRequest, number: int) -> HttpResponse:
    """Show the services to which one's person can be referred."""
    person, viewer, at = _person(request, number), request.membership, timezone.now()
    looking.look(target_type="person", number=person.pk, by=viewer, at=at)
    need = request.GET.get("need", "")
    need = need if need in Need.values else ""
    found = services_offered.offered(viewer=viewer, at=at, need=need)
    return render(
        request,
        "casework/refer.html",
        {
            "person": person,
            "open": [one for one in found if one.can_be_chosen],
            "closed": [one for one in found if not one.can_be_chosen],
            "need": need,
            "needs": Need.choices,
        },
    )


@requires(P.CASE_WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def draft(request: MemberRequest, number: int, service: int) -> HttpResponse:
    """Say why; what is known already is filled in."""
    person, viewer = _person(request, number), request.membership
    chosen = (
        Service.objects.filter(pk=service, is_open=True)
        .select_related("agency", "manager")
        .defer("manager__password")
        .first()
    )
    if chosen is None:
        raise Http404
    footing = ways.footing(person, chosen, on=timezone.localdate())
    back = reverse("casework:refer", args=[person.pk])
    if footing.why_not:
        messages.warning(request, footing.why_not)
        return redirect(back)
    form = DraftForm(posted(request), viewer=viewer, service=chosen)

    def act() -> str:
        made = actions.draft(
            person=person,
            service=chosen,
            basis=footing.basis,
            consent=footing.consent,
            **form.cleaned_data,
            by=viewer,
            at=timezone.now(),
        )
        return reverse("casework:referral", args=[made.pk])

    return ask(
        request,
        form,
        act,
        title=f"Refer {person.name} to {chosen.name}",
        button="Continue",
        done="It is drafted. Look at what they will see, and send it.",
        back=back,
        back_words="Another service",
    )


@requires(P.CASE_WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def change(request: MemberRequest, number: int) -> HttpResponse:
    """Change a draft before it is sent."""
    viewer = request.membership
    found: Referral | None = selectors.referral(number, viewer=viewer)
    is_draft = found is not None and found.state == ReferralState.DRAFTED
    if found is None or not is_draft or found.sender_id != viewer.agency_id:
        raise Http404
    one = found
    form = DraftForm(posted(request), viewer=viewer, service=one.service, draft=one)
    back = reverse("casework:referral", args=[one.pk])

    def act() -> str:
        actions.redraft(referral=one, **form.cleaned_data, by=viewer, at=timezone.now())
        return back

    return ask(
        request,
        form,
        act,
        title="Change what they will see",
        button="Keep it",
        done="It is changed. Look at what they will see, and send it.",
        back=back,
        back_words="The draft",
    )


def _person(request: MemberRequest, number: int) -> Person:
    """Return a person of the viewer's own agency."""
    found = (
        Person.objects.filter(
            pk=number,
            agency=request.membership.agency,
            merged_into__isnull=True,
            erased_at__isnull=True,
        )
        .select_related("agency")
        .first()
    )
    if found is None:
        raise Http404
    return found
