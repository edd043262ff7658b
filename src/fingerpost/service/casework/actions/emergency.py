"""Open another agency's record of a person in an emergency; its owner is told who did, and why."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from fingerpost.service.access import audit, policies
from fingerpost.service.access.actions import emergency
from fingerpost.service.access.models import Agency, AgencyKind, EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.vocabulary import Sensitivity
from fingerpost.service.casework import emergency_reading
from fingerpost.service.casework.sharing import OF_HEALTH


@transaction.atomic
def open_person(
    *,
    agency: Agency,
    reason: str,
    by: Membership,
    at: datetime,
    local_number: str = "",
    given_name: str = "",
    family_name: str = "",
    born_on: date | None = None,
) -> int | None:
    """Open the one record that a reference names exactly, for an hour; return its number, or None.

    Parameters
    ----------
    agency : Agency
        Whose record it is; another than the actor's.
    local_number : str
        That agency's own number; or else both names and the day of birth.

    Raises
    ------
    ValidationError
        If the reason or the reference says too little, or the record is of health and law enforcement asks.
    """
    policies.check(by, P.EMERGENCY_OPEN)
    is_of_health = AgencyKind(agency.kind) in OF_HEALTH
    if is_of_health and by.is_law_enforcement:
        raise ValidationError(
            "Health records never open to law enforcement, not even now. Ring the service: it can act."
        )
    if agency.pk == by.agency_id:
        raise ValidationError("Your own agency’s people are found by the search.")
    if len(reason.strip()) < emergency.SHORTEST_REASON:
        raise ValidationError("Say why you need it now, in a sentence. Its owner will read it.")
    if not local_number.strip() and not (
        given_name.strip() and family_name.strip() and born_on
    ):
        raise ValidationError("Enter that agency’s number, or both names and the day of birth.")
    audit.record(
        EventKind.PEOPLE_SEARCHED,
        at=at,
        by=by,
        target_type="agency",
        target=agency.pk,
        agency=agency.pk,
        reason="In an emergency",
    )
    number = emergency_reading.find(
        agency=agency,
        local_number=local_number,
        given_name=given_name,
        family_name=family_name,
        born_on=born_on,
        viewer=by,
    )
    if number is None:
        return None
    emergency.open_record(
        target_type="person",
        target=number,
        owner=agency,
        sensitivity=Sensitivity.HEALTH if is_of_health else Sensitivity.PEOPLE,
        reason=reason,
        by=by,
        at=at,
    )
    return number
