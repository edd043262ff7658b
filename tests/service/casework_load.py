"""Many workers of two agencies act on the same few referrals at once, each on a connection of their own."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from tests.service.casework_making import Pair, make_pair
from tests.service.people import AT

if TYPE_CHECKING:
    from fingerpost.service.access.models import Membership
    from fingerpost.service.casework.models import Referral, Slot

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# What may be said to whoever came second; anything else would be a fault.
CLEAR = (
    "it cannot become",
    "That time was just taken",
    "not owed by your agency any more",
    "The appointment is still to come",
    "Choose the reason.",  # the step was the same, from a state in which it has to say why
    "Only somebody who died",  # the same: contact is given up, where nobody tries any more
)


@dataclass
class Told:
    """What came of all that was tried."""

    took: list[float] = field(default_factory=list)  # seconds, of what was done
    moved: int = 0
    given: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def p95(self) -> float:
        """Within how many milliseconds nineteen in twenty were done."""
        return 1000 * sorted(self.took)[int(0.95 * (len(self.took) - 1))]


@dataclass
class Scene:
    """The referrals, the free times, and who acts."""

    pair: Pair
    referrals: list[int]
    slots: list[Slot]
    senders: list[Membership]
    receivers: list[Membership]
    managers: list[Membership]


def make_scene(*, people: int, referrals: int, slots: int) -> Scene:
    """Return a scene: three in five work for the receiver, and one in twenty is a manager."""
    from fingerpost.service.access.models import Membership, User
    from fingerpost.service.casework.models import Slot

    pair = make_pair()
    days = {"starts_on": AT.date() - DAY, "ends_on": AT.date() + 365 * DAY}

    def team(of: Membership, count: int, role: str) -> list[Membership]:
        users = User.objects.bulk_create(
            User(email=f"{role}{n}@{of.agency.slug}.test", name=f"{role} {n}", password="!")
            for n in range(count)
        )
        return Membership.objects.bulk_create(
            Membership(user=one, agency=of.agency, role=role, **days) for one in users
        )

    receivers = team(pair.receiver, people * 3 // 5, "worker")
    managers = team(pair.receiver, max(people // 20, 1), "manager")
    senders = team(pair.sender, people - len(receivers) - len(managers), "worker")
    made = [
        Slot.objects.create(
            service=pair.service, starts_at=AT + (n + 1) * DAY, place="12 High Street", seats=2
        )
        for n in range(slots)
    ]
    sent = [pair.send().pk for _ in range(referrals)]
    return Scene(pair, sent, made, senders, receivers, managers)


def run(scene: Scene, *, seconds: float, seed: int) -> Told:
    """Let everybody act until the time is over; return what came of it."""
    told, ends = Told(), time.monotonic() + seconds
    everybody = [*scene.senders, *scene.receivers, *scene.managers]
    threads = [
        threading.Thread(
            target=_work, args=(scene, one, ends, random.Random(seed + n), told), daemon=True
        )
        for n, one in enumerate(everybody)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds + 60)
    assert not any(thread.is_alive() for thread in threads), "nobody waits for ever"
    return told


def _work(scene: Scene, by: Membership, ends: float, chance: random.Random, told: Told) -> None:
    """Act as one worker does: look, think for a moment, act on what was seen."""
    from fingerpost.service.access.second_lock import acting_in_database

    try:
        while time.monotonic() < ends:
            with transaction.atomic(), acting_in_database(by):
                act = _choose(scene, by, chance)
            time.sleep(chance.random() / 20)
            if act is None:
                continue
            begun = time.perf_counter()
            try:
                with transaction.atomic(), acting_in_database(by):
                    kind, count = act()
            except ValidationError as refusal:
                with told.lock:
                    told.refused[refusal.messages[0]] += 1
            except Exception as error:  # noqa: BLE001, each is counted and none is allowed
                with told.lock:
                    told.failed.append(f"{type(error).__name__}: {error}")
            else:
                with told.lock:
                    told.took.append(time.perf_counter() - begun)
                    told.moved += count if kind == "moved" else 0
                    told.given += count if kind == "given" else 0
    finally:
        connection.close()


Act = Callable[[], tuple[str, int]]


def _choose(scene: Scene, by: Membership, chance: random.Random) -> Act | None:
    """Return what somebody would do now with one of the referrals, as they see it."""
    from fingerpost.service.casework.actions.referrals import give_to, read
    from fingerpost.service.casework.actions.worklists import give_all
    from fingerpost.service.casework.models import Referral
    from fingerpost.service.casework.states import ReferralState, Side, moves_from

    if by in scene.managers and chance.random() < 0.5:
        some = chance.sample(scene.referrals, 5)
        owed = Referral.objects.filter(pk__in=some, owner=by.agency)
        numbers = [*owed.order_by("?").values_list("pk", flat=True)]
        person = chance.choice(scene.receivers).user
        if not numbers:
            return None
        return lambda: ("given", len(give_all(numbers=numbers, person=person, by=by, at=AT)))
    one = Referral.objects.get(pk=chance.choice(scene.referrals))
    if chance.random() < 0.1:
        return lambda: (
            "given",
            1 if give_to(referral=one, person=by.user, by=by, at=AT) else 0,
        )
    is_sender = by.agency_id == one.sender_id
    if is_sender and chance.random() < 0.3:
        return lambda: ("read", 1 if read(referral=one, by=by, at=AT) else 0)
    moves = [
        move
        for move in moves_from(
            ReferralState(one.state), Side.SENDER if is_sender else Side.RECEIVER
        )
        if move.after
        not in (ReferralState.WITHDRAWN, ReferralState.CLOSED, ReferralState.LAPSED)
        or chance.random() < 0.002
    ]
    if not moves:
        return None
    return _moving(scene, one, chance.choice(moves).after, by, chance)


def _moving(
    scene: Scene, one: Referral, after: str, by: Membership, chance: random.Random
) -> Act | None:
    """Return the action that makes one move, with what it needs."""
    from fingerpost.service.casework.actions import referrals as acting
    from fingerpost.service.casework.reasons import (
        Channel,
        DeclineReason,
        EndReason,
        LateReason,
        MoreNeeded,
        Outcome,
    )
    from fingerpost.service.casework.states import ReferralState as S

    said: dict[str, object] = {
        "referral": one,
        "by": by,
        "at": AT,
        "late_reason": LateReason.STAFF,
    }
    met = (one.appointment_at or AT) + HOUR

    def changed(*leave: str, **more: object) -> dict[str, object]:
        return {**{name: value for name, value in said.items() if name not in leave}, **more}

    actions: dict[str, tuple[Callable[..., object], dict[str, object]]] = {
        S.RECEIVED: (acting.take_in, said)
        if one.state == S.SENT
        else (acting.answer, changed(words="It is 12 High Street."))
        if one.state == S.MORE_NEEDED
        else (acting.take_up_again, changed("late_reason")),
        S.ACCEPTED: (acting.accept, said),
        S.DECLINED: (acting.decline, changed(reason=DeclineReason.FULL)),
        S.MORE_NEEDED: (acting.ask_for_more, changed(question=MoreNeeded.CONTACT)),
        S.CONTACT_TRIED: (acting.try_contact, changed(channel=Channel.PHONE)),
        S.APPOINTED: (
            acting.offer_appointment,
            changed(slot=chance.choice(scene.slots), reason="person"),
        ),
        S.ATTENDED: (acting.attended, changed(at=met)),
        S.MISSED: (acting.missed, changed(at=met)),
        S.ENGAGED: (acting.correct_outcome, changed("late_reason"))
        if one.state == S.OUTCOME
        else (acting.engage, said),
        S.OUTCOME: (acting.return_outcome, changed(outcome=Outcome.STARTED)),
        S.CLOSED: (acting.close, changed("late_reason")),
        S.LAPSED: (acting.lapse, changed(reason=EndReason.NO_CONTACT)),
        S.WITHDRAWN: (acting.withdraw, changed("late_reason", reason=EndReason.PERSON)),
    }
    if after not in actions:  # sent elsewhere: another service would have to stand there
        return None
    action, given = actions[after]
    return lambda: ("moved", 1 if action(**given) else 0)
