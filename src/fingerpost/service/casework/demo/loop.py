"""Services and referrals of a demo: one in every state, some late, some with news. Nobody is real."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from fingerpost.service.access.models import AgencyKind as K
from fingerpost.service.casework import ways
from fingerpost.service.casework.actions import (
    chasing,
    details,
    lists,
    referrals,
    self_referrals,
    services,
)
from fingerpost.service.casework.demo import cast
from fingerpost.service.casework.models import Referral, ReferralList, Service
from fingerpost.service.casework.reasons import (
    Channel,
    DeclineReason,
    EndReason,
    LateReason,
    MoreNeeded,
    Need,
    Origin,
    Outcome,
    Urgency,
)
from fingerpost.service.casework.states import ReferralState, Side

ADULTS, HOMES, WORK, PEERS = "Adult drug service", "A home first", "Into work", "Peers"
CLINIC = "Liver and hepatitis clinic"


@dataclass(frozen=True)
class DemoService:
    """A service of the demo."""

    kind: K
    name: str
    what: str
    needs: tuple[Need, ...]
    wait_days: int
    places: int
    takes_self_referral: bool = False
    areas: str = ""
    has_times: bool = False


SERVICES = (
    DemoService(
        K.TREATMENT,
        ADULTS,
        "Help with heroin, crack and other drugs: a worker of your own, a prescription if you want one, "
        "and naloxone.",
        (Need.DRUGS, Need.ALCOHOL),
        6,
        420,
        takes_self_referral=True,
        has_times=True,
    ),
    DemoService(
        K.HOUSING,
        HOMES,
        "A room of one’s own, and somebody who helps to keep it.",
        (Need.HOUSING,),
        21,
        24,
        areas="Aldenwold and Harrowmere",
    ),
    DemoService(
        K.EMPLOYMENT,
        WORK,
        "A job that fits, searched for together, and support once it has begun.",
        (Need.WORK, Need.MONEY),
        9,
        60,
    ),
    DemoService(
        K.CHARITY,
        PEERS,
        "People who have been there, at a table, every day but Sunday.",
        (Need.PEERS, Need.DRUGS),
        1,
        80,
        takes_self_referral=True,
        has_times=True,
    ),
    DemoService(
        K.NHS,
        CLINIC,
        "Tests and treatment for hepatitis, without a letter from a doctor.",
        (Need.BODY,),
        14,
        40,
    ),
)


@dataclass(frozen=True)
class Then:
    """What somebody did so many days ago."""

    days: int
    act: Callable[..., Any]
    said: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """A referral: of whom, by which agency to which service, so many days ago, and what came after.

    `days` of 0 is a draft.
    """

    name: str
    born_on: date
    sender: K
    service: str
    days: int
    why: str
    origin: Origin
    then: tuple[Then, ...] = ()
    urgency: Urgency = Urgency.ROUTINE
    companion: str = ""
    is_listed: bool = False


def _accepted(days: int) -> tuple[Then, ...]:
    return (Then(days, referrals.take_in), Then(days - 1, referrals.accept))


def _met(days: int, meets: int) -> tuple[Then, ...]:
    """Offer an appointment for so many days ago, or to come (less than 0)."""
    return (
        Then(
            days,
            referrals.offer_appointment,
            {"meets": meets, "place": "12 High Street, Aldenwold"},
        ),
    )


READ_AFTER = 5  # days: what is older the sender has read
R = referrals
CASES: tuple[Case, ...] = (
    Case("Ada Finch", date(1991, 3, 4), K.POLICE, ADULTS, 1, "Asked for help with crack.",
         Origin.CUSTODY, is_listed=True),
    Case("Ben Crowe", date(1984, 7, 12), K.POLICE, ADULTS, 1, "Asked for help with heroin.",
         Origin.CUSTODY, is_listed=True),
    Case("Cal Marsh", date(1979, 1, 30), K.POLICE, ADULTS, 12,
         "Came to the desk twice and asked for help.", Origin.CUSTODY),
    Case("Dee Hurst", date(1988, 11, 2), K.POLICE, ADULTS, 24, "Wants to stop using heroin.",
         Origin.CUSTODY,
         (*_accepted(23), Then(21, R.try_contact, {"channel": Channel.PHONE}), *_met(20, 16),
          Then(15, R.attended), Then(2, R.engage)), Urgency.SOON),
    Case("Eli Rowan", date(1995, 5, 19), K.POLICE, ADULTS, 5, "Wants help with ketamine.",
         Origin.STREET,
         (Then(4, R.take_in),
          Then(1, R.decline, {"reason": DeclineReason.AREA, "instead": (PEERS,)}))),
    Case("Fay Lock", date(1982, 9, 8), K.POLICE, ADULTS, 16, "Wants somebody to talk to.",
         Origin.CUSTODY,
         (Then(15, R.take_in),
          Then(13, R.decline, {"reason": DeclineReason.NOT_OURS, "instead": (PEERS,)}),
          Then(12, R.redirect, {"to": PEERS}))),
    Case("Gus Teal", date(1976, 2, 21), K.PRISON, ADULTS, 6, "Released on Friday; on a script.",
         Origin.PRISON,
         (Then(5, R.take_in), Then(1, R.ask_for_more, {"question": MoreNeeded.DATES})),
         Urgency.SOON),
    Case("Hal Birch", date(1990, 12, 3), K.PRISON, HOMES, 7, "Nowhere to go on the day of release.",
         Origin.PRISON, (*_accepted(6), *_met(3, -2))),
    Case("Ivy Stone", date(1986, 6, 25), K.PROBATION, ADULTS, 31, "Wants to begin before court.",
         Origin.COURT,
         (*_accepted(30), *_met(28, 24), Then(23, R.attended), Then(14, R.engage),
          Then(3, R.return_outcome, {"outcome": Outcome.STARTED}))),
    Case("Jed Moss", date(1993, 4, 17), K.PROBATION, ADULTS, 40, "Asked at the first meeting.",
         Origin.COURT,
         (*_accepted(39), *_met(37, 34), Then(33, R.attended), Then(30, R.engage),
          Then(9, R.return_outcome, {"outcome": Outcome.COMPLETED}), Then(7, R.close))),
    Case("Kit Sand", date(1998, 8, 9), K.TREATMENT, HOMES, 10, "Sleeps in a car.",
         Origin.COMMUNITY, (*_accepted(9), *_met(6, 3), Then(2, R.missed)), companion="Dean"),
    Case("Lou Heath", date(1980, 10, 28), K.TREATMENT, WORK, 26, "Was a joiner, and wants to be again.",
         Origin.COMMUNITY,
         (*_accepted(25), Then(22, R.try_contact, {"channel": Channel.PHONE}),
          Then(18, R.try_contact, {"channel": Channel.LETTER}),
          Then(8, R.lapse, {"reason": EndReason.NO_CONTACT}))),
    Case("Meg Alder", date(1992, 1, 14), K.TREATMENT, PEERS, 0, "Would like company in the evenings.",
         Origin.COMMUNITY, companion="Dean"),
    Case("Ned Fell", date(1974, 3, 31), K.HOUSING, ADULTS, 13, "Asked for help after a fall.",
         Origin.COMMUNITY,
         (*_accepted(12), Then(4, R.withdraw, {"reason": EndReason.PERSON}))),
    Case("Ola Wren", date(1987, 7, 1), K.POLICE, ADULTS, 4, "Wants help before it gets worse.",
         Origin.STREET, _accepted(3)),
    Case("Pip Gale", date(1996, 9, 13), K.PROBATION, ADULTS, 3, "Asked for a worker of her own.",
         Origin.COURT, (Then(2, R.take_in),)),
    Case("Ray Dell", date(1969, 5, 6), K.CHARITY, ADULTS, 8, "Drinks and uses, and is tired of it.",
         Origin.OUTREACH,
         (*_accepted(7), Then(2, R.try_contact, {"channel": Channel.WORKER}))),
    Case("Sal Holm", date(1990, 2, 2), K.CHARITY, ADULTS, 14, "Ready to begin.",
         Origin.OUTREACH, (*_accepted(13), *_met(11, 6), Then(5, R.attended))),
)  # fmt: skip
SENDERS = (R.withdraw, R.close, R.redirect, R.answer)


@transaction.atomic
def make(*, at: datetime) -> None:
    """Make services, their times, and the referrals with what became of them."""
    if Service.objects.filter(name=ADULTS).exists():
        return
    known = {one.name: _service(one, at) for one in SERVICES}
    kinds = {one.name: one.kind for one in SERVICES}
    listed = lists.make(
        title="Custody, yesterday morning",
        on=timezone.localdate(at) - timedelta(days=1),
        by=cast.member(K.POLICE),
        at=cast.then(at, 1, 8),
    )
    for case in CASES:
        in_list = listed if case.is_listed else None
        one = _begin(case, known, kinds, at, in_list=in_list)
        for step in sorted(case.then, key=lambda step: -step.days):
            one = _take(one, case, step, known, kinds, at)
    _tell_in_own_words(at)
    _ask_oneself(known[ADULTS], at)
    _run_the_clock(at)


def _service(said: DemoService, at: datetime) -> Service:
    by, then = cast.member(said.kind, "manager"), cast.then(at, 45)
    made = services.keep(
        name=said.name,
        what=said.what,
        needs=said.needs,
        areas=said.areas,
        wait_days=said.wait_days,
        places=said.places,
        takes_self_referral=said.takes_self_referral,
        manager=by.user,
        by=by,
        at=then,
    )
    if said.has_times:
        today = timezone.localdate(at)
        services.add_slots(
            service=made,
            begins_on=today + timedelta(days=1),
            ends_on=today + timedelta(days=21),
            weekdays=(0, 2, 4),
            times=(time(9, 30), time(14)),
            place="12 High Street, Aldenwold",
            seats=1,
            by=by,
            at=cast.then(at, 1),
        )
    return made


def _begin(
    case: Case,
    known: dict[str, Service],
    kinds: dict[str, K],
    at: datetime,
    *,
    in_list: ReferralList | None,
) -> Referral:
    """Write the person down, ask them where that is needed, draft, and send unless it stays a draft."""
    by, then = cast.member(case.sender), cast.then(at, case.days or 1, 9)
    service = known[case.service]
    person = cast.person(case.name, case.born_on, by=by, at=then)
    to = kinds[case.service]
    way = ways.ways(by.agency, on=timezone.localdate(then))
    if way.get(service.agency_id) is ways.Way.ASK:
        cast.consent(person, to, by=by, at=then)
    footing = ways.footing(person, service, on=timezone.localdate(then))
    drafted = referrals.draft(
        person=person,
        service=service,
        why=case.why,
        origin=case.origin,
        needs=[Need(one) for one in service.needs[:1]],
        urgency=case.urgency,
        companion=case.companion,
        basis=footing.basis,
        consent=footing.consent,
        in_list=in_list,
        by=by,
        at=then,
    )
    return referrals.send(referral=drafted, by=by, at=then) if case.days else drafted


def _take(
    one: Referral,
    case: Case,
    step: Then,
    known: dict[str, Service],
    kinds: dict[str, K],
    at: datetime,
) -> Referral:
    """Take a step in the name of who would; a late one says that nobody was free."""
    is_senders = step.act in SENDERS
    by = cast.member(case.sender if is_senders else kinds[case.service])
    then, said = cast.then(at, step.days), dict(step.said)
    if "meets" in said:
        said["starts_at"] = cast.then(at, said.pop("meets"))
    if "instead" in said:
        said["alternatives"] = [known[name] for name in said.pop("instead")]
    if "to" in said:
        said["service"] = known[said.pop("to")]
    side = Side.SENDER if is_senders else Side.RECEIVER
    if referrals.late_reason_is_due(one, ReferralState.RECEIVED, side=side, at=then):
        said["late_reason"] = LateReason.STAFF
    if step.act in (referrals.withdraw, referrals.close):
        said.pop("late_reason", None)
    step.act(referral=one, **said, by=by, at=then)
    one.refresh_from_db()
    if one.is_news_to_sender and step.days > READ_AFTER:
        one = referrals.read(referral=one, by=cast.member(case.sender), at=then)
    return one


def _tell_in_own_words(at: datetime) -> None:
    one = Referral.objects.get(sheet__name="Kit Sand")
    details.write(
        referral=one,
        words="Sleeps in the blue van behind the station. Best met before nine.",
        is_shared=True,
        by=cast.member(K.TREATMENT),
        at=cast.then(at, 4),
    )


def _ask_oneself(service: Service, at: datetime) -> None:
    self_referrals.ask(
        service=service,
        name="Jo",
        phone="01632 960188",
        safe_contact="After five. Ask for Jo.",
        why="I would like to talk to somebody about cocaine.",
        needs=[Need.DRUGS],
        agreed=True,
        at=cast.then(at, 1, 8),
    )


def _run_the_clock(at: datetime) -> None:
    """Chase as the clock would have on each of the last mornings."""
    for days in range(READ_AFTER * 2, 0, -1):
        morning = cast.then(at, days, 6)
        for act in (chasing.tell_sender, chasing.escalate, chasing.remind):
            for one in Referral.objects.filter(owner__isnull=False, since__lt=morning):
                act(referral=one, at=morning)
