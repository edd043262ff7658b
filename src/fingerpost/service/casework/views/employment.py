"""Support in work of one plan: where it stands, its jobs with their checks, and each step."""

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
from fingerpost.service.casework import plans
from fingerpost.service.casework.actions import employment
from fingerpost.service.casework.actions import plans as plan_actions
from fingerpost.service.casework.models import EmploymentSupport, Job
from fingerpost.service.casework.models.plan_outcomes import CHECKS
from fingerpost.service.casework.plan_forms import NothingForm
from fingerpost.service.casework.plan_steps import JOB_STEPS, SUPPORT_STEPS
from fingerpost.service.casework.plans import Sheet
from fingerpost.service.casework.views.asking import ask, posted
from fingerpost.service.casework.views.plans import sheet_of, take


@requires(P.CASE_VIEW)
@never_cache
@require_GET
def support(request: MemberRequest, number: int) -> HttpResponse:
    """Show support in work: profile, search, jobs, and what the checks of 13 and 26 weeks found."""
    sheet, viewer = _sheet(request, number), request.membership
    plan_actions.read(plans=[sheet.plan], by=viewer, at=timezone.now())
    found = list(plans.supports(sheet))
    works = can(viewer, P.CASE_WORK) and sheet.plan.closed_at is None
    return render(
        request,
        "casework/employment.html",
        {
            "plan": sheet.plan,
            "supports": [
                (
                    one,
                    steps_for(SUPPORT_STEPS, one, viewer) if works else [],
                    [
                        (job, _checks(job), steps_for(JOB_STEPS, job, viewer) if works else [])
                        for job in _jobs(one)
                    ],
                )
                for one in found
            ],
            "may_begin": works and not any(one.ended_on is None for one in found),
        },
    )


@requires(P.CASE_WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def begin(request: MemberRequest, number: int) -> HttpResponse:
    """Begin support in work for the viewer's agency."""
    sheet, viewer = _sheet(request, number), request.membership
    form = NothingForm(posted(request))

    def act() -> str:
        employment.begin(plan=sheet.plan, by=viewer, at=timezone.now())
        return _address(sheet)

    return ask(
        request,
        form,
        act,
        title="Begin support in work",
        button="Begin",
        done="Support in work has begun.",
        back=_address(sheet),
        back_words="Support in work",
    )


@requires(P.CASE_WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def step(request: MemberRequest, number: int, support: int, name: str) -> HttpResponse:
    """Take a step with support in work."""
    sheet = _sheet(request, number)
    found = next((one for one in plans.supports(sheet) if one.pk == support), None)
    if found is None or sheet.plan.closed_at is not None:
        raise Http404
    return take(request, SUPPORT_STEPS, name, found, sheet, back=_address(sheet))


@requires(P.CASE_WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def job_step(request: MemberRequest, number: int, job: int, name: str) -> HttpResponse:
    """Take a step with a job."""
    sheet = _sheet(request, number)
    jobs = [one for support in plans.supports(sheet) for one in _jobs(support)]
    found = next((one for one in jobs if one.pk == job), None)
    if found is None or sheet.plan.closed_at is not None:
        raise Http404
    return take(request, JOB_STEPS, name, found, sheet, back=_address(sheet))


def _jobs(support: EmploymentSupport) -> list[Job]:
    jobs = list(support.jobs.all())
    for job in jobs:
        job.support = support
    return jobs


def _checks(job: Job) -> list[tuple[int, object, str]]:
    """Return each check: after how many weeks, its day, and what it found."""
    said = {13: job.get_week_13_display(), 26: job.get_week_26_display()}
    return [(weeks, job.check_on(weeks), said[weeks]) for weeks in CHECKS]


def _sheet(request: MemberRequest, number: int) -> Sheet:
    sheet = sheet_of(request, number)
    if not sheet.sight.words:
        raise Http404
    return sheet


def _address(sheet: Sheet) -> str:
    return reverse("casework:employment", args=[sheet.plan.pk])
