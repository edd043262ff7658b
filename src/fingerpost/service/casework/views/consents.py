"""What somebody agreed to: asked in words that were made of what is chosen, kept, printed, withdrawn."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.service.access import audit
from fingerpost.service.access.models import EventKind
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import can, requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.access.vocabulary import Purpose
from fingerpost.service.casework import consent_words, people_reading
from fingerpost.service.casework.actions import consents
from fingerpost.service.casework.consent_forms import (
    ConsentForm,
    GivenForm,
    WithdrawForm,
    chosen,
)
from fingerpost.service.casework.models import Consent, HowGiven, WithdrawalReason
from fingerpost.service.casework.views.asking import ask, posted
from fingerpost.service.casework.views.people import of_agency

# For what somebody may be asked: never to be counted or investigated.
ASKED_FOR = (Purpose.CARE, Purpose.JUSTICE, Purpose.SAFEGUARDING)


@requires(P.CASE_WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest, number: int) -> HttpResponse:
    """Choose what is asked; then show the words to say, and write down how they agreed."""
    person, on = of_agency(request, number), timezone.localdate()
    agency = request.membership.agency
    offers = {
        purpose: found
        for purpose in ASKED_FOR
        if (found := consent_words.offers(agency, purpose=purpose, on=on))
    }
    shown = {"person": person, "by_law": consent_words.by_law(agency, on=on)}
    if not offers:
        return render(request, "casework/consent_none.html", shown)
    form = ConsentForm(posted(request), offers=offers, on=on)
    if not form.is_valid():
        return render(
            request,
            "casework/consent_new.html",
            {**shown, "form": form},
            status=400 if form.errors else 200,
        )
    said = form.cleaned_data
    given = GivenForm(request.POST if "is_said" in request.POST else None)
    if given.is_valid():
        try:
            consent = consents.take(
                person=person,
                agencies=list(said["agencies"]),
                items=said["items"],
                purpose=Purpose(said["purpose"]),
                until=said["until"],
                how=HowGiven(given.cleaned_data["how"]),
                witness=given.cleaned_data["witness"],
                by=request.membership,
                at=timezone.now(),
            )
        except ValidationError as error:
            given.add_error(None, error.messages)
        else:
            return redirect("casework:consent", consent.pk)
    words = consent_words.words(
        agency=agency,
        agencies=said["agencies"],
        items=said["items"],
        purpose=Purpose(said["purpose"]),
        until=said["until"],
        on=on,
    )
    return render(
        request,
        "casework/consent_words.html",
        {"person": person, "words": words.splitlines(), "form": given, "chosen": chosen(form)},
        status=400 if given.errors else 200,
    )


@requires(P.CASE_VIEW)
@never_cache
@require_GET
def consent(request: MemberRequest, number: int) -> HttpResponse:
    """Show one consent: the words, how it was given, and who was told something under it."""
    found = _consent(request, number)
    audit.record(
        EventKind.RECORD_READ,
        at=timezone.now(),
        by=request.membership,
        target_type="person",
        target=found.person_id,
    )
    return render(
        request,
        "casework/consent.html",
        {
            "consent": found,
            "words": found.words.splitlines(),
            "is_in_force": found.is_in_force(timezone.localdate()),
            "agencies": found.agencies.select_related("agency").order_by("agency__name"),
            "reason": _reason(found),
            "may_withdraw": can(request.membership, P.CASE_WORK) and found.withdrawn_at is None,
        },
    )


@requires(P.CASE_WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def withdraw(request: MemberRequest, number: int) -> HttpResponse:
    """Write down that a consent counts no more."""
    found = _consent(request, number)
    form = WithdrawForm(posted(request))
    page = reverse("casework:consent", args=[found.pk])

    def act() -> str:
        consents.withdraw(
            consent=found,
            reason=WithdrawalReason(form.cleaned_data["reason"]),
            by=request.membership,
            at=timezone.now(),
        )
        return page

    return ask(
        request,
        form,
        act,
        title="Withdraw the consent",
        button="Withdraw it now",
        done="It counts no more. Nothing more is told, and whoever holds something is told so.",
        back=page,
        template="casework/consent_withdraw.html",
    )


@requires(P.CASE_VIEW)
@never_cache
@require_GET
def held(request: MemberRequest, number: int) -> HttpResponse:
    """Show an agency that was told something what it holds under a consent that was withdrawn."""
    row = people_reading.held_under(number, viewer=request.membership)
    if row is None or row.first_told_at is None:
        raise Http404
    return render(
        request,
        "casework/consent_held.html",
        {
            "row": row,
            "consent": row.consent,
            "referrals": people_reading.received_under(row.consent, viewer=request.membership),
        },
    )


def _consent(request: MemberRequest, number: int) -> Consent:
    found = people_reading.consent(number, viewer=request.membership)
    if found is None:
        raise Http404
    return found


def _reason(consent: Consent) -> str:
    reason = consent.withdrawal_reason
    return WithdrawalReason(reason).label if reason in WithdrawalReason.values else ""
