"""What of diversions, tests and orders stands in somebody's calendar: kinds of things and days, no names."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from fingerpost.service.access.calendar import Entry
from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework import justice_reading as reading
from fingerpost.service.casework.models import Slot

LASTS = timedelta(hours=1)
AT_MOST = 200


def diversions(membership: Membership) -> list[Entry]:
    """Return the days on which an officer owes the next step of a diversion."""
    if not membership.allows(P.JUSTICE_WORK):
        return []
    owed = reading.diversions(viewer=membership).filter(
        owner=membership.agency, officer=membership.user
    )
    return [
        Entry(
            "Step of a diversion is due",
            reverse("casework:diversion", args=[one.pk]),
            timezone.localdate(one.due_at),
            timezone.localdate(one.due_at),
        )
        for one in owed[:AT_MOST]
    ]


def courses(membership: Membership) -> list[Entry]:
    """Return the times of one's agency's courses to which somebody is booked."""
    if not membership.allows(P.CASE_WORK):
        return []
    booked = Slot.objects.filter(
        service__agency=membership.agency, service__is_course=True, taken__gt=0
    ).order_by("-starts_at")
    return [
        Entry(
            "Course or assessment",
            f"{reverse('casework:courses')}?time={one.pk}",
            one.starts_at,
            one.starts_at + LASTS,
            one.place,
        )
        for one in booked[:AT_MOST]
    ]


def reviews(membership: Membership) -> list[Entry]:
    """Return the days on which orders that one keeps are reviewed."""
    if not membership.allows(P.JUSTICE_WORK):
        return []
    kept = reading.orders(viewer=membership).filter(
        agency=membership.agency, officer=membership.user, due_on__isnull=False
    )
    return [
        Entry(
            "Review of an order",
            reverse("casework:order", args=[one.pk]),
            one.due_on,
            one.due_on,
        )
        for one in kept[:AT_MOST]
        if one.due_on is not None
    ]


PROVIDERS = (diversions, courses, reviews)
