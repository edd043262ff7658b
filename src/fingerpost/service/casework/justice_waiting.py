"""What of diversions, tests and orders waits for somebody: counted, and no name on the start page."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone

from fingerpost.evidence.publication import wording
from fingerpost.service.access.models import Membership
from fingerpost.service.access.needs import Need
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework import justice_reading as reading
from fingerpost.service.casework.models import RequiredAssessment

SOON = timedelta(days=7)


def diversions(membership: Membership, on: date) -> list[Need]:
    """Return how many diversions wait for this officer, and since when."""
    if not membership.allows(P.JUSTICE_WORK):
        return []
    owed = reading.diversions(viewer=membership).filter(
        owner=membership.agency, officer=membership.user
    )
    return _counted(owed, "diversion", reverse("casework:diversions") + "?show=ours")


def assessments(membership: Membership, on: date) -> list[Need]:
    """Return how many required assessments this officer is to book."""
    if not membership.allows(P.JUSTICE_WORK):
        return []
    owed = RequiredAssessment.objects.filter(owner=membership.agency, officer=membership.user)
    return _counted(owed, "required assessment", reverse("casework:drug_tests"))


def places(membership: Membership, on: date) -> list[Need]:
    """Return how many people of the register something is to be said of, by the end of a day."""
    if not membership.allows(P.CASE_WORK):
        return []
    ends = timezone.make_aware(datetime.combine(on, time.max))
    owed = reading.register(viewer=membership).filter(
        owner=membership.agency, appointment_at__lte=ends
    )
    said = owed.order_by().aggregate(count=Count("pk"), first=Min("due_at"))
    if not said["count"]:
        return []
    who = "one person" if said["count"] == 1 else f"{said['count']} people"
    first = timezone.localdate(said["first"])
    return [Need(f"Say of {who} on the register what came of it", _courses(), first)]


def orders(membership: Membership, on: date) -> list[Need]:
    """Return how many orders are to be reviewed soon, or are to be told the attendance of."""
    if not membership.allows(P.CASE_WORK):
        return []
    soon = reading.orders(viewer=membership).filter(due_on__lte=on + SOON)
    kept = soon.filter(agency=membership.agency, officer=membership.user)
    asked = soon.filter(
        provider=membership.agency,
        reviews__result="",
        reviews__attendance="",
        reviews__due_on__lte=on + SOON,
    ).distinct()
    found = []
    for words, owed in (
        ("Write down what came of {} that are due", kept),
        ("Tell probation the attendance for {}", asked),
    ):
        said = owed.order_by().aggregate(count=Count("pk", distinct=True), first=Min("due_on"))
        if said["count"]:
            count = wording.counted(said["count"], "order")
            found.append(Need(words.format(count), reverse("casework:orders"), said["first"]))
    return found


def _counted(owed: object, name: str, url: str) -> list[Need]:
    said = owed.order_by().aggregate(count=Count("pk"), first=Min("due_at"))  # type: ignore[attr-defined]
    if not said["count"]:
        return []
    words = f"Take the next step with {wording.counted(said['count'], name)}"
    return [Need(words, url, timezone.localdate(said["first"]))]


def _courses() -> str:
    return reverse("casework:courses")


PROVIDERS = (diversions, assessments, places, orders)
