"""Drug tests on arrest, and the assessment that a positive one requires."""

from __future__ import annotations

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
from fingerpost.service.casework.actions import drug_tests, looking
from fingerpost.service.casework.justice_forms import DrugTestForm
from fingerpost.service.casework.justice_steps import OF_TEST
from fingerpost.service.casework.models import DrugTest, Substance
from fingerpost.service.casework.required_assessments import (
    STANDINGS,
    AssessmentState,
    FailedReason,
)
from fingerpost.service.casework.views.asking import ask, posted
from fingerpost.service.casework.views.taking import take

A_PAGE = 50


@requires(P.JUSTICE_WORK)
@never_cache
@require_GET
def listed(request: MemberRequest) -> HttpResponse:
    """Show the tests of the viewer's agency, the newest first."""
    found = reading.drug_tests(viewer=request.membership)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "casework/drug_tests.html", {"page": page})


@requires(P.JUSTICE_WORK)
@never_cache
@require_GET
def drug_test(request: MemberRequest, number: int) -> HttpResponse:
    """Show one test, and how the assessment stands."""
    found, at = _test(request, number), timezone.now()
    looking.look(target_type="drug_test", number=found.pk, by=request.membership, at=at)
    assessment = getattr(found, "assessment", None)
    standing = STANDINGS.get(AssessmentState(assessment.state)) if assessment else None
    return render(
        request,
        "casework/drug_test.html",
        {
            "test": found,
            "found": ", ".join(str(Substance(one).label) for one in found.substances),
            "assessment": assessment,
            "owed": standing[1] if standing else "",
            "reason": FailedReason(assessment.reason).label
            if assessment and assessment.reason
            else "",
            "steps": steps_for(OF_TEST, found, request.membership),
        },
    )


@requires(P.JUSTICE_WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest, number: int) -> HttpResponse:
    """Write down a test of somebody."""
    person = reading.person(number, viewer=request.membership)
    if person is None:
        raise Http404
    form = DrugTestForm(posted(request))

    def act() -> str:
        made = drug_tests.record(
            person=person, **form.cleaned_data, by=request.membership, at=timezone.now()
        )
        return reverse("casework:drug_test", args=[made.pk])

    return ask(
        request,
        form,
        act,
        title=f"Drug test of {person.name}",
        button="Write it down",
        done="The test is written down.",
        back=reverse("casework:find_for_justice"),
        back_words="Whom is it about?",
    )


@requires(P.JUSTICE_WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def step(request: MemberRequest, number: int, name: str) -> HttpResponse:
    """Take one step with the assessment that a test requires."""
    found = _test(request, number)
    return take(
        request,
        OF_TEST,
        name,
        found,
        back=reverse("casework:drug_test", args=[number]),
        back_words=f"Drug test of {found.person.name}",
    )


def _test(request: MemberRequest, number: int) -> DrugTest:
    found = reading.drug_test(number, viewer=request.membership)
    if found is None:
        raise Http404
    return found
