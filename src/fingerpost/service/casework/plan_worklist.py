"""Actions of support plans on the worklists; those of health are on the plan's own page alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from fingerpost.service.casework import plans
from fingerpost.service.casework.models import PlanAction
from fingerpost.service.casework.plan_parts import ActionState
from fingerpost.service.casework.working_days import CLOSES
from fingerpost.service.casework.worklist_items import (
    MOST_COUNTED,
    Item,
    Look,
    Wanted,
    look_at_few,
)

SOON = timedelta(days=28)  # what is due later is no day's work


def actions(wanted: Wanted) -> Look:
    """Return the actions of plans that the viewer's agency owes, late or due within four weeks."""
    viewer, on = wanted.viewer, timezone.localdate(wanted.at)
    seen = plans.plans(viewer=viewer, on=on).filter(closed_at__isnull=True)
    owed = (
        PlanAction.objects.filter(
            agency=viewer.agency_id,
            state=ActionState.OPEN,
            due_on__lte=on + SOON,
            plan__in=seen.order_by().values("pk"),
        )
        .select_related("plan__agency", "person")
        .defer("person__password")
        .order_by("due_on", "pk")
    )
    return look_at_few(wanted, map(_item, owed[: MOST_COUNTED + 1]))


def _item(one: PlanAction) -> Item:
    return Item(
        room="plan",
        number=one.pk,
        name=one.plan.name,
        owed=one.get_kind_display(),
        url=reverse("casework:plan", args=[one.plan_id]),
        at=timezone.make_aware(datetime.combine(one.due_on, CLOSES)),
        other=f"the plan of {one.plan.agency.name}",
        person=one.person_id,
        person_name=one.person.name if one.person else "",
    )


PROVIDERS = (actions,)
