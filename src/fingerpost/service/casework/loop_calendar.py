"""What of the referrals stands in somebody's calendar: the kind of thing and when, and no person or place."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from fingerpost.service.access.calendar import Entry
from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework import selectors
from fingerpost.service.casework.states import ReferralState

AN_APPOINTMENT = timedelta(hours=1)


def steps(membership: Membership) -> list[Entry]:
    """Return the days on which this person owes a step of a referral."""
    if not membership.allows(P.CASE_WORK):
        return []
    owed = selectors.referrals(viewer=membership).filter(
        owner=membership.agency, owner_person=membership.user, due_at__isnull=False
    )
    return [
        Entry(
            "Step of a referral is due",
            reverse("casework:referral", args=[number]),
            timezone.localdate(due_at),
            timezone.localdate(due_at),
        )
        for number, due_at in owed.values_list("pk", "due_at")
    ]


def appointments(membership: Membership) -> list[Entry]:
    """Return the first appointments that this person's own agency gave to who is with this person."""
    if not membership.allows(P.CASE_WORK):
        return []
    given = selectors.referrals(viewer=membership).filter(
        receiver=membership.agency,
        receiver_person=membership.user,
        state=ReferralState.APPOINTED,
        appointment_at__isnull=False,
    )
    return [
        Entry(
            "First appointment",
            reverse("casework:referral", args=[number]),
            starts_at,
            starts_at + AN_APPOINTMENT,
        )
        for number, starts_at in given.values_list("pk", "appointment_at")
        if starts_at is not None
    ]


PROVIDERS = (steps, appointments)
