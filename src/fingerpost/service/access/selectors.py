"""What may be read, by whom; views and actions read through these."""

from __future__ import annotations

from datetime import date

from fingerpost.service.access.models import Membership, User


def open_memberships(user: User, *, on: date) -> list[Membership]:
    """Return the memberships under which a person may act on a day, by agency and role."""
    held = Membership.objects.filter(user=user, ended_at__isnull=True).select_related("agency")
    return [membership for membership in held if membership.is_open(on)]
