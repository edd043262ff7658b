"""Many act on the same referrals at once: nothing is lost, done twice, or waited for without end.

The short one runs with all tests; the whole, 200 people on 50 referrals for two minutes, every night.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise

import psycopg
import pytest
from tests.service.casework_load import CLEAR, Scene, Told, make_scene, run
from tests.service.conftest import SERVER
from tests.service.people import AT

from fingerpost.service.access.models import Event, EventKind
from fingerpost.service.casework.actions import referrals
from fingerpost.service.casework.models import Referral, ReferralStep, Slot, StepKind
from fingerpost.service.casework.states import MOVES

pytestmark = pytest.mark.django_db(transaction=True)
ALLOWED = {(move.before, move.after) for move in MOVES}


def asked(statement: str) -> int:
    """Return the one number that the database's owner is told."""
    with psycopg.connect(SERVER.owner_url) as connection:
        return connection.execute(statement).fetchone()[0]


DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"
LEFT_OPEN = (
    "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"
    " AND datname = current_database()"
)


def check(scene: Scene, told: Told, deadlocks: int) -> None:
    """See that what was done, and nothing else, is what stands in the database."""
    assert told.failed == [], told.failed[:3]
    assert asked(DEADLOCKS) == deadlocks
    assert (asked(WAITING), asked(LEFT_OPEN)) == (0, 0)
    unclear = [words for words in told.refused if not any(one in words for one in CLEAR)]
    assert unclear == []
    assert told.moved > 0
    assert told.given > 0
    assert sum(told.refused.values()) > 0, "nobody met anybody: the test would prove nothing"
    begun = len(scene.referrals)  # each was sent once before
    assert Event.objects.filter(kind=EventKind.REFERRAL_MOVED).count() == told.moved + begun
    assert Event.objects.filter(kind=EventKind.REFERRAL_GIVEN).count() == told.given
    for one in Referral.objects.filter(pk__in=scene.referrals):
        steps = list(one.steps.all())
        moved = [step for step in steps if step.kind == StepKind.MOVED]
        assert one.edition == len(steps) - 1, "no change was lost, and none counted twice"
        for before, after in pairwise(moved):
            assert after.before == before.after, "each began where the one before it ended"
            assert (after.before, after.after) in ALLOWED
        assert moved[-1].after == one.state
        assert one.tries == sum(step.after == "contact_tried" for step in moved)
        assert one.misses == sum(step.after == "missed" for step in moved)
    for slot in Slot.objects.filter(service=scene.pair.service):
        assert slot.taken == slot.referrals.count() <= slot.seats
    steps = ReferralStep.objects.filter(referral__in=scene.referrals)
    assert steps.count() == begun * 2 + told.moved + told.given


def test_many_at_once_lose_nothing_and_do_nothing_twice() -> None:
    scene, deadlocks = make_scene(people=30, referrals=50, slots=20), asked(DEADLOCKS)
    check(scene, run(scene, seconds=10, seed=1), deadlocks)


@pytest.fixture
def room_for_all(transactional_db: None) -> Iterator[None]:
    """Let the database take a connection of each of 200 people; as it was, at the end."""
    from django.db import connections

    def restart(setting: str) -> None:
        with psycopg.connect(SERVER.owner_url, autocommit=True) as connection:
            connection.execute(setting)
        connections.close_all()
        SERVER.stop()
        SERVER.start()

    restart("ALTER SYSTEM SET max_connections = 260")
    yield
    restart("ALTER SYSTEM RESET max_connections")


@pytest.mark.slow
def test_two_hundred_people_on_fifty_referrals(room_for_all, record_property) -> None:
    scene, deadlocks = make_scene(people=200, referrals=50, slots=40), asked(DEADLOCKS)
    told = run(scene, seconds=120, seed=2)
    record_property("done", f"{len(told.took)}: moved {told.moved}, given {told.given}")
    record_property("refused", sum(told.refused.values()))
    record_property("p95_ms", round(told.p95))
    record_property("deadlocks", asked(DEADLOCKS) - deadlocks)
    check(scene, told, deadlocks)


def test_two_who_change_to_one_anothers_times_do_not_wait_for_ever(monkeypatch) -> None:
    """Each gives back the time that the other wants, and both have begun before either has it."""
    from django.db import connection, transaction

    scene, deadlocks = make_scene(people=3, referrals=2, slots=2), asked(DEADLOCKS)
    by, slots, held, failed = scene.receivers[0], scene.slots, [], []
    for number, slot in zip(scene.referrals, slots, strict=True):
        one = Referral.objects.get(pk=number)
        for action in (referrals.take_in, referrals.accept):
            one = action(referral=one, by=by, at=AT)
        held.append(referrals.offer_appointment(referral=one, slot=slot, by=by, at=AT))
    both, take = threading.Barrier(2), referrals._take

    def take_with_the_other(slot: Slot, referral: Referral) -> None:
        with suppress(threading.BrokenBarrierError):  # the other waits: as it should
            both.wait(2)
        take(slot, referral)

    monkeypatch.setattr(referrals, "_take", take_with_the_other)

    def change(one: Referral, slot: Slot) -> None:
        try:
            with transaction.atomic():
                referrals.offer_appointment(
                    referral=one, slot=slot, by=by, at=AT + timedelta(hours=1), reason="person"
                )
        except Exception as error:  # noqa: BLE001, each is shown below
            failed.append(error)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=change, args=pair)
        for pair in zip(held, slots[::-1], strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert asked(DEADLOCKS) == deadlocks
    assert [Referral.objects.get(pk=one.pk).slot for one in held] == slots[::-1]
