"""What of releases waits for somebody: what they do by today, late steps, and transfers that did not match."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from fingerpost.service.access.calendar import Entry
from fingerpost.service.access.models import Membership
from fingerpost.service.access.needs import Need
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework import release_reading as reading
from fingerpost.service.casework.actions.release_items import ASKED_FOR
from fingerpost.service.casework.models import ItemState
from fingerpost.service.casework.release_clock import ends_on
from fingerpost.service.casework.release_states import BEFORE, RUNNING, STANDINGS, ReleaseState

AT_MOST = 10
SOON = timedelta(days=2)


def steps(membership: Membership, on: date) -> list[Need]:
    """Return the releases of which this person's agency owes the next step within two days."""
    if not membership.allows(P.RELEASE_PLAN):
        return []
    owed = reading.releases(viewer=membership).filter(
        owner=membership.agency, due_at__lt=_end_of(on + SOON)
    )
    return [
        Need(
            f"A release from prison: {STANDINGS[ReleaseState(one.state)].owed}",
            reverse("casework:release", args=[one.pk]),
            timezone.localdate(one.due_at) if one.due_at else None,
        )
        for one in owed.order_by("due_at")[:AT_MOST]
    ]


def items(membership: Membership, on: date) -> list[Need]:
    """Return what this person, or nobody in particular, of the agency does for a release by tomorrow."""
    if not membership.allows(P.RELEASE_PLAN):
        return []
    owed = (
        reading.items(viewer=membership)
        .filter(
            owner=membership.agency,
            state=ItemState.OPEN,
            due_at__lt=_end_of(on + timedelta(days=1)),
            release__state__in=ASKED_FOR,
        )
        .filter(Q(person__isnull=True) | Q(person=membership.user))
    )
    return [
        Need(
            f"For a release from prison: {one.title[0].lower()}{one.title[1:]}",
            reverse("casework:release", args=[one.release_id]),
            timezone.localdate(one.due_at),
        )
        for one in owed[:AT_MOST]
    ]


def transfers(membership: Membership, on: date) -> list[Need]:
    """Return the transfers that did not match and that this person's agency resolves."""
    if not membership.allows(P.RELEASE_PLAN):
        return []
    waiting = reading.transfers(viewer=membership).filter(resolved_at__isnull=True)
    return [
        Need(
            "A transfer from prison did not match: say what becomes of it",
            reverse("casework:transfer", args=[one.pk]),
            timezone.localdate(one.due_at) if one.due_at else None,
        )
        for one in waiting[:AT_MOST]
    ]


def days(membership: Membership) -> list[Entry]:
    """Return the days of releases, and the last days of their clocks, for a calendar: nobody is named."""
    if not membership.allows(P.RELEASE_PLAN):
        return []
    found = reading.releases(viewer=membership)
    planned = [
        Entry(
            "Release from prison",
            reverse("casework:release", args=[one.pk]),
            one.due_on,
            one.due_on,
        )
        for one in found.filter(state__in=BEFORE)
    ]
    ends = [
        (one, ends_on(one.released_on))
        for one in found.filter(state__in=RUNNING)
        if one.released_on
    ]
    return planned + [
        Entry(
            "Day 21 after a release from prison",
            reverse("casework:release", args=[one.pk]),
            day,
            day,
        )
        for one, day in ends
    ]


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time(0, 0)))


PROVIDERS = [steps, items, transfers]
ENTRIES = [days]
