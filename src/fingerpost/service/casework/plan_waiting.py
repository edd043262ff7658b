"""What of support plans and volunteering waits for somebody: actions, reviews, job checks, supervision."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse

from fingerpost.service.access.models import Membership
from fingerpost.service.access.needs import Need
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework import plans, volunteer_log
from fingerpost.service.casework.models import Job

SOON = timedelta(days=7)
AT_MOST = 10


def plan_actions(membership: Membership, on: date) -> list[Need]:
    """Return the actions of plans that this person is to do, or that nobody of their agency has taken."""
    if not membership.allows(P.CASE_WORK):
        return []
    due = plans.due(viewer=membership, on=on, until=on + SOON)
    mine = [one for one in due if one.person_id in (None, membership.user_id)]
    return [
        Need(
            f"{'Late: ' if one.is_late(on) else ''}{one.get_kind_display()}, for {one.plan.name}",
            _plan(one.plan_id),
            one.due_on,
        )
        for one in mine[:AT_MOST]
    ]


def reviews(membership: Membership, on: date) -> list[Need]:
    """Return the plans that this person leads and whose review is due."""
    if not membership.allows(P.CASE_WORK):
        return []
    found = plans.plans(viewer=membership, on=on).filter(
        agency=membership.agency,
        worker=membership.user,
        closed_at__isnull=True,
        next_review_on__lte=on + SOON,
    )
    return [
        Need(f"Review the plan of {one.name}", _plan(one.pk), one.next_review_on)
        for one in found[:AT_MOST]
    ]


def job_checks(membership: Membership, on: date) -> list[Need]:
    """Return the jobs of people whom this person supports in work that are to be looked at."""
    if not membership.allows(P.CASE_WORK) or membership.is_law_enforcement:
        return []
    jobs = Job.objects.filter(
        support__agency=membership.agency,
        support__worker=membership.user,
        ended_on__isnull=True,
        plan__in=plans.plans(viewer=membership, on=on).filter(closed_at=None).values("pk"),
    ).select_related("plan", "support")
    found = []
    for job in jobs:
        check = job.next_check()
        if check is not None and check[1] <= on + SOON:
            words = f"Ask whether {job.plan.name} is still in work, after {check[0]} weeks"
            url = reverse("casework:employment", args=[job.plan_id])
            found.append(Need(words, url, check[1]))
    return found[:AT_MOST]


def supervision(membership: Membership, on: date) -> list[Need]:
    """Return the supervisions that are due, for either of the two."""
    if not (membership.allows(P.VOLUNTEER_LOG) or membership.allows(P.VOLUNTEER_MANAGE)):
        return []
    mine = Q(volunteer=membership.user) | Q(supervisor=membership.user)
    return [
        Need(
            f"Supervision with "
            f"{(one.supervisor if one.volunteer_id == membership.user_id else one.volunteer).name}",
            reverse("casework:supervision", args=[one.pk]),
            one.due_on,
        )
        for one in volunteer_log.supervisions(viewer=membership).filter(mine)
        if one.due_on <= on + SOON
    ]


def _plan(number: int) -> str:
    return reverse("casework:plan", args=[number])


PROVIDERS = (plan_actions, reviews, job_checks, supervision)
