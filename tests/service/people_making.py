"""Make what the tests of people, consents and records need."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from tests.service.casework_making import worker
from tests.service.people import AT, BACKEND, make_member

if TYPE_CHECKING:
    from django.test import Client

    from fingerpost.service.access.models import Membership
    from fingerpost.service.casework.models import Person, Referral

SAID = {"given_name": "Jordan", "family_name": "Lake", "born_on": date(1990, 5, 4)}


def kept(by: Membership, **more: object) -> Person:
    """Return a person who was written down through the action."""
    from fingerpost.service.casework.actions import people

    return people.keep(said={**SAID, **more}, by=by, at=AT)


def governor(kind: str = "treatment") -> Membership:
    """Return who answers for the records of the agency of a kind."""
    agency = worker(kind).agency
    return make_member("governance", agency, email=f"governor@{agency.slug}.test", name="Gov")


def as_person(membership: Membership) -> Client:
    """Return a browser of somebody who is signed in."""
    from django.test import Client

    client = Client()
    client.force_login(membership.user, backend=BACKEND)
    return client


def sheet_keys(referral: Referral) -> None:
    """Do what the job does once a referral is sent."""
    from fingerpost.service.casework import finding

    finding.keep_sheet_keys(referral)


def led_to(referral: Referral, state: str, by: Membership) -> Referral:
    """Return a referral that its receiver moved on until it stands in a state."""
    from fingerpost.service.casework.actions import referrals

    meets = datetime(2026, 4, 2, 10, 0, tzinfo=UTC)
    late = meets + timedelta(hours=1)
    moves = {
        "received": lambda one: referrals.take_in(referral=one, by=by, at=AT),
        "accepted": lambda one: referrals.accept(referral=one, by=by, at=AT),
        "appointed": lambda one: referrals.offer_appointment(
            referral=one, starts_at=meets, place="12 High Street", by=by, at=AT
        ),
        "attended": lambda one: referrals.attended(referral=one, by=by, at=late),
        "engaged": lambda one: referrals.engage(referral=one, by=by, at=late),
    }
    for name, move in moves.items():
        if referral.state == state:
            break
        if referral.state != name:
            referral = move(referral)
    assert referral.state == state
    return referral
