"""Work on a support plan: goals, actions, reviews, readings. Each change leaves a version and one event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from fingerpost.service.access.models import Agency, Membership, User
from fingerpost.service.casework.actions.plans import (
    check_own_worker,
    locked,
    open_to,
    tell,
    write_down,
)
from fingerpost.service.casework.models import (
    HealthAction,
    OutcomeReading,
    PlanAction,
    PlanGoal,
    PlanMeeting,
    PlanReview,
    PlanWords,
    SupportPlan,
)
from fingerpost.service.casework.outcome_scales import Scale
from fingerpost.service.casework.plan_parts import (
    PART_OF,
    ActionKind,
    ActionState,
    GoalState,
    NotDone,
    Part,
)
from fingerpost.service.casework.plan_sharing import Sight, is_law_enforcement, share_of

AnyAction = PlanAction | HealthAction


@transaction.atomic
def add_goal(
    *,
    plan: SupportPlan,
    part: Part,
    words: str,
    by: Membership,
    at: datetime,
    by_when: date | None = None,
) -> PlanGoal:
    """Write down what the person wants, in their own words."""
    plan, seen = open_to(plan, by, at)
    _check_words(seen)
    _check_part(seen, Part(part))
    goal = PlanGoal(
        plan=plan,
        part=Part(part),
        is_health=Part(part).is_health,
        words=words.strip(),
        by_when=by_when,
        said_on=timezone.localdate(at),
        agency=by.agency,
        person=by.user,
        made_at=at,
    )
    if not goal.words:
        raise ValidationError("Write the goal in the person’s own words.")
    goal.save()
    write_down(plan, seen, by=by, at=at)
    return goal


@transaction.atomic
def change_goal(
    *,
    goal: PlanGoal,
    words: str,
    by: Membership,
    at: datetime,
    by_when: date | None = None,
) -> PlanGoal:
    """Change a goal to what the person says now; what it was stays in the versions."""
    goal, plan, seen = _goal(goal, by, at)
    if goal.state != GoalState.OPEN:
        raise ValidationError("The goal is settled. Add a new one.")
    if not words.strip():
        raise ValidationError("Write the goal in the person’s own words.")
    goal.words, goal.by_when = words.strip(), by_when
    goal.save(update_fields=["words", "by_when"])
    write_down(plan, seen, by=by, at=at)
    return goal


@transaction.atomic
def settle_goal(*, goal: PlanGoal, state: GoalState, by: Membership, at: datetime) -> PlanGoal:
    """Say that a goal is reached, or no longer wanted, or is wanted again."""
    goal, plan, seen = _goal(goal, by, at)
    state = GoalState(state)
    if goal.state == state:
        raise ValidationError("It stands so already.")
    goal.state = state
    goal.settled_on = None if state is GoalState.OPEN else timezone.localdate(at)
    goal.save(update_fields=["state", "settled_on"])
    write_down(plan, seen, by=by, at=at)
    return goal


@transaction.atomic
def add_action(
    *,
    plan: SupportPlan,
    kind: ActionKind,
    agency: Agency,
    due_on: date,
    by: Membership,
    at: datetime,
    words: str = "",
    person: User | None = None,
    meeting: PlanMeeting | None = None,
) -> AnyAction:
    """Say what an agency of the plan does, and by when; it is told."""
    plan, seen = open_to(plan, by, at)
    part = PART_OF[ActionKind(kind)]
    _check_part(seen, part)
    _check_takes_part(plan, agency, part)
    if due_on < timezone.localdate(at):
        raise ValidationError("Choose a day that is not over.")
    if words.strip():
        _check_words(seen)
    if person is not None:
        if agency != by.agency:
            raise ValidationError("Each agency says itself who does it there.")
        check_own_worker(person, by)
    model: type[PlanAction] | type[HealthAction]
    model = HealthAction if part.is_health else PlanAction
    action = model(
        plan=plan,
        part=part,
        kind=ActionKind(kind),
        agency=agency,
        person=person,
        first_due_on=due_on,
        due_on=due_on,
        meeting=meeting,
        made_by_agency=by.agency,
        made_by=by.user,
        made_at=at,
    )
    action.save()
    _write_words(action, words, by, at)
    write_down(plan, seen, by=by, at=at)
    if person is None or person != by.user:
        tell(plan, agency, person)
    return action


@transaction.atomic
def action_done(
    *, action: AnyAction, by: Membership, at: datetime, words: str = ""
) -> AnyAction:
    """Say that it is done."""
    return _settle(action, ActionState.DONE, "", words, by, at)


@transaction.atomic
def action_not_done(
    *, action: AnyAction, reason: NotDone, by: Membership, at: datetime, words: str = ""
) -> AnyAction:
    """Say that it is not done, because."""
    return _settle(action, ActionState.NOT_DONE, NotDone(reason).value, words, by, at)


@transaction.atomic
def move_action(*, action: AnyAction, due_on: date, by: Membership, at: datetime) -> AnyAction:
    """Give it another day; the first one stays beside it."""
    action, plan, seen = _own_action(action, by, at)
    if due_on < timezone.localdate(at):
        raise ValidationError("Choose a day that is not over.")
    action.due_on, action.reminded_on = due_on, None
    action.save(update_fields=["due_on", "reminded_on"])
    write_down(plan, seen, by=by, at=at)
    return action


@transaction.atomic
def give_action(*, action: AnyAction, person: User, by: Membership, at: datetime) -> AnyAction:
    """Say who of one's own agency does it."""
    action, plan, seen = _own_action(action, by, at)
    if action.agency_id != by.agency_id:
        raise PermissionDenied("action of another agency")
    check_own_worker(person, by)
    action.person = person
    action.save(update_fields=["person"])
    write_down(plan, seen, by=by, at=at)
    if person != by.user:
        tell(plan, by.agency, person)
    return action


@transaction.atomic
def review(
    *,
    plan: SupportPlan,
    next_on: date,
    took_part: Iterable[Agency],
    person_took_part: bool,
    by: Membership,
    at: datetime,
    on: date | None = None,
    words: str = "",
    health_words: str = "",
) -> PlanReview:
    """Write down that the plan was gone through, by whom, what changed, and when it is again."""
    plan, seen = open_to(plan, by, at)
    on = on or timezone.localdate(at)
    if on > timezone.localdate(at):
        raise ValidationError("A review is written down once it was held.")
    if next_on <= on:
        raise ValidationError("Choose a day for the next review after this one.")
    if words.strip() or health_words.strip():
        _check_words(seen)
    if health_words.strip() and not seen.health:
        raise PermissionDenied("health")
    took_part = list(took_part)
    for agency in took_part:
        if agency != plan.agency and share_of(plan, agency) is None:
            raise ValidationError(f"{agency} is not of this plan.")
    record = PlanReview.objects.create(
        plan=plan,
        on=on,
        next_on=next_on,
        took_part=sorted(one.pk for one in took_part),
        person_took_part=person_took_part,
        agency=by.agency,
        by=by.user,
        made_at=at,
    )
    for said, is_health in ((words, False), (health_words, True)):
        if said.strip():
            PlanWords.objects.create(
                plan=plan,
                review=record,
                is_health=is_health,
                words=said.strip(),
                agency=by.agency,
                person=by.user,
                at=at,
            )
    write_down(plan, seen, by=by, at=at)
    return record


@transaction.atomic
def take_readings(
    *,
    plan: SupportPlan,
    scale: Scale,
    on: date,
    values: Mapping[str, int | None],
    by: Membership,
    at: datetime,
) -> list[OutcomeReading]:
    """Write down values of a declared scale. None says that it was asked and is not known."""
    plan, seen = open_to(plan, by, at)
    _check_words(seen)
    if on > timezone.localdate(at):
        raise ValidationError("Choose a day that is not still to come.")
    if not values:
        raise ValidationError("Give one value, or say that one is not known.")
    made = []
    for name, value in values.items():
        item = scale.item(name)
        if item.is_health and not seen.health:
            raise PermissionDenied("health")
        if value is not None and not item.low <= value <= item.high:
            raise ValidationError(f"{item.title}: from {item.low} to {item.high}.")
        made.append(
            OutcomeReading(
                plan=plan,
                scale=scale.name,
                scale_version=scale.version,
                item=name,
                part=item.part,
                is_health=item.is_health,
                value=value,
                on=on,
                agency=by.agency,
                person=by.user,
                at=at,
            )
        )
    OutcomeReading.objects.bulk_create(made)
    write_down(plan, seen, by=by, at=at)
    return made


def _settle(
    action: AnyAction,
    state: ActionState,
    reason: str,
    words: str,
    by: Membership,
    at: datetime,
) -> AnyAction:
    action, plan, seen = _own_action(action, by, at)
    if words.strip():
        _check_words(seen)
    action.state, action.reason = state, reason
    action.settled_on = timezone.localdate(at)
    action.save(update_fields=["state", "reason", "settled_on"])
    _write_words(action, words, by, at)
    write_down(plan, seen, by=by, at=at)
    if plan.agency_id != by.agency_id:
        tell(plan, plan.agency)
    return action


def _own_action(
    action: AnyAction, by: Membership, at: datetime
) -> tuple[AnyAction, SupportPlan, Sight]:
    """Return an open action that somebody may say something of: its agency does, or the plan's holder."""
    plan, seen = open_to(action.plan, by, at)
    if isinstance(action, HealthAction) and not seen.health:
        raise PermissionDenied("health")
    fresh: AnyAction = type(action).objects.select_for_update(of=("self",)).get(pk=action.pk)
    if by.agency_id not in (fresh.agency_id, plan.agency_id):
        raise PermissionDenied("action of another agency")
    if fresh.state != ActionState.OPEN:
        raise ValidationError("It is settled already.")
    return fresh, plan, seen


def _goal(goal: PlanGoal, by: Membership, at: datetime) -> tuple[PlanGoal, SupportPlan, Sight]:
    plan, seen = open_to(locked(goal.plan), by, at)
    _check_words(seen)
    goal = PlanGoal.objects.get(pk=goal.pk)
    _check_part(seen, Part(goal.part))
    return goal, plan, seen


def _write_words(action: AnyAction, words: str, by: Membership, at: datetime) -> None:
    if not words.strip():
        return
    is_health = isinstance(action, HealthAction)
    PlanWords.objects.create(
        plan=action.plan,
        **{"health_action" if is_health else "action": action},
        is_health=is_health,
        words=words.strip(),
        agency=by.agency,
        person=by.user,
        at=at,
    )


def _check_part(seen: Sight, part: Part) -> None:
    if part not in seen.parts:
        raise PermissionDenied("part")


def _check_words(seen: Sight) -> None:
    if not seen.words:
        raise ValidationError(
            "Your agency works on the plan with what can be chosen from lists: no own words."
        )


def _check_takes_part(plan: SupportPlan, agency: Agency, part: Part) -> None:
    if agency == plan.agency:
        return
    member = plan.members.filter(agency=agency, until__isnull=True).first()
    if member is None:
        raise ValidationError(f"{agency} is not of this plan. Invite it first.")
    if part.is_health and (not member.sees_health or is_law_enforcement(agency)):
        raise ValidationError(f"{agency} sees nothing of treatment or health in this plan.")
