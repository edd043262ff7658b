"""The demo's directory: whole, found by everything one can ask, and made once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from fingerpost.service.public import changes, demo, directory, open_referral, places, told
from fingerpost.service.public.directory import Asked
from fingerpost.service.public.models import Told, ToldStatus
from fingerpost.service.public.opening import CODES
from fingerpost.service.public.taxonomy import NEEDS

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"
DISTRICTS = {
    f"X0600000{number}": name
    for number, name in enumerate(
        ("Harrowmere", "Aldenwold", "Brackenlode", "Cressfleet", "Stavenholme", "Withymarch"), 1
    )
}


@pytest.fixture
def made(settings, monkeypatch):
    from fingerpost.service.access.actions.demo import make_demo_people

    settings.IS_DEMO = True
    monkeypatch.setattr(places, "district_names", lambda: DISTRICTS)
    monkeypatch.setattr(changes, "LOOKS_AGAIN_AFTER", 0.0)
    make_demo_people(password=PASSWORD, at=timezone.now())
    demo.make(at=timezone.now())


def test_forty_services_stand_there_and_are_made_once(made) -> None:
    shown = directory.shown()
    assert len(shown) == 40
    count = Told.objects.count()
    demo.make(at=timezone.now() + timedelta(days=1))
    assert (len(directory.shown()), Told.objects.count()) == (40, count)
    for one in shown:
        assert directory.problems(one) == []
        assert open_referral.faults(open_referral.service(one, address="https://x.test/")) == []
        assert one.phone.startswith("01632 960"), "kept by Ofcom for drama"


def test_every_need_district_and_day_and_self_referral_find_something(made) -> None:
    now = timezone.localtime()
    shown = directory.shown()
    asked = [Asked(place=name) for name in DISTRICTS.values()]
    asked += [Asked(need=one.code) for one in NEEDS.terms]
    asked += [Asked(day=code) for code in CODES] + [Asked(self_referral=True), Asked(now=True)]
    for one in asked:
        assert directory.find(shown, one, now).here, one


def test_what_people_told_is_in_every_state(made) -> None:
    assert set(Told.objects.values_list("status", flat=True)) == set(ToldStatus.values)
    by_name = {one.name: one for one in told.results()}
    assert by_name["Harrowmere"].total == 35
    assert by_name["Cressfleet"].total is None, "too few"
    for name in ("Harrowmere", "Aldenwold"):
        assert all(
            count is not None for one in by_name[name].answers for _, count in one.counts
        )
    assert by_name["Harrowmere"].words


def test_some_wait_to_be_checked(made) -> None:
    today = timezone.localdate()
    assert 1 <= sum(one.is_stale(today) for one in directory.shown()) <= 5


def test_it_is_for_a_demo_only(settings) -> None:
    settings.IS_DEMO = False
    with pytest.raises(CommandError, match="for a demo only"):
        call_command("make_demo_directory")
