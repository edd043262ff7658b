"""Support in work by Individual Placement and Support: profile, search, jobs, and whether they last."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from fingerpost.service.access.models import Membership
from fingerpost.service.casework.actions.plans import open_to, write_down
from fingerpost.service.casework.models import EmploymentSupport, Job, SupportPlan, Sustained
from fingerpost.service.casework.models.plan_outcomes import CHECKS
from fingerpost.service.casework.plan_parts import JobEnd
from fingerpost.service.casework.plan_sharing import Sight


@transaction.atomic
def begin(
    *, plan: SupportPlan, by: Membership, at: datetime, on: date | None = None
) -> EmploymentSupport:
    """Begin to support somebody in work; one's own agency does."""
    plan, seen = _open_to(plan, by, at)
    if EmploymentSupport.objects.filter(plan=plan, ended_on__isnull=True).exists():
        raise ValidationError("Support in work has begun already.")
    support = EmploymentSupport.objects.create(
        plan=plan, agency=by.agency, worker=by.user, since=_not_to_come(on, at)
    )
    write_down(plan, seen, by=by, at=at)
    return support


@transaction.atomic
def profile_made(
    *, support: EmploymentSupport, on: date, by: Membership, at: datetime
) -> EmploymentSupport:
    """Say that the vocational profile was made: what the person wants to do, and can."""
    support, seen = _own(support, by, at)
    support.profile_on = _not_to_come(on, at)
    return _kept(support, seen, by, at)


@transaction.atomic
def search_begun(
    *, support: EmploymentSupport, on: date, by: Membership, at: datetime
) -> EmploymentSupport:
    """Say that the search for a job began."""
    support, seen = _own(support, by, at)
    support.search_on = _not_to_come(on, at)
    return _kept(support, seen, by, at)


@transaction.atomic
def job_started(
    *,
    support: EmploymentSupport,
    on: date,
    is_open_market: bool,
    by: Membership,
    at: datetime,
    hours: int | None = None,
) -> Job:
    """Write down a job in the open market, of one day or more; its checks fall due 13 and 26 weeks on."""
    support, seen = _own(support, by, at)
    if not is_open_market:
        raise ValidationError(
            "A job start is a job in the open market. Work experience and sheltered work are an action "
            "of the plan."
        )
    if support.jobs.filter(ended_on__isnull=True).exists():
        raise ValidationError("End the job before this one first.")
    job = Job.objects.create(
        support=support, plan=support.plan, started_on=_not_to_come(on, at), hours=hours
    )
    write_down(support.plan, seen, by=by, at=at)
    return job


@transaction.atomic
def job_checked(*, job: Job, found: Sustained, by: Membership, at: datetime) -> Job:
    """Say whether they are still in work, at the check that is due."""
    job, seen = _own_job(job, by, at)
    check = job.next_check()
    if check is None:
        raise ValidationError("No check is due of this job.")
    weeks, due_on = check
    if timezone.localdate(at) < due_on:
        raise ValidationError(
            f"The check of {weeks} weeks is due on {due_on.day} {due_on:%B %Y}."
        )
    setattr(job, f"week_{weeks}", Sustained(found))
    job.save()
    write_down(job.plan, seen, by=by, at=at)
    return job


@transaction.atomic
def job_ended(*, job: Job, on: date, reason: JobEnd, by: Membership, at: datetime) -> Job:
    """Say that a job ended; checks that it did not live to see say so."""
    job, seen = _own_job(job, by, at)
    if on < job.started_on:
        raise ValidationError("It ended after it began.")
    job.ended_on, job.end_reason = _not_to_come(on, at), JobEnd(reason)
    for weeks in CHECKS:
        if not job.found(weeks):
            lasted = on >= job.check_on(weeks)
            setattr(job, f"week_{weeks}", Sustained.YES if lasted else Sustained.NO)
    job.save()
    write_down(job.plan, seen, by=by, at=at)
    return job


@transaction.atomic
def end(
    *, support: EmploymentSupport, on: date, reason: JobEnd, by: Membership, at: datetime
) -> EmploymentSupport:
    """End the support; an open job of it is ended before."""
    support, seen = _own(support, by, at)
    if support.jobs.filter(ended_on__isnull=True).exists():
        raise ValidationError("A job is open. Say first what became of it.")
    support.ended_on, support.end_reason = _not_to_come(on, at), JobEnd(reason)
    return _kept(support, seen, by, at)


def _open_to(plan: SupportPlan, by: Membership, at: datetime) -> tuple[SupportPlan, Sight]:
    plan, seen = open_to(plan, by, at)
    if not seen.words:
        raise PermissionDenied("support in work")
    return plan, seen


def _own(
    support: EmploymentSupport, by: Membership, at: datetime
) -> tuple[EmploymentSupport, Sight]:
    plan, seen = _open_to(support.plan, by, at)
    support = EmploymentSupport.objects.select_for_update(of=("self",)).get(pk=support.pk)
    support.plan = plan
    if support.agency_id != by.agency_id:
        raise PermissionDenied("support of another agency")
    if support.ended_on is not None:
        raise ValidationError("The support has ended. Begin it again.")
    return support, seen


def _own_job(job: Job, by: Membership, at: datetime) -> tuple[Job, Sight]:
    support, seen = _own(job.support, by, at)
    job = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    job.support, job.plan = support, support.plan
    if job.ended_on is not None:
        raise ValidationError("The job has ended.")
    return job, seen


def _kept(
    support: EmploymentSupport, seen: Sight, by: Membership, at: datetime
) -> EmploymentSupport:
    support.save()
    write_down(support.plan, seen, by=by, at=at)
    return support


def _not_to_come(on: date | None, at: datetime) -> date:
    today = timezone.localdate(at)
    if on is not None and on > today:
        raise ValidationError("Choose a day that is not still to come.")
    return on or today
