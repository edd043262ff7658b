"""Find those of a demo who act on cases, and the people whom they know."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from fingerpost.service.access import audit
from fingerpost.service.access.demo_people import AGENCIES
from fingerpost.service.access.models import AgencyKind, EventKind, Membership
from fingerpost.service.casework import sharing
from fingerpost.service.casework.models import Consent, ConsentAgency, HowGiven, Person
from fingerpost.service.casework.ways import PROGRESS

A_YEAR = timedelta(days=365)
WORDS = (
    "We would like to tell them who you are, how to reach you and what you want help with, and hear from "
    "them whether you came. You can say no, and you can change your mind at any time."
)


def member(kind: AgencyKind, role: str = "worker") -> Membership:
    """Return who acts for the demo's agency of a kind in a role."""
    held = Membership.objects.select_related("user", "agency")
    return held.get(agency__name=AGENCIES[kind], role=role, ended_at=None)


def then(at: datetime, days: int, hour: int = 10) -> datetime:
    """Return a time of the day so many days before another."""
    day = timezone.localdate(at) - timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(hour)))


def person(name: str, born_on: date, *, by: Membership, at: datetime) -> Person:
    """Write somebody down for an agency."""
    given, family = name.split()
    made = Person.objects.create(
        agency=by.agency,
        given_name=given,
        family_name=family,
        born_on=born_on,
        phone="01632 960" + f"{born_on.timetuple().tm_yday:03}",
        safe_contact="Mornings. No messages." if born_on.day % 2 else "",
        made_at=at,
        made_by=by.user,
        changed_at=at,
    )
    audit.record(EventKind.PERSON_KEPT, at=at, by=by, target_type="person", target=made.pk)
    return made


def consent(person: Person, to: AgencyKind, *, by: Membership, at: datetime) -> Consent:
    """Write down that somebody agreed that an agency is told."""
    on = timezone.localdate(at)
    made = Consent.objects.create(
        person=person,
        agency=by.agency,
        items=[sharing.referral_item(by.agency), PROGRESS, "referral_detail"],
        words=WORDS,
        given_on=on,
        until=on + A_YEAR,
        how=HowGiven.SPOKEN,
        taken_by=by.user,
        made_at=at,
    )
    ConsentAgency.objects.create(consent=made, agency=member(to).agency, taker=by.agency)
    audit.record(EventKind.CONSENT_TAKEN, at=at, by=by, target_type="person", target=person.pk)
    return made
