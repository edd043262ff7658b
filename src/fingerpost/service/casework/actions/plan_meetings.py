"""Agencies meet over several plans: who is asked, which plans are gone through, who came."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import Agency, EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework.actions.plans import tell
from fingerpost.service.casework.models import PlanMeeting, PlanMeetingPlan, SupportPlan
from fingerpost.service.casework.plan_sharing import sight


@transaction.atomic
def call(
    *,
    starts_at: datetime,
    place: str,
    agencies: Iterable[Agency],
    plans: Iterable[SupportPlan],
    by: Membership,
    at: datetime,
) -> PlanMeeting:
    """Call a meeting over plans that one's own agency sees; each agency reads there what it may read."""
    policies.check(by, P.CASE_WORK)
    if not place.strip():
        raise ValidationError("Say where it is.")
    meeting = PlanMeeting.objects.create(
        agency=by.agency,
        starts_at=starts_at,
        place=place.strip(),
        invited=sorted({one.pk for one in agencies} - {by.agency_id}),
        made_at=at,
        made_by=by.user,
    )
    _list(meeting, plans, by, at)
    if not meeting.listed.exists():
        raise ValidationError("Choose the plans that are gone through.")
    return _written(meeting, by, at)


@transaction.atomic
def list_plans(
    *, meeting: PlanMeeting, plans: Iterable[SupportPlan], by: Membership, at: datetime
) -> PlanMeeting:
    """Put further plans on the list."""
    meeting = _own(meeting, by)
    if meeting.held_at is not None:
        raise ValidationError("The meeting was held.")
    _list(meeting, plans, by, at)
    return _written(meeting, by, at)


@transaction.atomic
def held(
    *, meeting: PlanMeeting, came: Iterable[Agency], by: Membership, at: datetime
) -> PlanMeeting:
    """Write down which agencies came."""
    meeting = _own(meeting, by)
    if at < meeting.starts_at:
        raise ValidationError("The meeting is still to come.")
    numbers = {one.pk for one in came}
    if not numbers <= {*meeting.invited, meeting.agency_id}:
        raise ValidationError("Choose agencies that were invited.")
    meeting.came, meeting.held_at = sorted(numbers), at
    meeting.save(update_fields=["came", "held_at"])
    return _written(meeting, by, at)


def _list(
    meeting: PlanMeeting, plans: Iterable[SupportPlan], by: Membership, at: datetime
) -> None:
    place = meeting.listed.count()
    on = timezone.localdate(at)
    for plan in plans:
        if not sight(plan, by, on=on).plan:
            raise PermissionDenied("plan of others")
        if meeting.listed.filter(plan=plan).exists():
            continue
        place += 1
        PlanMeetingPlan.objects.create(meeting=meeting, plan=plan, place=place)
        members = plan.members.filter(until__isnull=True).select_related("agency")
        for agency in [plan.agency, *(one.agency for one in members)]:
            if agency.pk in meeting.invited:
                tell(plan, agency)


def _own(meeting: PlanMeeting, by: Membership) -> PlanMeeting:
    policies.check(by, P.CASE_WORK)
    meeting = PlanMeeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.agency_id != by.agency_id:
        raise PermissionDenied("meeting of another agency")
    return meeting


def _written(meeting: PlanMeeting, by: Membership, at: datetime) -> PlanMeeting:
    audit.record(
        EventKind.PLAN_WORKED, at=at, by=by, target_type="plan_meeting", target=meeting.pk
    )
    return meeting
