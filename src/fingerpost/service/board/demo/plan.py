"""Make the plan of a demo: a version of last year, the one in force, grants with their spend, questions."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from fingerpost.service.access.models import Agency, AgencyKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board.actions import (
    action_items,
    commitments,
    grants,
    plans,
    questions,
)
from fingerpost.service.board.demo import cast
from fingerpost.service.board.demo.plan_texts import (
    CARRIED,
    FIRST,
    GRANTS,
    HOMES,
    LINES,
    NEW,
    PRIORITIES,
    QUESTIONS,
    RELEASE,
    TESTING,
    WHY_DROPPED,
    Promised,
)
from fingerpost.service.board.models import (
    ActionItem,
    Commitment,
    Decision,
    PlanVersion,
    Priority,
)
from fingerpost.service.board.plan_measures import known_measures

NOON = time(12)
FIRST_ADOPTED = 420  # days ago
SPEND_KNOWN_AFTER = timedelta(days=20)  # after the end of a month


@transaction.atomic
def make(*, at: datetime) -> None:
    """Make what the demo's board promised, unless it is there.

    The version in force was adopted on the day of the decision on which it rests: that of the demo's board
    on the delivery plan, or its earliest. Without one nothing is made, so the board's meetings come first.
    """
    if PlanVersion.objects.exists():
        return
    held = Decision.objects.exclude(status__in=plans.NO_GROUNDS).order_by("decided_on", "pk")
    past = held.filter(decided_on__lt=timezone.localdate(at))
    decision = past.filter(title__icontains="delivery plan").first() or past.first()
    if decision is None:
        return
    begun, adopted = at - timedelta(FIRST_ADOPTED), _noon(decision.decided_on)
    _first_version(begun, adopted, at)
    _version_in_force(decision, adopted, at)
    _actions(at)
    _grants(at)
    _questions(at)


def _first_version(begun: datetime, until: datetime, at: datetime) -> None:
    lead = cast.lead()
    plans.draft(
        title="Fenmark drugs delivery plan",
        starts_on=begun.date(),
        ends_on=begun.date() + timedelta(days=365),
        by=lead,
        at=begun,
    )
    for title, framework, outcome in PRIORITIES:
        plans.add_priority(title=title, framework=framework, outcome=outcome, by=lead, at=begun)
    for one in FIRST:
        _add(one, begun, at)
    plans.adopt(by=lead, at=begun)
    _report(FIRST, begun, until)


def _version_in_force(decision: Decision, adopted: datetime, at: datetime) -> None:
    lead = cast.lead()
    version = plans.draft(
        title="Fenmark drugs delivery plan, refreshed",
        starts_on=adopted.date(),
        ends_on=adopted.date() + timedelta(days=730),
        by=lead,
        at=adopted,
    )
    for was in plans.to_settle(version, plans.in_force()):
        now = CARRIED.get(was.title)
        if now is None:
            plans.drop(commitment=was, reason=WHY_DROPPED, by=lead, at=adopted)
            continue
        carried = plans.carry(
            commitment=was,
            due_on=_day(at, now.due),
            owner=cast.agency(now.owner),
            by=lead,
            at=adopted,
        )
        carried = plans.change(commitment=carried, resources=now.resources, by=lead, at=adopted)
        _measure(carried, now, adopted)
    for one in NEW:
        _add(one, adopted, at)
    plans.adopt(decision=decision, by=lead, at=adopted)
    _report((*CARRIED.values(), *NEW), adopted, at)


def _add(one: Promised, when: datetime, at: datetime) -> None:
    begins = max(_day(at, one.begins), timezone.localdate(when))
    added = plans.add_commitment(
        priority=Priority.objects.get(plan__status="draft", place=one.priority),
        title=one.title,
        owner=cast.agency(one.owner),
        starts_on=min(begins, _day(at, one.due)),
        due_on=_day(at, one.due),
        resources=one.resources,
        is_public=one.is_public,
        by=cast.lead(),
        at=when,
    )
    _measure(added, one, when)


def _measure(commitment: Commitment, one: Promised, when: datetime) -> None:
    """Choose those of the measures that the newest release has."""
    lead = cast.lead()
    known = known_measures(viewer=lead)
    plans.choose_measures(
        commitment=commitment,
        outcome=[name for name in one.outcome if name in known],
        activity=[name for name in one.activity if name in known],
        by=lead,
        at=when,
    )


def _report(promised: tuple[Promised, ...], since: datetime, until: datetime) -> None:
    """Say of each what was said, in the order of time."""
    live = {
        one.title: one
        for one in Commitment.objects.select_related("owner").filter(
            priority__plan__status="adopted", dropped_because=""
        )
    }
    words = [(said.share, one, said) for one in promised for said in one.said]
    for share, one, said in sorted(words, key=lambda each: each[0]):
        commitments.report(
            commitment=live[one.title],
            status=said.status,
            evidence=said.words,
            by=_speaker(live[one.title].owner),
            at=since + share * (until - since),
        )


def _actions(at: datetime) -> None:
    """Give actions for commitments: one done and accepted, one late, one carried over, one not done."""
    lead, chair = cast.lead(), cast.chair()

    def give(title: str, words: str, kind: AgencyKind, due: int) -> ActionItem:
        return action_items.make(
            words=words,
            owner=cast.agency(kind),
            due_on=_day(at, due),
            commitment=Commitment.objects.get(
                title=title, priority__plan__status="adopted", dropped_because=""
            ),
            by=lead,
            at=at - timedelta(days=80),
        )

    done = give(
        RELEASE, "Agree with all prisons on a weekly list of releases", AgencyKind.PRISON, -30
    )
    action_items.report_done(
        item=done,
        evidence="Letters of five governors, the last of them of 3 weeks ago",
        by=_speaker(done.owner),
        at=at - timedelta(days=24),
    )
    action_items.accept(item=done, by=chair, at=at - timedelta(days=20))
    give(TESTING, "Get the licence of the fourth custody suite", AgencyKind.POLICE, -16)
    moved = give(HOMES, "Find a second site for supported homes", AgencyKind.HOUSING, -35)
    action_items.carry_over(
        item=moved,
        due_on=_day(at, 40),
        reason="The first site that was found is not for sale any more.",
        by=lead,
        at=at - timedelta(days=33),
    )
    undone = give(
        LINES, "Second one more detective to the exploitation team", AgencyKind.POLICE, -20
    )
    action_items.give_up(
        item=undone,
        reason="No detective can be spared before the new intake in spring.",
        by=_speaker(undone.owner),
        at=at - timedelta(days=22),
    )


def _grants(at: datetime) -> None:
    commissioner, lead, today = (
        cast.member(AgencyKind.PCC, "commissioner"),
        cast.lead(),
        timezone.localdate(at),
    )
    begins = date(today.year if today.month >= 4 else today.year - 1, 4, 1)
    ends = date(begins.year + 1, 3, 31)
    for one in GRANTS:
        line = grants.add_line(
            grant=one.grant,
            title=one.title,
            owner=cast.agency(one.owner),
            starts_on=begins,
            ends_on=ends,
            pounds=one.pounds,
            by=commissioner,
            at=_noon(begins),
        )
        days = (ends - begins).days + 1
        for month_end in _month_ends(begins, today):
            said_at = _noon(month_end) + SPEND_KNOWN_AFTER
            if said_at < at:
                gone = ((month_end - begins).days + 1) / days
                pounds = round(one.pounds * gone * one.pace)
                grants.say_spent(line=line, up_to=month_end, pounds=pounds, by=lead, at=said_at)


def _month_ends(begins: date, today: date) -> list[date]:
    """Return the last days of the months since a first day that are over."""
    months = ((begins.year + number // 12, number % 12 + 1) for number in range(3, 15))
    ends = [date(year, month, monthrange(year, month)[1]) for year, month in months]
    return [one for one in ends if one < today]


def _questions(at: datetime) -> None:
    for one in QUESTIONS:
        put = questions.put(
            words=one.words,
            owed_by=cast.agency(one.owed_by),
            due_on=_day(at, one.due),
            is_public=one.is_public,
            by=cast.member(AgencyKind.PCC, "commissioner"),
            at=at + timedelta(days=one.put),
        )
        if one.answer:
            questions.answer(
                question=put,
                words=one.answer,
                by=_speaker(put.owed_by),
                at=at + timedelta(days=one.answered),
            )


def _speaker(agency: Agency) -> Membership:
    """Return who reports for an agency; the lead does where nobody of it is in the demo."""
    held = Membership.objects.select_related("user", "agency").filter(
        agency=agency, ended_at__isnull=True
    )
    return next((one for one in held if one.allows(P.ACTION_REPORT)), cast.lead())


def _day(at: datetime, days: int) -> date:
    return timezone.localdate(at) + timedelta(days=days)


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, NOON))
