"""Two support plans of four agencies, a meeting over them, and a month of a group's sessions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from fingerpost.service.access import audit
from fingerpost.service.access.demo_people import AGENCIES
from fingerpost.service.access.models import AgencyKind as K
from fingerpost.service.access.models import EventKind, Membership
from fingerpost.service.casework.actions import (
    employment,
    plan_meetings,
    plan_work,
    plans,
    volunteering,
)
from fingerpost.service.casework.models import (
    Consent,
    ConsentAgency,
    HowGiven,
    KitResult,
    Person,
    SessionKind,
    SupportPlan,
)
from fingerpost.service.casework.outcome_scales import all_scales
from fingerpost.service.casework.plan_parts import ActionKind, GoalState, NotDone, Part

FIRST = "FRS-3001"  # if it is there, the demo is made
SHARED = (K.HOUSING, K.EMPLOYMENT, K.CHARITY)


@transaction.atomic
def make(*, at: datetime) -> None:
    """Make them, dated before `at`; nothing if they are there."""
    if Person.objects.filter(local_number=FIRST).exists():
        return
    first = _first_plan(at)
    second = _second_plan(at)
    _somebody("FRS-3003", "Tara", "Winslow", date(1990, 8, 21), at - timedelta(days=3))
    _meeting(first, second, at)
    _group(at)


def _worker(kind: K, role: str = "worker") -> Membership:
    held = Membership.objects.select_related("user", "agency")
    return held.get(agency__name=AGENCIES[kind], role=role, ended_at=None)


def _somebody(number: str, given: str, family: str, born_on: date, at: datetime) -> Person:
    """Return a new person of the treatment service."""
    by = _worker(K.TREATMENT)
    person = Person.objects.create(
        agency=by.agency,
        local_number=number,
        given_name=given,
        family_name=family,
        born_on=born_on,
        made_at=at,
        made_by=by.user,
        changed_at=at,
    )
    audit.record(EventKind.PERSON_KEPT, at=at, by=by, target_type="person", target=person.pk)
    return person


def _agreed(person: Person, kinds: tuple[K, ...], at: datetime) -> Consent:
    """Return what a person agreed to: that these agencies are told of the plan."""
    by = _worker(K.TREATMENT)
    on = timezone.localdate(at)
    consent = Consent.objects.create(
        person=person,
        agency=by.agency,
        items=["plan", "plan_health"],
        words="We work on one plan with you. The agencies that you name see their parts of it. You can say "
        "no to any of them at any time, and from then on it sees nothing more.",
        given_on=on,
        until=on + timedelta(days=365),
        how=HowGiven.SPOKEN,
        taken_by=by.user,
        made_at=at,
    )
    for kind in kinds:
        agency = _worker(kind).agency
        ConsentAgency.objects.create(consent=consent, agency=agency, taker=by.agency)
    audit.record(
        EventKind.CONSENT_TAKEN, at=at, by=by, target_type="consent", target=consent.pk
    )
    return consent


def _open(person: Person, kinds: tuple[K, ...], review_on: date, at: datetime) -> SupportPlan:
    by = _worker(K.TREATMENT)
    consent = _agreed(person, kinds, at)
    plan = plans.open_plan(person=person, review_on=review_on, consent=consent, by=by, at=at)
    for kind in kinds:
        there = _worker(kind)
        plans.invite(plan=plan, agency=there.agency, with_health=kind is K.NHS, by=by, at=at)
        plans.name_worker(plan=plan, worker=there.user, by=there, at=at)
    return plan


def _first_plan(at: datetime) -> SupportPlan:
    """Make a plan that has come far: a room, a job at its check of 13 weeks, one goal reached."""
    by, work = _worker(K.TREATMENT), _worker(K.EMPLOYMENT)
    begun, today = at - timedelta(days=150), timezone.localdate(at)
    person = _somebody(FIRST, "Joanne", "Mercer", date(1984, 2, 9), begun)
    plan = _open(person, (*SHARED, K.PROBATION), today - timedelta(days=60), begun)

    def goal(part: Part, words: str, ago: int = 150) -> Any:
        when = at - timedelta(days=ago)
        return plan_work.add_goal(plan=plan, part=part, words=words, by=by, at=when)

    home = goal(Part.HOUSING, "My own front door, and nobody I have to watch")
    goal(Part.EMPLOYMENT, "Work with my hands again, like at the nursery")
    goal(Part.FAMILY, "See Mia every other Sunday")
    goal(Part.TREATMENT, "Stay on the script and off everything else")
    for ago, life, days in ((148, (2, 1, 3), 24), (90, (4, 2, 3), 9), (30, (8, 6, None), 2)):
        when = at - timedelta(days=ago)
        on = timezone.localdate(when)
        values = dict(zip(("housing", "employment", "family"), life, strict=True))
        said: dict[str, Any] = {"plan": plan, "on": on, "by": by, "at": when}
        plan_work.take_readings(**said, scale=all_scales()["life"], values=values)
        plan_work.take_readings(**said, scale=all_scales()["top"], values={"opiate_days": days})
    _did(plan, K.HOUSING, ActionKind.APPLY, "Joanne wants the north side", at, 145, 120)
    _did(
        plan, K.CHARITY, ActionKind.IDENTITY, "Birth certificate is with her aunt", at, 145, 130
    )
    plan_work.settle_goal(goal=home, state=GoalState.REACHED, by=by, at=at - timedelta(days=58))
    began = at - timedelta(days=95)
    support = employment.begin(plan=plan, by=work, at=at - timedelta(days=140))
    employment.profile_made(
        support=support, on=today - timedelta(days=135), by=work, at=at - timedelta(days=135)
    )
    employment.search_begun(
        support=support, on=today - timedelta(days=130), by=work, at=at - timedelta(days=130)
    )
    employment.job_started(
        support=support,
        on=timezone.localdate(began),
        is_open_market=True,
        hours=16,
        by=work,
        at=began,
    )
    plan_work.review(
        plan=plan,
        on=today - timedelta(days=60),
        next_on=today + timedelta(days=4),
        took_part=[_worker(kind).agency for kind in (K.TREATMENT, K.HOUSING, K.EMPLOYMENT)],
        person_took_part=True,
        words="She has the flat and begins at the garden centre. Money is tight until the first pay.",
        health_words="Stable dose. Says that sleep is better.",
        by=by,
        at=at - timedelta(days=60),
    )
    _do(plan, K.EMPLOYMENT, ActionKind.IN_WORK, "Meet at the garden centre", at, 20, 3)
    _do(plan, K.CHARITY, ActionKind.CONTACT, "Go along to the first Sunday", at, 20, -2)
    _do(
        plan,
        K.TREATMENT,
        ActionKind.MEDICINE,
        "Evening pick-up, since she works days",
        at,
        9,
        5,
    )
    _do(plan, K.PROBATION, ActionKind.SUPERVISION, "", at, 9, 6)
    return plan


def _second_plan(at: datetime) -> SupportPlan:
    """Make a plan that has just begun, with the hospital in it."""
    by, begun, today = _worker(K.TREATMENT), at - timedelta(days=20), timezone.localdate(at)
    person = _somebody("FRS-3002", "Errol", "Hastings", date(1971, 12, 3), begun)
    kinds = (K.HOUSING, K.CHARITY, K.NHS)
    plan = _open(person, kinds, today + timedelta(days=24), begun)
    for part, words in (
        (Part.HEALTH, "My leg looked at by somebody who does not lecture me"),
        (Part.HOUSING, "Somewhere warm before Christmas"),
        (Part.MONEY, "My benefit paid to me and not to my cousin"),
    ):
        plan_work.add_goal(plan=plan, part=part, words=words, by=by, at=begun)
    one = _do(
        plan, K.HOUSING, ActionKind.TONIGHT, "A room, he will not go to the hostel", at, 19, -15
    )
    plan_work.action_not_done(
        action=one,
        reason=NotDone.NO_PLACE,
        words="On the list for the winter beds",
        by=_worker(K.HOUSING),
        at=at - timedelta(days=15),
    )
    _do(plan, K.HOUSING, ActionKind.APPLY, "Priority form", at, 14, 2)
    _do(plan, K.NHS, ActionKind.SURGERY, "Wound clinic on Thursdays", at, 14, 1)
    _do(plan, K.CHARITY, ActionKind.BANK, "", at, 14, 9)
    return plan


def _do(
    plan: SupportPlan, kind: K, what: ActionKind, words: str, at: datetime, ago: int, due: int
) -> Any:
    """Add an action so many days ago, due so many days from now."""
    there, by = _worker(kind), _worker(K.TREATMENT)
    when = at - timedelta(days=ago)
    action = plan_work.add_action(
        plan=plan,
        kind=what,
        agency=there.agency,
        due_on=timezone.localdate(at) + timedelta(days=due),
        words=words,
        by=by,
        at=when,
    )
    return plan_work.give_action(action=action, person=there.user, by=there, at=when)


def _did(
    plan: SupportPlan, kind: K, what: ActionKind, words: str, at: datetime, ago: int, done: int
) -> None:
    """Add an action so many days ago, done so many days ago."""
    action = _do(plan, kind, what, words, at, ago, -done)
    plan_work.action_done(action=action, by=_worker(kind), at=at - timedelta(days=done))


def _meeting(first: SupportPlan, second: SupportPlan, at: datetime) -> None:
    by = _worker(K.TREATMENT)
    plan_meetings.call(
        starts_at=at.replace(minute=0, second=0, microsecond=0) + timedelta(days=2),
        place="Harrowmere Town Hall, room 4",
        agencies=[_worker(kind).agency for kind in (*SHARED, K.NHS, K.PROBATION)],
        plans=[first, second],
        by=by,
        at=at - timedelta(days=5),
    )


def _group(at: datetime) -> None:
    """Make a month of a group: its sessions, kits, hours, supervision and own words."""
    volunteer = _worker(K.CHARITY, "volunteer")
    lead = _worker(K.CHARITY, "manager")
    evening = at.replace(hour=19, minute=0, second=0, microsecond=0)
    for week, came in ((4, 11), (3, 9), (2, 14), (1, 12)):
        held = evening - timedelta(days=7 * week)
        volunteering.plan_session(
            kind=SessionKind.MUTUAL_AID,
            starts_at=held,
            place="St Anne’s hall, Harrowmere",
            came=came,
            by=volunteer,
            at=held + timedelta(hours=2),
        )
        volunteering.log_hours(
            on=timezone.localdate(held),
            minutes=150,
            doing=SessionKind.MUTUAL_AID,
            by=volunteer,
            at=held + timedelta(hours=3),
        )
    volunteering.plan_session(
        kind=SessionKind.DROP_IN,
        starts_at=evening - timedelta(days=2),
        place="The Quay café, Harrowmere",
        by=volunteer,
        at=at - timedelta(days=4),
    )
    today = timezone.localdate(at)
    for ago, given, used, result in (
        (25, 4, 0, ""),
        (12, 3, 0, ""),
        (6, 0, 1, KitResult.HOSPITAL),
    ):
        volunteering.log_kits(
            on=today - timedelta(days=ago),
            area="Harrowmere",
            batch="NX-4471",
            expires_on=today + timedelta(days=400),
            given=given,
            used=used,
            result=result,
            by=volunteer,
            at=at - timedelta(days=ago),
        )
    supervision = volunteering.supervise(
        volunteer=volunteer.user, every_weeks=6, by=lead, at=at - timedelta(days=70)
    )
    volunteering.note_supervision(
        supervision=supervision,
        on=today - timedelta(days=38),
        words="Tired after the call-out in October. One evening less until the new year.",
        by=lead,
        at=at - timedelta(days=38),
    )
    volunteering.keep_words(
        words="A year ago I could not sit in a room with people. On Friday I made the tea for fourteen.",
        agreed=True,
        may_be_quoted=True,
        by=volunteer,
        at=at - timedelta(days=5),
    )
