"""What may be read of people, by whom: only of the viewer's own agency, and what it was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Field, Q, QuerySet

from fingerpost.evidence.publication import wording
from fingerpost.service.access import policies
from fingerpost.service.access.models import Event, EventKind, EventValues, Membership, User
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework import families
from fingerpost.service.casework.models import (
    AccessRequest,
    Consent,
    ConsentAgency,
    Person,
    Referral,
)


def reads_people(viewer: Membership) -> bool:
    """Tell whether somebody may read the agency's records of people, to work with or to answer for."""
    return viewer.allows(P.CASE_VIEW) or viewer.allows(P.RECORDS_GOVERN)


def person(number: int, *, viewer: Membership) -> Person | None:
    """Return one person of the viewer's agency, or None."""
    if not reads_people(viewer):
        policies.check(viewer, P.CASE_VIEW)
    return (
        Person.objects.filter(pk=number, agency=viewer.agency_id)
        .select_related("merged_into", "agency")
        .first()
    )


def latest(*, viewer: Membership, at_most: int = 20) -> QuerySet[Person]:
    """Return the people of the viewer's agency that were written down or changed last."""
    policies.check(viewer, P.CASE_VIEW)
    return Person.objects.filter(
        agency=viewer.agency_id, merged_into__isnull=True, erased_at__isnull=True
    ).order_by("-changed_at")[:at_most]


def referrals_sent(person: Person) -> QuerySet[Referral]:
    """Return the referrals of a person that the agency sent or drafted, the newest first."""
    return (
        families.referrals_sent(person)
        .select_related("receiver", "service")
        .order_by("-made_at")
    )


def referrals_received(person: Person) -> QuerySet[Referral]:
    """Return the referrals by which a person came, the newest first."""
    return (
        families.referrals_received(person)
        .filter(sent_at__isnull=False)
        .select_related("sender", "service")
        .order_by("-sent_at")
    )


def consents(person: Person) -> QuerySet[Consent]:
    """Return what a person agreed to, the newest first, with who may be told."""
    return families.consents(person).prefetch_related("agencies__agency")


def consent(number: int, *, viewer: Membership) -> Consent | None:
    """Return a consent that the viewer's agency took, or None."""
    if not reads_people(viewer):
        policies.check(viewer, P.CASE_VIEW)
    return (
        Consent.objects.filter(pk=number, agency=viewer.agency_id)
        .select_related("person", "agency", "taken_by")
        .defer("taken_by__password")
        .first()
    )


def held_under(number: int, *, viewer: Membership) -> ConsentAgency | None:
    """Return what the viewer's agency may be told, or was told, under another agency's consent."""
    if not reads_people(viewer):
        policies.check(viewer, P.CASE_VIEW)
    return (
        ConsentAgency.objects.filter(consent=number, agency=viewer.agency_id)
        .select_related("consent", "taker", "agency")
        .first()
    )


def received_under(consent: Consent, *, viewer: Membership) -> QuerySet[Referral]:
    """Return the referrals that the viewer's agency was sent under a consent."""
    return Referral.objects.filter(
        consent=consent, receiver=viewer.agency_id, sent_at__isnull=False
    ).select_related("sender", "service", "sheet")


def access_requests(*, viewer: Membership) -> QuerySet[AccessRequest]:
    """Return who asked what the agency keeps of them and has no answer yet, the soonest due first."""
    policies.check(viewer, P.RECORDS_GOVERN)
    return AccessRequest.objects.filter(
        agency=viewer.agency_id, answered_at__isnull=True
    ).select_related("person")


def access_request(number: int, *, viewer: Membership) -> AccessRequest | None:
    """Return one such request, answered or not, or None."""
    policies.check(viewer, P.RECORDS_GOVERN)
    return (
        AccessRequest.objects.filter(agency=viewer.agency_id, pk=number)
        .select_related("person", "person__agency")
        .first()
    )


@dataclass(frozen=True)
class Correction:
    """One change of a record: what was, what is, why, who and when."""

    at: datetime
    who: str
    reason: str
    changes: tuple[tuple[str, str, str], ...]  # of which field, before, after
    is_erased: bool = False


def history(person: Person) -> list[Correction]:
    """Return how a record came to be what it is, the first first."""
    events = list(
        Event.objects.filter(
            kind=EventKind.PERSON_KEPT, target_type="person", target=str(person.pk)
        ).order_by("id")
    )
    values = {
        one.event: one for one in EventValues.objects.filter(event__in=[e.pk for e in events])
    }
    people = User.objects.filter(pk__in={one.actor for one in events if one.actor})
    names = dict(people.values_list("pk", "name"))
    found = []
    for event in events:
        kept = values.get(event.pk)
        before, after = (kept.before or {}, kept.after or {}) if kept else ({}, {})
        changes = tuple(
            (_label(field), _shown(field, before.get(field)), _shown(field, after.get(field)))
            for field in event.fields
        )
        found.append(
            Correction(
                at=event.at,
                who=names.get(event.actor or 0, "Fingerpost itself"),
                reason=event.reason,
                changes=changes,
                is_erased=kept is not None and kept.erased_at is not None,
            )
        )
    return found


def differences(person: Person, into: Person) -> list[tuple[str, str, str]]:
    """Return where two records differ: the field, what stands in the one, and in the other."""
    from_fields = [field.name for field in Person._meta.fields if field.name in SHOWN]
    rows = [
        (_label(name), _shown(name, getattr(person, name)), _shown(name, getattr(into, name)))
        for name in from_fields
    ]
    return [row for row in rows if row[1] != row[2]]


def counts(numbers: list[int]) -> dict[str, int]:
    """Return how much stands with some records: referrals either way, consents."""
    sent = Q(person__in=numbers)
    received = Q(received_as__in=numbers)
    found: dict[str, int] = Referral.objects.filter(sent | received).aggregate(
        sent=Count("pk", filter=sent), received=Count("pk", filter=received)
    )
    return {**found, "consents": Consent.objects.filter(person__in=numbers).count()}


SHOWN: dict[str, str] = {
    "given_name": "Given name",
    "family_name": "Family name",
    "known_as": "Known as",
    "born_on": "Day of birth",
    "sex": "Sex",
    "ethnicity": "Ethnic group",
    "local_number": "Our number",
    "phone": "Telephone",
    "email": "E-mail",
    "postcode": "Postcode",
    "address": "Address",
    "safe_contact": "How to reach them safely",
    "language": "Language, if not English",
    "support_needs": "Support needed",
    "died_on": "Died on",
    "death_source": "Known from",
}


def _label(field: str) -> str:
    return SHOWN.get(field, {"referral": "From the sheet of referral"}.get(field, field))


def _shown(field: str, value: Any) -> str:
    """Return a value as a page shows it: the words of a code, a day in letters."""
    if value in (None, ""):
        return ""
    if field == "referral":
        return str(value)
    column = Person._meta.get_field(field)
    assert isinstance(column, Field)
    text = dict(column.choices or ()).get(value, value)
    if column.get_internal_type() == "DateField":
        return wording.day(column.to_python(value))
    return str(text)


def facts(person: Person) -> list[tuple[str, str]]:
    """Return what is known of a person, as a page lists it; what is not known is left out."""
    rows = [(label, _shown(name, getattr(person, name))) for name, label in SHOWN.items()]
    return [row for row in rows if row[1]]
