"""A person's record with all that were merged into it: what one agency holds of one person.

Merging moves nothing. The record that is merged points to the other, everything stays where it was written,
and whoever reads a person reads the whole family; so parting them again restores exactly what was.
"""

from __future__ import annotations

from django.db.models import QuerySet

from fingerpost.service.access.models import AgencyKind
from fingerpost.service.casework.models import Consent, Person, Referral


def numbers_of(person: Person) -> list[int]:
    """Return the number of a record, then those of all that were merged into it."""
    found = last = [person.pk]
    while last:
        last = list(
            Person.objects.filter(merged_into__in=last)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        found = found + last
    return found


def merged_into(person: Person) -> list[Person]:
    """Return the records that were merged into one, themselves or through another."""
    return list(Person.objects.filter(pk__in=numbers_of(person)[1:]).order_by("pk"))


def referrals_sent(person: Person) -> QuerySet[Referral]:
    """Return the referrals of a person that their agency sent or drafted."""
    return Referral.objects.filter(person__in=numbers_of(person))


def referrals_received(person: Person) -> QuerySet[Referral]:
    """Return the referrals by which a person came to the agency."""
    return Referral.objects.filter(received_as__in=numbers_of(person))


def came_from_care(person: Person) -> bool:
    """Tell whether an agency of care referred a person here: what it wrote of them may stand in the record."""
    kinds = [kind for kind in AgencyKind if not kind.is_law_enforcement]
    return referrals_received(person).filter(sender__kind__in=kinds).exists()


def consents(person: Person) -> QuerySet[Consent]:
    """Return what a person agreed to with the agency that keeps the record."""
    return Consent.objects.filter(person__in=numbers_of(person))
