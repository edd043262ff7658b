"""What may be read of another agency's person in an emergency: one record, found exactly, for an hour.

The database answers both questions by functions of its own (migration 0002): a page cannot reach the row. It
asks for whom the page acts, whether the event stands that says why, and its own clock.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db import connection

from fingerpost.service.access import policies
from fingerpost.service.access.actions.emergency import LASTS
from fingerpost.service.access.models import Agency, Membership
from fingerpost.service.access.permissions import Permission as P


@dataclass(frozen=True)
class EmergencyRecord:
    """Who somebody is and how to reach them, as another agency wrote it down."""

    agency_id: int
    opened_at: datetime
    given_name: str
    family_name: str
    known_as: str
    born_on: date | None
    postcode: str
    address: str
    phone: str
    email: str
    safe_contact: str
    language: str
    support_needs: str  # never to law enforcement
    died_on: date | None

    @property
    def name(self) -> str:
        """The name as shown on a page."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def closes_at(self) -> datetime:
        """When it closes again."""
        return self.opened_at + LASTS


def find(
    *,
    agency: Agency,
    local_number: str = "",
    given_name: str = "",
    family_name: str = "",
    born_on: date | None = None,
    viewer: Membership,
) -> int | None:
    """Return the number of the one record of another agency that a reference names exactly, or None.

    The database answers only after the event, in the same transaction, that says whose people were asked for.
    """
    policies.check(viewer, P.EMERGENCY_OPEN)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT casework_find_in_emergency(%s, %s, %s, %s, %s)",
            [
                agency.pk,
                local_number.strip(),
                given_name.strip(),
                family_name.strip(),
                born_on,
            ],
        )
        (number,) = cursor.fetchone() or (None,)
    return number


def read(number: int, *, viewer: Membership) -> EmergencyRecord | None:
    """Return a record that the viewer opened within the hour, or None."""
    policies.check(viewer, P.EMERGENCY_OPEN)
    names = ", ".join(one.name for one in fields(EmergencyRecord))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {names} FROM casework_read_in_emergency(%s)",  # noqa: S608, names of our own
            [number],
        )
        row = cursor.fetchone()
    return EmergencyRecord(*row) if row else None
