"""Make agencies, people and memberships for tests; no fixture files."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fingerpost.service.access.models import Agency, Membership

AT = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
TODAY = AT.date()
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def make_agency(name: str = "Fenmark Constabulary", kind: str = "police") -> Agency:
    """Return the agency of a name, made if it is new."""
    from fingerpost.service.access.models import Agency

    return Agency.objects.get_or_create(
        slug=name.lower().replace(" ", "-"), defaults={"name": name, "kind": kind}
    )[0]


def make_member(
    role: str = "reader",
    agency: Agency | str = "Fenmark Constabulary",
    *,
    kind: str = "police",
    email: str = "",
    name: str = "Alex Day",
    **more: object,
) -> Membership:
    """Return a membership that is open; its person is made if the address is new."""
    from fingerpost.service.access.models import Membership, User

    place = make_agency(agency, kind) if isinstance(agency, str) else agency
    address = email or f"{role}@{place.slug}.test"
    user = User.objects.filter(email=address).first() or User.objects.create_user(
        address, name, "a long enough password"
    )
    days = {"starts_on": date(2020, 1, 1), "ends_on": date(2099, 1, 1)}
    return Membership.objects.create(user=user, agency=place, role=role, **{**days, **more})
