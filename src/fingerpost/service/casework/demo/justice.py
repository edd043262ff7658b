"""Diversions, a drug test and an order of a demo; and a year of people, so that fairness can be read.

What is open is made through the actions, by the demo's people. The year before is written at once: it
stands only to be counted.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import cycle, islice

from django.db import transaction
from django.utils import timezone

from fingerpost.service.access import audit
from fingerpost.service.access.demo_people import AGENCIES
from fingerpost.service.access.models import AgencyKind, EventKind, Membership
from fingerpost.service.casework.actions import (
    diversions,
    drug_orders,
    drug_tests,
    fairness_tables,
    referrals,
)
from fingerpost.service.casework.diversion_rules import Activity, Encounter, Rulebook, stated
from fingerpost.service.casework.diversion_states import DiversionState as S
from fingerpost.service.casework.eligibility import Known, decide, months_before
from fingerpost.service.casework.models import (
    Diversion,
    DiversionStep,
    DrugTestResult,
    EligibilityCheck,
    MonthOfOutcomes,
    Person,
    Service,
    Slot,
    Substance,
    Terms,
    WhyTested,
)
from fingerpost.service.casework.reasons import Need, Outcome
from fingerpost.service.casework.working_days import working_days_after

SAID = {
    "admits": None,
    "harmed": False,
    "supplies": False,
    "on_order": False,
    "elsewhere": False,
    "understands": True,
}
NAMES = ("Kieran Dale", "Mollie Frost", "Tariq Aziz", "Shona Wells", "Lewis Grant", "Amy Hobbs")
# By how many of sixty of a group each state was reached: made up, and offered less to one group.
YEAR = (
    ("white", "male", (54, 42, 27)),
    ("white", "female", (52, 40, 30)),
    ("black", "male", (33, 24, 14)),
    ("asian", "male", (48, 35, 21)),
)
GROUP = 60
PEOPLE_A_MONTH = 40


@transaction.atomic
def make(*, at: datetime) -> None:
    """Make them, unless there are some."""
    if Diversion.objects.exists():
        return
    officer, tutor = _member(AgencyKind.POLICE), _member(AgencyKind.CHARITY)
    course = _service(
        tutor,
        "Drug awareness course",
        "Three hours in a small group, for people found with drugs for their own use.",
        at=at,
    )
    waiting, not_eligible, unclear, booked, done, missed = _people(officer, NAMES, at)
    _check(waiting, officer, at=at - timedelta(hours=2))
    _check(not_eligible, officer, at=at - timedelta(days=1), offence="92A")
    _check(unclear, officer, at=at - timedelta(hours=5), said={**SAID, "elsewhere": None})
    _book(booked, officer, _slot(course, at + timedelta(days=4)), at=at - timedelta(days=1))
    past = _slot(course, at - timedelta(days=6))
    then, after = at - timedelta(days=13), past.starts_at + timedelta(hours=3)
    one = _book(done, officer, past, at=then)
    assert one.referral is not None
    referral = referrals.attended(referral=one.referral, by=tutor, at=after)
    referrals.return_outcome(referral=referral, outcome=Outcome.COMPLETED, by=tutor, at=after)
    diversions.propose_outcome(diversion=one, at=after)
    one = _book(missed, officer, past, at=then)
    assert one.referral is not None
    referrals.missed(referral=one.referral, by=tutor, at=after)
    _test_and_order(officer, at)
    _year(officer, at)
    fairness_tables.make(agency=officer.agency, at=at)


def _test_and_order(officer: Membership, at: datetime) -> None:
    worker, probation = _member(AgencyKind.TREATMENT), _member(AgencyKind.PROBATION)
    service = _service(
        worker,
        "Assessment by a drug worker",
        "An hour with a drug worker, as the law or a court requires it.",
        at=at,
    )
    (tested,) = _people(officer, ("Jade Moody",), at)
    test = drug_tests.record(
        person=tested,
        ground=WhyTested.TRIGGER,
        result=DrugTestResult.POSITIVE,
        substances=[Substance.COCAINE],
        tested_at=at - timedelta(hours=20),
        by=officer,
        at=at - timedelta(hours=19),
    )
    soon = _slot(service, at + timedelta(days=2), seats=2)
    drug_tests.book(
        assessment=test.assessment, slot=soon, by=officer, at=at - timedelta(hours=19)
    )
    (ordered,) = _people(probation, ("Dominic Shaw",), at)
    drug_orders.make(
        person=ordered,
        court="Fenmark Magistrates’ Court",
        made_on=timezone.localdate(at) - timedelta(days=20),
        months=6,
        review_weeks=4,
        consented=True,
        slot=_slot(service, at + timedelta(days=5), seats=2),
        by=probation,
        at=at - timedelta(hours=3),
    )


def _check(person: Person, officer: Membership, *, at: datetime, **more: object) -> Diversion:
    known: dict[str, object] = {"offence": "92D", "said": SAID, **more}
    return diversions.check(
        person=person,
        scheme="drug_course",
        encounter=Encounter.STOP,
        on=timezone.localdate(at),
        by=officer,
        at=at,
        **known,  # type: ignore[arg-type]
    )


def _book(person: Person, officer: Membership, slot: Slot, *, at: datetime) -> Diversion:
    one = _check(person, officer, at=at)
    one = diversions.offer(diversion=one, terms=Terms.VOLUNTARY, by=officer, at=at)
    one = diversions.accept(diversion=one, by=officer, at=at)
    return diversions.book(diversion=one, slot=slot, by=officer, at=at)


def _member(kind: AgencyKind) -> Membership:
    held = Membership.objects.select_related("user", "agency")
    return held.get(agency__name=AGENCIES[kind], role="worker", ended_at=None)


def _service(by: Membership, name: str, what: str, *, at: datetime) -> Service:
    made = Service.objects.create(
        agency=by.agency,
        name=name,
        what=what,
        needs=[Need.DRUGS.value, Need.JUSTICE.value],
        is_course=True,
    )
    for days in (3, 7, 11, 14):
        _slot(made, at + timedelta(days=days))
    audit.record(EventKind.SERVICE_OFFERED, at=at, by=by, target_type="service", target=made.pk)
    return made


def _slot(service: Service, about: datetime, seats: int = 8) -> Slot:
    """Return a time at two in the afternoon of the working day from a time on."""
    day = working_days_after(timezone.localdate(about), 0)
    return Slot.objects.get_or_create(
        service=service,
        starts_at=timezone.make_aware(datetime.combine(day, time(14))),
        place="The Saltmarsh Centre, 3 Quay Street",
        defaults={"seats": seats},
    )[0]


def _people(by: Membership, names: tuple[str, ...], at: datetime) -> list[Person]:
    made = []
    for number, name in enumerate(names):
        given, family = name.split()
        made.append(
            Person.objects.create(
                agency=by.agency,
                given_name=given,
                family_name=family,
                born_on=date(1985 + 3 * number, 2 + number, 11),
                made_at=at,
                changed_at=at,
                made_by=by.user,
            )
        )
        audit.record(
            EventKind.PERSON_KEPT, at=at, by=by, target_type="person", target=made[-1].pk
        )
    return made


def _year(officer: Membership, at: datetime) -> None:
    """Write down a year of people who were eligible, and the outcomes of two years of months."""
    ends = fairness_tables.quarter_begins(timezone.localdate(at))
    begins = datetime.combine(months_before(ends, 11), time(12), at.tzinfo)
    said = {"agency": officer.agency, "made_by": officer.user}
    people: list[Person] = []
    reached: list[tuple[datetime, int]] = []
    for ethnicity, sex, counts in YEAR:
        for number in range(GROUP):
            made_at = begins + timedelta(days=5 * (number * 37 % GROUP))
            person = Person(
                given_name="Counted",
                family_name=f"Person {len(people) + 1}",
                born_on=date(1972 + number * 13 % 35, 6, 1),
                sex=sex,
                ethnicity=ethnicity,
                made_at=made_at,
                changed_at=made_at,
                **said,
            )
            people.append(person)
            reached.append((made_at, sum(number < one for one in counts)))
    Person.objects.bulk_create(people)
    found = Diversion.objects.bulk_create(
        [_counted(person, officer, *one) for person, one in zip(people, reached, strict=True)]
    )
    DiversionStep.objects.bulk_create(
        [
            DiversionStep(
                diversion=one,
                agency=officer.agency,
                after=after,
                at=made_at,
                actor=officer.agency,
                person=officer.user,
                reason=one.reason if after == one.state else "",
            )
            for one, (made_at, far) in zip(found, reached, strict=True)
            for after in _way(far)
        ]
    )
    book = stated()
    EligibilityCheck.objects.bulk_create(
        [
            _checked(one, made_at, officer, book)
            for one, (made_at, _) in zip(found, reached, strict=True)
        ]
    )
    first, month = months_before(ends, 24), months_before(ends, 24)
    for extra in islice(cycle((0, 3, -2, 5, 1)), 24):
        before = month < months_before(ends, 11)
        MonthOfOutcomes.objects.create(
            agency=officer.agency,
            month=month,
            closed=PEOPLE_A_MONTH + extra + (0 if before else 6),
            no_action=(22 if before else 13) + extra,
            at=at,
            person=officer.user,
        )
        month = months_before(month, -1)
    audit.record(
        EventKind.CASES_EXPORTED,
        at=at,
        by=officer,
        target_type="months_of_outcomes",
        target=f"{first:%Y-%m}",
    )


def _checked(
    one: Diversion, made_at: datetime, officer: Membership, book: Rulebook
) -> EligibilityCheck:
    on = timezone.localdate(made_at)
    known = Known(on, "92D", Encounter.STOP.value, one.person.born_on, (), SAID)
    decision = decide(book.schemes["drug_course"], known, book)
    return EligibilityCheck(
        diversion=one,
        agency=officer.agency,
        scheme="drug_course",
        rules_version=book.version,
        encounter=known.encounter,
        on=on,
        offence=known.offence,
        facts=SAID,
        results=[each.as_json() for each in decision.results],
        answer=decision.answer,
        at=made_at,
        person=officer.user,
    )


def _way(far: int) -> tuple[S, ...]:
    """Return the states of somebody who came so far, all on one day."""
    if far == 0:
        return (S.ELIGIBLE, S.NOT_OFFERED)
    if far == 1:
        return (S.ELIGIBLE, S.OFFERED, S.REFUSED)
    last = (S.COMPLIED, S.RECORDED) if far > 2 else (S.BREACHED, S.RECORDED)
    return (S.ELIGIBLE, S.OFFERED, S.ACCEPTED, *last)


def _counted(person: Person, officer: Membership, made_at: datetime, far: int) -> Diversion:
    way = _way(far)
    return Diversion(
        agency=officer.agency,
        person=person,
        activity=Activity.COURSE,
        officer=officer.user,
        state=way[-1],
        reason={S.NOT_OFFERED: "released", S.REFUSED: "no_need"}.get(way[-1], ""),
        since=made_at,
        made_at=made_at,
        over_at=made_at,
        offered_at=made_at if far else None,
        accepted_at=made_at if far > 1 else None,
        complied_at=made_at if far > 2 else None,
    )
