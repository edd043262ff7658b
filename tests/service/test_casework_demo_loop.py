"""The referrals of a demo: one in every state, some late, some with news; made once, nowhere but in a demo."""

from __future__ import annotations

import time

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings):
    from fingerpost.service.access.actions.demo import make_demo_people

    settings.IS_DEMO, settings.SECOND_FACTOR = True, False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    make_demo_people(password="a password of the demo", at=timezone.now())


def counts() -> dict[str, int]:
    from fingerpost.service.access.models import Event
    from fingerpost.service.casework import models

    kinds = (
        models.Referral,
        models.ReferralStep,
        models.Person,
        models.Service,
        models.Slot,
        Event,
    )
    return {one.__name__: one.objects.count() for one in kinds}


def test_there_is_one_in_every_state_and_made_again_nothing_is_added(demo) -> None:
    from fingerpost.service.access.models import Event
    from fingerpost.service.casework.demo import loop
    from fingerpost.service.casework.models import Referral, ReferralStep
    from fingerpost.service.casework.states import ReferralState

    at = timezone.now()
    begun = time.process_time()
    loop.make(at=at)
    seconds = time.process_time() - begun
    states = set(Referral.objects.values_list("state", flat=True))
    assert states == set(ReferralState.values)
    late = Referral.objects.filter(due_at__lt=at)
    assert late.filter(escalated_at__isnull=False).exists()
    assert Referral.objects.filter(is_news_to_sender=True).count() >= 3
    assert ReferralStep.objects.exclude(late_reason="").exists()
    assert Referral.objects.filter(origin="self").exists()
    for model in (ReferralStep, Event):
        assert not model.objects.filter(at__gt=timezone.now()).exists()
    before = counts()
    loop.make(at=at)
    assert counts() == before
    assert seconds < 4, "it runs within `make demo`"


def test_outside_a_demo_there_is_none() -> None:
    with pytest.raises(CommandError, match="for a demo only"):
        call_command("make_demo_cases")
    assert not any(counts().values())


def test_each_worker_of_the_demo_sees_their_pages(demo) -> None:
    from tests.service.loop_making import signed_in

    from fingerpost.service.access.models import AgencyKind
    from fingerpost.service.casework.demo import cast
    from fingerpost.service.casework.models import Referral

    call_command("make_demo_cases")
    for kind in (AgencyKind.POLICE, AgencyKind.TREATMENT, AgencyKind.HOUSING):
        member = cast.member(kind)
        client = signed_in(member)
        for show in ("owed", "news", "received", "sent", "late"):
            assert client.get(f"/cases/referrals?show={show}").status_code == 200
        for one in Referral.objects.filter(sender=member.agency):
            assert client.get(f"/cases/referrals/{one.pk}").status_code == 200
