"""Make what the tests of people, consents and records need."""

from __future__ import annotations

from datetime import date
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
