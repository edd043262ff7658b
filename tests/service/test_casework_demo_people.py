"""The people of a demo: on every page of theirs there is life, and they are made once."""

from __future__ import annotations

import time

import pytest
from django.utils import timezone
from tests.service.people_making import as_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings) -> None:
    from fingerpost.service.access.actions.demo import make_demo_people

    settings.IS_DEMO, settings.SECOND_FACTOR = True, False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    make_demo_people(password="a password of the demo", at=timezone.now())


def test_the_demo(demo) -> None:
    from fingerpost.service.access.models import Membership
    from fingerpost.service.casework.demo import people
    from fingerpost.service.casework.models import AccessRequest, Consent, Person

    begun = time.perf_counter()
    people.make(at=timezone.now())
    assert time.perf_counter() - begun < 8, "two seconds on a machine that does nothing else"
    people.make(at=timezone.now())
    assert Person.objects.count() == len(people.PEOPLE) + 1
    assert (Consent.objects.count(), AccessRequest.objects.count()) == (2, 1)
    danny = Person.objects.get(local_number=people.FIRST)
    for role, path, words in (
        ("worker", "/cases/people", "Danny Whitmore"),
        ("worker", f"/cases/people/{danny.pk}", "Fenmark Work and Support"),
        ("governance", "/cases/records", "Rosa Pike"),
        ("governance", f"/cases/records/people/{danny.pk}/alike", "Daniel Whitmoor"),
        ("governance", f"/cases/records/people/{danny.pk}", "07700 900215"),
    ):
        held = Membership.objects.get(agency=danny.agency, role=role)
        assert words in as_person(held).get(path).content.decode(), path
