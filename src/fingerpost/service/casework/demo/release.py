"""Releases of a demo: one today, some in the days ahead, clocks that run and stopped, and a queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from fingerpost.service.access.demo_people import AGENCIES
from fingerpost.service.access.models import Agency, Membership
from fingerpost.service.access.models import AgencyKind as K
from fingerpost.service.casework.actions import (
    referrals,
    release_files,
    release_following,
    release_items,
    releases,
    transfers,
)
from fingerpost.service.casework.models import Person, PrisonRelease, Service
from fingerpost.service.casework.reasons import Need
from fingerpost.service.casework.release_clock import closing
from fingerpost.service.casework.release_reasons import (
    DayReason,
    NotDone,
    ReleaseKind,
    TransferReason,
    TreatmentNeed,
)

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Leaver:
    """Somebody made up who leaves prison: on which day from now, and how far it has come.

    `done` are the needs that are done; `came` is the day of the clock on which they came to treatment.
    """

    number: str
    given_name: str
    family_name: str
    born_on: date
    day: int
    is_transferred: bool = True
    done: tuple[str, ...] = ()
    came: int | None = None
    moved_by: int = 0


LEAVERS = (
    Leaver(
        "A3011CR", "Lee", "Hartnell", date(1984, 2, 11), 0, done=("identity", "appointment")
    ),
    Leaver("A3012CR", "Marta", "Dunmore", date(1991, 9, 30), 1, done=("identity", "benefit")),
    Leaver("A3013CR", "Kyle", "Ashdown", date(1996, 6, 5), 3, is_transferred=False),
    Leaver("A3014CR", "Dawn", "Pickering", date(1979, 12, 19), 5, moved_by=9),
    Leaver("A3015CR", "Ian", "Colbeck", date(1988, 4, 27), -9),
    Leaver("A3016CR", "Rosa", "Fenwick", date(1993, 7, 8), -12, came=6),
)
PICK_UP = "A3012CR"  # whose pick-up the charity does


@transaction.atomic
def make(*, at: datetime) -> None:
    """Make them, unless the prison has releases already."""
    prison, community = _member(K.PRISON, "worker"), _member(K.TREATMENT, "worker")
    if PrisonRelease.objects.filter(prison=prison.agency).exists():
        return
    service = _service(community)
    Person.objects.create(
        agency=community.agency,
        given_name="Iain",  # almost the same as one who leaves
        family_name="Colbeck",
        born_on=date(1988, 4, 27),
        made_at=at - 60 * DAY,
        changed_at=at - 60 * DAY,
        made_by=community.user,
    )
    for one in LEAVERS:
        _leave(one, service, prison, community, at)


def _leave(
    leaver: Leaver, service: Service, prison: Membership, community: Membership, at: datetime
) -> None:
    due_on = timezone.localdate(at) + leaver.day * DAY
    began = min(at, _morning(due_on)) - 2 * DAY
    one = release_files.enter(
        local_number=leaver.number,
        given_name=leaver.given_name,
        family_name=leaver.family_name,
        born_on=leaver.born_on,
        due_on=due_on + leaver.moved_by * DAY,
        kind=ReleaseKind.LICENCE,
        need=TreatmentNeed.YES,
        by=prison,
        at=began,
    )
    if leaver.is_transferred:
        transfers.transfer(release=one, service=service, by=prison, at=began)
        transfers.match(release=one, at=began)
    else:
        transfers.queue(releases.locked(one), TransferReason.NO_AGENCY, by=prison, at=began)
    if leaver.number == PICK_UP:
        charity = Agency.objects.get(name=AGENCIES[K.CHARITY])
        release_items.give(
            item=one.items.get(kind="pick_up"), owner=charity, by=prison, at=began
        )
    for item in one.items.filter(kind__in=leaver.done):
        release_items.done(item=item, by=prison, at=at - DAY)
    if leaver.moved_by:
        releases.change_day(
            release=one, due_on=due_on, reason=DayReason.SCHEME, by=prison, at=at - DAY
        )
    if leaver.day < 0:
        _left(one, leaver, prison, community, due_on)


def _left(
    one: PrisonRelease,
    leaver: Leaver,
    prison: Membership,
    community: Membership,
    left_on: date,
) -> None:
    """Let somebody leave on their day, and come to treatment on theirs."""
    noon = _morning(left_on) + timedelta(hours=3)
    for item in one.items.filter(state="open"):
        if item.kind == "housing":
            release_items.not_done(item=item, reason=NotDone.NO_PLACE, by=prison, at=noon)
        else:
            release_items.done(item=item, by=prison, at=noon)
    one = releases.say_released(release=one, on=left_on, by=prison, at=noon)
    assert one.referral is not None, "the demo's leavers are transferred"
    referral = referrals.take_in(
        referral=one.referral, by=community, at=noon, late_reason="waited"
    )
    referral = referrals.accept(referral=referral, by=community, at=noon)
    meets = noon + (leaver.came or 20) * DAY
    referral = referrals.offer_appointment(
        referral=referral, starts_at=meets, place="12 Ferry Street", by=community, at=noon
    )
    if leaver.came is not None:
        referrals.attended(referral=referral, by=community, at=meets + timedelta(hours=1))
        noon = meets + timedelta(hours=1)
    release_following.follow(release=one, at=noon)


def _service(community: Membership) -> Service:
    """Return the service to which treatment goes: the first that helps with drugs, or a new one."""
    known = Service.objects.filter(
        agency=community.agency, is_open=True, needs__contains=[Need.DRUGS.value]
    ).first()
    return known or Service.objects.create(
        agency=community.agency,
        name="Adult drug treatment",
        what="Help with drugs for adults: a first talk, treatment, and company on the way.",
        needs=[Need.DRUGS.value],
    )


def _member(kind: K, role: str) -> Membership:
    held = Membership.objects.select_related("user", "agency")
    return held.get(agency__name=AGENCIES[kind], role=role, ended_at=None)


def _morning(day: date) -> datetime:
    return closing(day, time(9, 0))
