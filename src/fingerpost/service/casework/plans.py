"""What may be read of support plans, by whom; pages read through these."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from fingerpost.service.access import policies
from fingerpost.service.access.models import Agency, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework.models import (
    EmploymentSupport,
    HealthAction,
    Job,
    OutcomeReading,
    PlanAction,
    PlanGoal,
    PlanMeeting,
    PlanMember,
    PlanReview,
    PlanWords,
    SupportPlan,
)
from fingerpost.service.casework.outcome_scales import Course, courses
from fingerpost.service.casework.plan_parts import ActionState, GoalState, Part
from fingerpost.service.casework.plan_sharing import Sight, says, seen_by, shut_out, sight

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

AnyAction = PlanAction | HealthAction


class NextReview(TypedDict):
    """What is known of a plan beside its columns."""

    next_review_on: date


def plans(
    *, viewer: Membership, on: date
) -> QuerySet[WithAnnotations[SupportPlan, NextReview]]:
    """Return the plans that the viewer's agency holds or shares in force, with their next review."""
    policies.check(viewer, P.CASE_VIEW)
    last = PlanReview.objects.filter(plan=OuterRef("pk")).order_by("-on", "-id")
    return (
        SupportPlan.objects.filter(seen_by(viewer, on=on))
        .select_related("agency", "worker")
        .defer("worker__password")
        .annotate(next_review_on=Coalesce(Subquery(last.values("next_on")[:1]), "review_on"))
    )


def plan(number: int, *, viewer: Membership, on: date) -> SupportPlan | None:
    """Return one plan, if the viewer's agency sees it on a day."""
    return plans(viewer=viewer, on=on).filter(pk=number).first()


@dataclass
class Sheet:
    """A plan as somebody may read it."""

    plan: SupportPlan
    sight: Sight
    members: list[PlanMember] = field(default_factory=list)
    goals: list[PlanGoal] = field(default_factory=list)
    actions: list[AnyAction] = field(default_factory=list)
    reviews: list[PlanReview] = field(default_factory=list)
    courses: list[Course] = field(default_factory=list)
    support: EmploymentSupport | None = None
    agencies: dict[int, str] = field(default_factory=dict)
    shut_out: dict[int, str] = field(default_factory=dict)  # agencies, and why

    @property
    def next_review_on(self) -> date:
        """The day of the next review."""
        return self.reviews[0].next_on if self.reviews else self.plan.review_on

    @property
    def to_do(self) -> list[AnyAction]:
        """The actions that are open, the soonest due first."""
        return [one for one in self.actions if one.state == ActionState.OPEN]

    @property
    def settled(self) -> list[AnyAction]:
        """The actions that are done or not done, the newest first."""
        done = [one for one in self.actions if one.state != ActionState.OPEN]
        return sorted(
            done, key=lambda one: (one.settled_on or one.due_on, one.pk), reverse=True
        )

    @property
    def open_goals(self) -> list[PlanGoal]:
        """The goals that the person works towards."""
        return [one for one in self.goals if one.state == GoalState.OPEN]

    @property
    def circle(self) -> list[tuple[str, str]]:
        """Who sees what: the worker there, and a sentence."""
        holder = (
            self.plan.worker.name,
            says(self.plan.agency, sees_health=True, is_holder=True),
        )
        return [
            holder,
            *(
                (
                    one.worker.name if one.worker else "",
                    f"{one.agency} sees nothing now: {self.shut_out[one.agency_id]}."
                    if one.agency_id in self.shut_out
                    else says(one.agency, sees_health=one.sees_health),
                )
                for one in self.members
            ),
        ]

    def took_part(self, review: PlanReview) -> list[str]:
        """Return who took part in a review, by name."""
        named = [self.agencies[one] for one in review.took_part if one in self.agencies]
        return [*(["the person"] if review.person_took_part else []), *named]


def sheet(plan: SupportPlan, *, viewer: Membership, on: date) -> Sheet | None:
    """Return what somebody may read of a plan, each thing with what was written of it; None for nothing.

    Words and health are not even asked for on behalf of an agency that has no key to their tables.
    """
    found = next(iter(sheets([plan], viewer=viewer, on=on)), None)
    if found is not None and found.sight.is_holder:
        found.shut_out = shut_out(plan, on=on)
    return found


def sheets(found: Iterable[SupportPlan], *, viewer: Membership, on: date) -> list[Sheet]:
    """Return several plans as somebody may read them, in their order, with few questions for all."""
    held = {one.pk: Sheet(one, sight(one, viewer, on=on)) for one in found}
    seen = {pk: one for pk, one in held.items() if one.sight.plan}
    names = {one.pk: one.name for one in Agency.objects.all()}
    for sheet_ in seen.values():
        sheet_.agencies = names
    members = PlanMember.objects.filter(plan__in=seen, until__isnull=True)
    for member in members.select_related("agency", "worker").defer("worker__password"):
        seen[member.plan_id].members.append(member)
    for review in PlanReview.objects.filter(plan__in=seen).select_related("agency"):
        seen[review.plan_id].reviews.append(review)
    actions: list[AnyAction] = list(_actions(PlanAction.objects.filter(plan__in=seen)))
    worded = [pk for pk, one in seen.items() if one.sight.words]
    healthy = [pk for pk, one in seen.items() if one.sight.health]
    if healthy:
        actions += _actions(HealthAction.objects.filter(plan__in=healthy))
    said: dict[tuple[str, int], list[str]] = {}
    if worded:
        for goal in PlanGoal.objects.filter(plan__in=worded).select_related("agency"):
            if not goal.is_health or goal.plan_id in healthy:
                seen[goal.plan_id].goals.append(goal)
        for one in PlanWords.objects.filter(plan__in=worded):
            if not one.is_health or one.plan_id in healthy:
                said.setdefault(_of(one), []).append(one.words)
        for support in EmploymentSupport.objects.filter(plan__in=worded).order_by(
            "since", "id"
        ):
            seen[support.plan_id].support = support
        readings: dict[int, list[OutcomeReading]] = {}
        for reading in OutcomeReading.objects.filter(plan__in=worded).select_related("agency"):
            if not reading.is_health or reading.plan_id in healthy:
                readings.setdefault(reading.plan_id, []).append(reading)
        for pk, taken in readings.items():
            seen[pk].courses = courses(taken)
    for action in sorted(actions, key=lambda one: (one.due_on, one.made_at)):
        letter = "h" if isinstance(action, HealthAction) else "a"
        action.said = said.get((letter, action.pk), [])  # type: ignore[union-attr]
        action.ref = f"{letter}{action.pk}"  # type: ignore[union-attr]
        seen[action.plan_id].actions.append(action)
    for sheet_ in seen.values():
        for review in sheet_.reviews:
            review.said = said.get(("r", review.pk), [])  # type: ignore[attr-defined]
    return list(seen.values())


def _of(words: PlanWords) -> tuple[str, int]:
    if words.action_id:
        return "a", words.action_id
    if words.health_action_id:
        return "h", words.health_action_id
    return "r", words.review_id or 0


def _actions(found: QuerySet[AnyAction]) -> QuerySet[AnyAction]:
    return found.select_related("agency", "person", "plan").defer("person__password")


def action(ref: str, seen: Sheet) -> AnyAction | None:
    """Return an action of a plan by its letter and number, if the viewer sees it."""
    return next((one for one in seen.actions if getattr(one, "ref", "") == ref), None)


def goal(number: int, seen: Sheet) -> PlanGoal | None:
    """Return a goal of a plan, if the viewer sees it."""
    return next((one for one in seen.goals if one.pk == number), None)


def due(*, viewer: Membership, on: date, until: date) -> list[AnyAction]:
    """Return the open actions of the viewer's agency that are due by a day, in plans that it sees."""
    policies.check(viewer, P.CASE_VIEW)
    seen = plans(viewer=viewer, on=on).filter(closed_at__isnull=True)
    mine = {"agency": viewer.agency, "state": ActionState.OPEN, "due_on__lte": until}
    found: list[AnyAction] = list(
        _actions(PlanAction.objects.filter(**mine, plan__in=seen.values("pk")))[:50]
    )
    if viewer.allows(P.CASE_HEALTH):
        healthy = _actions(HealthAction.objects.filter(**mine, plan__in=seen.values("pk")))
        sights: dict[int, bool] = {}
        for one in healthy[:50]:
            if one.plan_id not in sights:
                sights[one.plan_id] = sight(one.plan, viewer, on=on).health
            if sights[one.plan_id]:
                found.append(one)
    return sorted(found, key=lambda one: one.due_on)


def jobs(support: EmploymentSupport) -> QuerySet[Job]:
    """Return the jobs of somebody's support in work, the newest first."""
    return support.jobs.all()


def supports(seen: Sheet) -> QuerySet[EmploymentSupport]:
    """Return every time of support in work of a plan, the newest first; none without words."""
    if not seen.sight.words:
        return EmploymentSupport.objects.none()
    return (
        EmploymentSupport.objects.filter(plan=seen.plan)
        .select_related("agency", "worker")
        .defer("worker__password")
        .prefetch_related("jobs")
    )


def meetings(*, viewer: Membership) -> QuerySet[PlanMeeting]:
    """Return the meetings over plans that the viewer's agency called or is asked to."""
    policies.check(viewer, P.CASE_VIEW)
    return PlanMeeting.objects.filter(
        Q(agency=viewer.agency) | Q(invited__contains=viewer.agency_id)
    ).select_related("agency")


def meeting(number: int, *, viewer: Membership) -> PlanMeeting | None:
    """Return one meeting, if the viewer's agency is of it."""
    return meetings(viewer=viewer).filter(pk=number).first()


def of_meeting(found: PlanMeeting, *, viewer: Membership, on: date) -> list[Sheet]:
    """Return the plans of a meeting's list that the viewer's agency sees, in their order."""
    listed = plans(viewer=viewer, on=on).filter(listed__meeting=found)
    return sheets(listed.order_by("listed__place"), viewer=viewer, on=on)


def parts_of(seen: Sheet) -> list[Part]:
    """Return the parts in which something stands, in their order."""
    used = {one.part for one in [*seen.goals, *seen.actions]}
    return [part for part in Part if part.value in used]
