"""Tell the people of an agency that a support plan waits for them, and remind of what falls due."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from fingerpost.service.access import selectors
from fingerpost.service.access.actions import notices
from fingerpost.service.access.models import NoticeKind, User
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework.models import (
    HealthAction,
    Job,
    PlanAction,
    PlanMember,
    PlanShare,
    SupportPlan,
)
from fingerpost.service.casework.plan_parts import ActionState

SOON = timedelta(days=3)


def tell_of_plan(plan: int, agency: int, person: int | None, *, at: datetime) -> None:
    """Tell one agency of a plan; who is named, else who works on it there, else whoever could."""
    held = selectors.held_in(agency, on=timezone.localdate(at))
    working = {one.user_id: one.user for one in held if one.allows(P.CASE_WORK)}
    found = SupportPlan.objects.select_related("worker").get(pk=plan)
    named = person or (found.worker_id if found.agency_id == agency else _worker(plan, agency))
    told: list[User] = [working[named]] if named in working else list(working.values())
    path = reverse("casework:plan", args=[plan])
    notices.tell(told, kind=NoticeKind.SUPPORT, path=path, at=at)


@transaction.atomic
def remind(*, at: datetime) -> int:
    """Tell the owners of actions that fall due, and of job checks; once for each. Return how many."""
    on, told = timezone.localdate(at), 0
    for model in (PlanAction, HealthAction):
        due = model.objects.filter(
            state=ActionState.OPEN,
            due_on__lte=on + SOON,
            reminded_on__isnull=True,
            plan__closed_at__isnull=True,
        ).select_related("plan")
        for action in due:
            action.reminded_on = on
            action.save(update_fields=["reminded_on"])
            if _still_of(action.plan, action.agency_id):
                tell_of_plan(action.plan_id, action.agency_id, action.person_id, at=at)
                told += 1
    for job, _ in checks_due(on, on):
        tell_of_plan(job.plan_id, job.support.agency_id, job.support.worker_id, at=at)
        told += 1
    return told


def checks_due(since: date, until: date) -> list[tuple[Job, date]]:
    """Return the open jobs whose next check falls due in these days."""
    found = []
    for job in Job.objects.filter(ended_on__isnull=True).select_related("support"):
        check = job.next_check()
        if check is not None and since <= check[1] <= until:
            found.append((job, check[1]))
    return found


def _worker(plan: int, agency: int) -> int | None:
    member = PlanMember.objects.filter(plan=plan, agency=agency, until__isnull=True).first()
    return member.worker_id if member else None


def _still_of(plan: SupportPlan, agency: int) -> bool:
    shares = PlanShare.objects.filter(plan=plan, agency=agency, until__isnull=True)
    return plan.agency_id == agency or shares.exists()
