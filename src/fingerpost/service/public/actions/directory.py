"""Keep the services of an agency in the directory: one at a time, or many from a file."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.public import directory, open_referral
from fingerpost.service.public.directory import OF_SPOT, PLAIN, Entry
from fingerpost.service.public.models import Edition, Opening, Organisation, Place, Service
from fingerpost.service.public.open_referral import Refused

OF_PROVIDER = ("name", "description", "website", "email")


@dataclass(frozen=True)
class Imported:
    """What became of the services of a file."""

    kept: tuple[str, ...]
    unchanged: tuple[str, ...]
    refused: tuple[Refused, ...]
    left_out: tuple[str, ...]


@transaction.atomic
def keep(*, entry: Entry, by: Membership, at: datetime) -> bool:
    """Put a service into the directory, or what it says now in the place of what it said.

    Returns
    -------
    bool
        Whether anything changed.

    Raises
    ------
    ValidationError
        With everything that keeps it out.
    """
    policies.check(by, P.DIRECTORY_MANAGE)
    found = directory.problems(entry)
    if found:
        raise ValidationError(found)
    before = _mine(entry.id, by)
    if before is not None and directory.without_marks(before) == directory.without_marks(entry):
        return False
    today = timezone.localdate(at)
    checked_on = min(entry.checked_on or today, today)
    service = Service(
        id=entry.id,
        agency=by.agency,
        organisation=_organisation(entry, by),
        needs=list(entry.needs),
        languages=list(entry.languages),
        districts=list(entry.districts),
        checked_on=checked_on,
        changed_at=at,
        changed_by=by.user,
        **{name: getattr(entry, name) for name in PLAIN},
    )
    _check(service)
    service.save(force_insert=before is None, force_update=before is not None)
    _replace_parts(entry, service, by)
    _record(EventKind.SERVICE_KEPT, entry.id, by=by, at=at)
    return True


def _mine(number: uuid.UUID, by: Membership) -> Entry | None:
    """Return what the agency keeps under a number, locked; None if nobody has it yet."""
    service = Service.objects.select_for_update().filter(pk=number).first()
    if service is None:
        return None
    if service.agency_id != by.agency_id:
        raise ValidationError(f"Another agency keeps “{service.name}”: ask it to change this.")
    return next(one for one in directory.kept_by(by.agency) if one.id == number)


def _organisation(entry: Entry, by: Membership) -> Organisation:
    said = entry.provider
    found = Organisation.objects.filter(pk=said.id).first()
    if found is not None and found.agency_id != by.agency_id:
        raise ValidationError(f"Another agency keeps the entry of “{found.name}”.")
    values = {name: getattr(said, name) for name in OF_PROVIDER}
    one = Organisation(id=said.id, agency=by.agency, **values)
    if found is None or any(getattr(found, name) != value for name, value in values.items()):
        _check(one)
        one.save(force_insert=found is None, force_update=found is not None)
    return one


def _replace_parts(entry: Entry, service: Service, by: Membership) -> None:
    service.openings.all().delete()
    service.places.all().delete()
    if len({one.id for one in entry.spots}) < len(entry.spots):
        raise ValidationError("Name each place once.")
    known = {}
    for spot in entry.spots:
        values = {name: getattr(spot, name) for name in OF_SPOT}
        place = Place(service=service, agency=by.agency, location=spot.id, **values)
        _check(place)
        place.save(force_insert=True)
        known[spot.id] = place
    openings = [
        Opening(
            service=service,
            agency=by.agency,
            place=known.get(one.place) if one.place else None,
            freq=one.freq,
            byday=",".join(one.days),
            opens_at=one.opens,
            closes_at=one.closes,
            words=one.words,
        )
        for one in entry.hours
    ]
    for opening in openings:
        _check(opening)
    Opening.objects.bulk_create(openings)


def _check(one: Any) -> None:
    """Refuse values that are too long, or no address, with the name of what they are."""
    try:
        one.clean_fields(exclude=["agency", "organisation", "service", "place", "changed_by"])
    except ValidationError as error:
        said = error.message_dict.items()
        raise ValidationError(
            [
                f"{name.replace('_', ' ').capitalize()}: {words}"
                for name, all_ in said
                for words in all_
            ]
        ) from error


@transaction.atomic
def check(*, number: uuid.UUID, by: Membership, at: datetime) -> None:
    """Say that all that a service says is still right."""
    policies.check(by, P.DIRECTORY_MANAGE)
    if _mine(number, by) is None:
        raise ValidationError("There is no such service.")
    Service.objects.filter(pk=number).update(
        checked_on=timezone.localdate(at), changed_at=at, changed_by=by.user
    )
    _record(EventKind.SERVICE_CHECKED, number, by=by, at=at)


@transaction.atomic
def take_in(*, said: object, by: Membership, at: datetime) -> Imported:
    """Put in the services of a file of Open Referral; each that is refused is named with its reasons.

    Raises
    ------
    ValidationError
        If the file holds no services at all.
    """
    policies.check(by, P.DIRECTORY_MANAGE)
    try:
        taken = open_referral.read(said)
    except ValueError as error:
        raise ValidationError(str(error)) from error
    kept: list[str] = []
    unchanged: list[str] = []
    refused = list(taken.refused)
    for entry in taken.entries:
        today: date = timezone.localdate(at)
        try:
            with transaction.atomic():
                changed = keep(
                    entry=replace(entry, checked_on=entry.checked_on or today), by=by, at=at
                )
        except ValidationError as error:
            refused.append(Refused(entry.name, tuple(error.messages)))
        else:
            (kept if changed else unchanged).append(entry.name)
    refused_names = {one.name for one in refused}
    left_out = tuple(
        one
        for one in taken.left_out
        if not any(one.startswith(f"{n}: ") for n in refused_names)
    )
    return Imported(tuple(kept), tuple(unchanged), tuple(refused), left_out)


def _record(kind: EventKind, number: uuid.UUID, *, by: Membership, at: datetime) -> None:
    audit.record(kind, at=at, by=by, target_type="service", target=str(number))
    Edition.next()
