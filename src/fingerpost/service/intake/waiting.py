"""What of intake waits for somebody: files to correct, files that are late."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse

from fingerpost.service.access.models import Membership
from fingerpost.service.access.needs import Need
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.intake import health, selectors
from fingerpost.service.intake.models import UploadStatus

LATELY = timedelta(days=30)
AT_MOST = 10


def to_correct(membership: Membership, on: date) -> list[Need]:
    """Return the uploads of the last weeks that were refused, wholly or in part, and not sent again."""
    if not (membership.allows(P.UPLOAD_MAKE) and membership.allows(P.UPLOAD_VIEW)):
        return []
    recent = selectors.uploads(viewer=membership).filter(begun_at__date__gt=on - LATELY)
    again = set(recent.exclude(corrects=None).values_list("corrects_id", flat=True))
    found = []
    for one in recent.filter(status__in=[UploadStatus.LANDED, UploadStatus.REFUSED]):
        url = reverse("intake:upload", args=[one.pk])
        if one.pk in again:
            continue
        if one.status == UploadStatus.REFUSED:
            found.append(Need(f"Correct and send again: {one.name} was refused", url))
        elif refused := getattr(one, "rows_refused", 0):  # of the selector's query
            words = f"Correct and send again: {refused:,} rows of {one.name} were refused"
            found.append(Need(words, url))
    return found[:AT_MOST]


def late(membership: Membership, on: date) -> list[Need]:
    """Return the files of the agency that should have come."""
    if not (membership.allows(P.UPLOAD_MAKE) and membership.allows(P.UPLOAD_VIEW)):
        return []
    return [
        Need(
            f"Send {calendar.title} for {cell.label}: it is late",
            reverse("intake:send"),
            cell.due_on,
        )
        for calendar in health.calendars(viewer=membership, on=on)
        for cell in calendar.late[-1:]
    ]


PROVIDERS = (to_correct, late)
