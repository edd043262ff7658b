"""Merge two records of one person in an agency, and part them again exactly as they were."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from fingerpost.service.access import audit
from fingerpost.service.access.models import EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework.actions import people
from fingerpost.service.casework.models import Person


@transaction.atomic
def merge(*, person: Person, into: Person, by: Membership, at: datetime) -> Person:
    """Say that one record is of the same person as another, which is worked on from now.

    Nothing is moved and nothing is lost: the other's page shows what stands with both.
    """
    if person.pk == into.pk:
        raise ValidationError("Choose another record than this one.")
    first, second = sorted((person, into), key=lambda one: one.pk)  # so that two never wait
    held = {one.pk: people.locked(one, by, may=P.RECORDS_GOVERN) for one in (first, second)}
    person, into = held[person.pk], held[into.pk]
    if person.died_on is not None and into.died_on is None:
        raise ValidationError(
            "One of these died. Write that down on the other first, or check both."
        )
    person.merged_into = into
    person.save(update_fields=["merged_into"])
    audit.record(
        EventKind.PERSON_MERGED,
        at=at,
        by=by,
        target_type="person",
        target=into.pk,
        before={"merged": None},
        after={"merged": person.pk},
    )
    return into


@transaction.atomic
def part(*, person: Person, by: Membership, at: datetime) -> Person:
    """Part a record again from the one that it was merged into; both are as they were."""
    into = person.merged_into
    if into is None:
        raise ValidationError("It is not merged into another.")
    people.locked(_root(into), by, may=P.RECORDS_GOVERN)
    person = Person.objects.select_for_update().get(pk=person.pk, agency=by.agency)
    person.merged_into = None
    person.save(update_fields=["merged_into"])
    audit.record(
        EventKind.PERSON_MERGED,
        at=at,
        by=by,
        target_type="person",
        target=into.pk,
        before={"merged": person.pk},
        after={"merged": None},
    )
    return person


def _root(person: Person) -> Person:
    while person.merged_into is not None:
        person = person.merged_into
    return person
