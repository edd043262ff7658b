"""What of people's records waits for somebody: requests to answer, and records whose time is over."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from fingerpost.service.access.models import Membership
from fingerpost.service.access.needs import Need
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework import people_reading, retention

AT_MOST = 10


def to_answer(membership: Membership, on: date) -> list[Need]:
    """Return the requests for what is kept of somebody that this person may answer."""
    if not membership.allows(P.RECORDS_GOVERN):
        return []
    return [
        Need(
            f"Answer access request {one.pk}{', which is late' if one.due_on < on else ''}",
            reverse("casework:access_request", args=[one.pk]),
            one.due_on,
        )
        for one in people_reading.access_requests(viewer=membership)[:AT_MOST]
    ]


def to_review(membership: Membership, on: date) -> list[Need]:
    """Return how many records' time is over, for who decides on them."""
    if not membership.allows(P.RECORDS_GOVERN):
        return []
    due = retention.to_review(viewer=membership, on=on)
    count = due.count()
    first = due.first()
    if first is None:
        return []
    words = "a record" if count == 1 else f"{count} records"
    verb = "its time is" if count == 1 else "their time is"
    return [
        Need(
            f"Keep on or erase {words}: {verb} over",
            reverse("casework:records"),
            first.review_on,
        )
    ]


PROVIDERS = [to_answer, to_review]
