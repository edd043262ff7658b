"""Write down that somebody looked at the record of a person."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fingerpost.service.access import audit
from fingerpost.service.access.models import EventKind, Membership


@transaction.atomic
def look(*, target_type: str, number: int, by: Membership, at: datetime) -> None:
    """Write down that a page of one person, referral or plan was shown."""
    audit.record(EventKind.RECORD_READ, at=at, by=by, target_type=target_type, target=number)


@transaction.atomic
def look_through(*, results: int, by: Membership, at: datetime) -> None:
    """Write down that names of people were shown to choose from, and how many."""
    audit.record(
        EventKind.PEOPLE_SEARCHED,
        at=at,
        by=by,
        target_type="people",
        after={"results": results},
    )
