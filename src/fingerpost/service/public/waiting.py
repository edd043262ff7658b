"""What of the public's records waits for somebody: services to check, and what people told to read."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from fingerpost.service.access.models import Membership
from fingerpost.service.access.needs import Need
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.public import directory
from fingerpost.service.public.models import ServiceStatus, Told, ToldStatus

AT_MOST = 5


def to_check(membership: Membership, on: date) -> list[Need]:
    """Return the agency's services that were last checked more than half a year ago."""
    if not membership.allows(P.DIRECTORY_MANAGE):
        return []
    stale = [
        one
        for one in directory.kept_by(membership.agency)
        if one.is_stale(on) and one.status != ServiceStatus.DEFUNCT
    ]
    if len(stale) > AT_MOST:
        words = f"Check {len(stale)} services of the directory: nobody has for half a year"
        return [Need(words, reverse("directory:services"))]
    return [
        Need(
            f"Check what the directory says of {one.name}: nobody has for half a year",
            reverse("directory:service", args=[one.id]),
        )
        for one in stale
    ]


def to_read(membership: Membership, on: date) -> list[Need]:
    """Return that the public told something that nobody has read yet."""
    if not membership.allows(P.TOLD_MODERATE):
        return []
    count = Told.objects.filter(status=ToldStatus.WAITING).count()
    if not count:
        return []
    words = f"Read what the public told: {count} {'waits' if count == 1 else 'wait'}"
    return [Need(words, reverse("told:waiting"))]


PROVIDERS = (to_check, to_read)
