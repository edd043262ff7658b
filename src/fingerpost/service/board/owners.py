"""Who answers for a record of the board: its owner agency's people, or the partnership's lead."""

from __future__ import annotations

from typing import Protocol

from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P


class Owned(Protocol):
    """A record with an owner agency, and perhaps a person of it."""

    @property
    def owner_id(self) -> int:
        """The agency's number."""

    @property
    def person_id(self) -> int | None:
        """The person's number, if somebody is named."""


def is_lead(viewer: Membership) -> bool:
    """Tell whether somebody keeps the board's records."""
    return viewer.allows(P.PLAN_MANAGE)


def is_of_owner(agency: int, viewer: Membership) -> bool:
    """Tell whether somebody acts on the board for the agency that owns a record."""
    return viewer.allows(P.BOARD_VIEW) and agency == viewer.agency_id


def answers_for(record: Owned, viewer: Membership) -> bool:
    """Tell whether a record waits for somebody: they are named, or nobody of their agency is."""
    if not is_of_owner(record.owner_id, viewer):
        return False
    return record.person_id in (None, viewer.user_id)
