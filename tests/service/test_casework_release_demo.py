"""The demo's releases: made once, and everything that a page shows is there."""

from __future__ import annotations

import pytest
from tests.service.people import AT

from fingerpost.service.access.actions.demo import make_demo_people
from fingerpost.service.casework.demo import release
from fingerpost.service.casework.models import PrisonRelease, Transfer

pytestmark = pytest.mark.django_db


def test_it_is_made_once_with_every_state(settings) -> None:
    settings.IS_DEMO = True
    make_demo_people(password="a long enough password", at=AT)
    release.make(at=AT)
    release.make(at=AT)
    assert PrisonRelease.objects.count() == len(release.LEAVERS)
    states = set(PrisonRelease.objects.values_list("state", flat=True))
    assert states == {"planned", "contact", "engaged"}
    moved = PrisonRelease.objects.get(person__local_number="A3014CR")
    assert moved.due_on < moved.first_due_on
    reasons = set(Transfer.objects.values_list("reason", flat=True))
    assert reasons == {"no_agency", "almost"}
