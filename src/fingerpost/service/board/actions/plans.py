"""Draft the next version of the plan from the one in force, settle each commitment, and adopt it.

Nothing in force is changed: a draft carries each commitment over, or drops it with a reason.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import Agency, EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board import states
from fingerpost.service.board.models import (
    Commitment,
    Decision,
    Framework,
    PlanVersion,
    Priority,
)
from fingerpost.service.board.plan_measures import known_measures
from fingerpost.service.board.states import CommitmentStatus, DecisionStatus, PlanStatus

NO_GROUNDS = (DecisionStatus.WITHDRAWN, DecisionStatus.REPLACED, DecisionStatus.NOT_CARRIED_OUT)


@transaction.atomic
def draft(
    *, title: str, starts_on: date, ends_on: date, by: Membership, at: datetime
) -> PlanVersion:
    """Begin the next version, with the priorities of the one in force."""
    policies.check(by, P.PLAN_MANAGE)
    if PlanVersion.objects.filter(status=PlanStatus.DRAFT).exists():
        raise ValidationError("There is a draft already: finish it, or give it up.")
    if ends_on <= starts_on:
        raise ValidationError("It ends before it begins.")
    last = PlanVersion.objects.aggregate(last=Max("number"))["last"] or 0
    plan = PlanVersion(
        number=last + 1,
        title=title.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        drafted_at=at,
        drafted_by=by.user,
    )
    plan.full_clean(exclude=["drafted_by", "decision"])
    plan.save()
    before = in_force()
    if before is not None:
        Priority.objects.bulk_create(
            Priority(
                plan=plan,
                place=one.place,
                title=one.title,
                framework=one.framework,
                outcome=one.outcome,
            )
            for one in before.priorities.all()
        )
    _write_down(plan, by, at)
    return plan


@transaction.atomic
def carry(
    *,
    commitment: Commitment,
    due_on: date,
    owner: Agency,
    by: Membership,
    at: datetime,
) -> Commitment:
    """Carry a commitment of the plan in force over into the draft, perhaps to another day or owner."""
    return _settle(commitment, {"due_on": due_on, "owner": owner}, "", by, at)


@transaction.atomic
def drop(*, commitment: Commitment, reason: str, by: Membership, at: datetime) -> Commitment:
    """Say that the draft promises it no longer, and why; that stays in the account."""
    if not reason.strip():
        raise ValidationError(states.Needs.REASON.value)
    return _settle(commitment, {}, reason.strip(), by, at)


@transaction.atomic
def add_priority(
    *, title: str, framework: Framework, by: Membership, at: datetime, outcome: str = ""
) -> Priority:
    """Put a priority at the end of the draft."""
    plan = _draft(by)
    last = plan.priorities.aggregate(last=Max("place"))["last"] or 0
    priority = Priority(
        plan=plan, place=last + 1, title=title.strip(), framework=framework, outcome=outcome
    )
    priority.full_clean(exclude=["plan"])
    priority.save()
    _write_down(plan, by, at)
    return priority


@transaction.atomic
def add_commitment(
    *,
    priority: Priority,
    title: str,
    owner: Agency,
    starts_on: date,
    due_on: date,
    by: Membership,
    at: datetime,
    resources: str = "",
    is_public: bool = True,
) -> Commitment:
    """Promise something new in the draft."""
    plan = _draft(by)
    if priority.plan_id != plan.pk:
        raise ValidationError("Choose a priority of the draft.")
    added = Commitment(
        priority=priority,
        place=_next_place(priority),
        title=title.strip(),
        owner=owner,
        starts_on=starts_on,
        due_on=due_on,
        resources=resources.strip(),
        is_public=is_public,
    )
    _save(added)
    _write_down(plan, by, at)
    return added


@transaction.atomic
def change(*, commitment: Commitment, by: Membership, at: datetime, **said: Any) -> Commitment:
    """Change what the draft promises: title, owner, days, resources, whether the public reads it."""
    plan = _draft(by)
    found = _of_draft(commitment, plan)
    allowed = {"title", "owner", "starts_on", "due_on", "resources", "is_public"}
    assert set(said) <= allowed, "what else a commitment has is changed elsewhere"
    for name, value in said.items():
        setattr(found, name, value)
    _save(found)
    _write_down(plan, by, at)
    return found


@transaction.atomic
def choose_measures(
    *,
    commitment: Commitment,
    activity: list[str],
    outcome: list[str],
    by: Membership,
    at: datetime,
) -> Commitment:
    """Say which measures would show it: what partners do, and what changes for people, apart.

    Only measures of the newest release can be chosen, each as what it is declared to be; one that was
    chosen before and is not there now may stay.
    """
    plan = _draft(by)
    found = _of_draft(commitment, plan)
    known = known_measures(viewer=by)
    does = {name for name, one in known.items() if one.is_activity}
    shows = {name for name, one in known.items() if one.is_outcome}
    if not set(activity) <= does | (set(found.activity_measures) - known.keys()):
        raise ValidationError("Choose measures of what partners do from the newest release.")
    if not set(outcome) <= shows | (set(found.outcome_measures) - known.keys()):
        raise ValidationError("Choose measures of outcome from the newest release.")
    found.activity_measures, found.outcome_measures = list(activity), list(outcome)
    _save(found)
    _write_down(plan, by, at)
    return found


@transaction.atomic
def take_back(*, commitment: Commitment, by: Membership, at: datetime) -> Commitment:
    """Take back what the draft promised newly, and nobody promised before."""
    plan = _draft(by)
    found = _of_draft(commitment, plan)
    if found.carried_from_id is not None:
        raise ValidationError("It was promised: drop it with a reason.")
    found.dropped_because = "Taken back before it was promised."
    _save(found)
    _write_down(plan, by, at)
    return found


@transaction.atomic
def adopt(*, by: Membership, at: datetime, decision: Decision | None = None) -> PlanVersion:
    """Put the draft in force, by a decision of the board; the version before is replaced and stays.

    The first version needs no decision: it was agreed before the board kept its decisions here.
    """
    plan, before, day = _draft(by), in_force(lock=True), timezone.localdate(at)
    states.check(PlanStatus(plan.status), PlanStatus.ADOPTED)
    for problem in unfinished(plan, before):
        raise ValidationError(problem)
    if before is not None:
        if decision is None:
            raise ValidationError("Choose the decision of the board that it rests on.")
        states.check(PlanStatus(before.status), PlanStatus.REPLACED)
    if decision is not None and decision.status in NO_GROUNDS:
        raise ValidationError("That decision does not hold: choose another.")
    for one in Commitment.objects.filter(
        priority__plan=plan, carried_from__isnull=False
    ).select_related("carried_from"):
        was = one.carried_from
        assert was is not None
        one.status, one.evidence, one.status_at = was.status, was.evidence, was.status_at
        one.save(update_fields=["status", "evidence", "status_at"])
    if before is not None:
        before.status, before.replaced_on = PlanStatus.REPLACED, day
        before.save(update_fields=["status", "replaced_on"])
    plan.status, plan.adopted_on, plan.decision = PlanStatus.ADOPTED, day, decision
    plan.save(update_fields=["status", "adopted_on", "decision"])
    _write_down(plan, by, at)
    return plan


@transaction.atomic
def give_up(*, reason: str, by: Membership, at: datetime) -> PlanVersion:
    """Give the draft up; the version in force stays in force."""
    plan = _draft(by)
    states.check(
        PlanStatus(plan.status), PlanStatus.ABANDONED, given=states.given(reason=reason)
    )
    plan.status = PlanStatus.ABANDONED
    plan.save(update_fields=["status"])
    _write_down(plan, by, at, reason)
    return plan


def in_force(*, lock: bool = False) -> PlanVersion | None:
    """Return the version in force."""
    found = PlanVersion.objects.filter(status=PlanStatus.ADOPTED)
    return (found.select_for_update() if lock else found).first()


def to_settle(plan: PlanVersion, before: PlanVersion | None) -> list[Commitment]:
    """Return what is promised now, not kept, and neither carried over into a draft nor dropped."""
    if before is None:
        return []
    return list(
        Commitment.objects.filter(priority__plan=before, dropped_because="")
        .exclude(status=CommitmentStatus.KEPT)
        .exclude(carried_to__priority__plan=plan)
        .select_related("owner", "priority")
        .order_by("priority__place", "place")
    )


def unfinished(plan: PlanVersion, before: PlanVersion | None) -> list[str]:
    """Return what keeps a draft from being adopted, in words."""
    found = []
    if left := len(to_settle(plan, before)):
        found.append(
            f"Carry over or drop {left} commitment{'s' if left > 1 else ''} first, each."
        )
    if not Commitment.objects.filter(priority__plan=plan, dropped_because="").exists():
        found.append("It promises nothing yet.")
    return found


def _settle(
    was: Commitment, said: dict[str, Any], reason: str, by: Membership, at: datetime
) -> Commitment:
    plan, before = _draft(by), in_force()
    was = Commitment.objects.select_related("priority", "owner").get(pk=was.pk)
    if before is None or was.priority.plan_id != before.pk or was.dropped_because:
        raise ValidationError("It is not of the plan in force.")
    if was.status == CommitmentStatus.KEPT:
        raise ValidationError("It is kept: the version in force keeps it.")
    found = Commitment.objects.filter(priority__plan=plan, carried_from=was).first()
    if found is None or reason:
        priority = plan.priorities.get(place=was.priority.place)
        found = Commitment(
            pk=found.pk if found else None,
            priority=priority,
            place=was.place,
            title=was.title,
            owner=was.owner,
            person=was.person,
            starts_on=was.starts_on,
            due_on=was.due_on,
            resources=was.resources,
            activity_measures=was.activity_measures,
            outcome_measures=was.outcome_measures,
            is_public=was.is_public,
            carried_from=was,
        )
    for name, value in said.items():
        setattr(found, name, value)
    found.dropped_because = reason
    _save(found)
    _write_down(plan, by, at)
    return found


def _draft(by: Membership) -> PlanVersion:
    policies.check(by, P.PLAN_MANAGE)
    found = PlanVersion.objects.select_for_update().filter(status=PlanStatus.DRAFT).first()
    if found is None:
        raise ValidationError("There is no draft.")
    return found


def _of_draft(commitment: Commitment, plan: PlanVersion) -> Commitment:
    found = Commitment.objects.filter(pk=commitment.pk, priority__plan=plan).first()
    if found is None or found.dropped_because:
        raise ValidationError("It is not promised in the draft.")
    return found


def _next_place(priority: Priority) -> int:
    """Return a place that no commitment of this priority has, here or in the version in force."""
    taken = Commitment.objects.filter(
        priority__place=priority.place,
        priority__plan__status__in=[PlanStatus.DRAFT, PlanStatus.ADOPTED],
    )
    return (taken.aggregate(last=Max("place"))["last"] or 0) + 1


def _save(commitment: Commitment) -> None:
    if commitment.due_on < commitment.starts_on:
        raise ValidationError("Its day comes before it starts.")
    commitment.full_clean(exclude=["priority", "owner", "person", "carried_from"])
    commitment.save()


def _write_down(plan: PlanVersion, by: Membership, at: datetime, reason: str = "") -> None:
    audit.record(
        EventKind.PLAN_CHANGED,
        at=at,
        by=by,
        target_type="plan",
        target=plan.pk,
        reason=reason[:500],
    )
