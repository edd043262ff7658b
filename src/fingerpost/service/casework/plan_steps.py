"""What can be done with a plan, a goal, an action, support in work and a job on a page, and by whom."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.utils import timezone

from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.record_steps import RecordStep
from fingerpost.service.casework.actions import employment, plan_work, plans
from fingerpost.service.casework.models import EmploymentSupport, Job, PlanGoal
from fingerpost.service.casework.outcome_scales import Scale, all_scales
from fingerpost.service.casework.plan_forms import (
    ActionForm,
    ChangeGoalForm,
    CheckForm,
    CloseForm,
    DoneForm,
    EndJobForm,
    GoalForm,
    InviteForm,
    JobForm,
    MoveForm,
    NotDoneForm,
    NothingForm,
    OnForm,
    ReadingForm,
    ReviewForm,
    WorkerForm,
)
from fingerpost.service.casework.plan_parts import ActionState, GoalState
from fingerpost.service.casework.plans import AnyAction, Sheet


def _works(sheet: Sheet, viewer: Membership) -> bool:
    return viewer.allows(P.CASE_WORK) and sheet.sight.plan and sheet.plan.closed_at is None


def _writes(sheet: Sheet, viewer: Membership) -> bool:
    return _works(sheet, viewer) and sheet.sight.words


def _holds(sheet: Sheet, viewer: Membership) -> bool:
    return _works(sheet, viewer) and sheet.sight.is_holder


def _add_action(sheet: Sheet, said: dict[str, Any], by: Membership, at: datetime) -> object:
    is_mine = said.pop("is_mine", False) and said["agency"] == by.agency
    person = by.user if is_mine else None
    return plan_work.add_action(plan=sheet.plan, **said, person=person, by=by, at=at)


def _readings(scale: Scale) -> RecordStep[Sheet]:
    def form(data: Any, sheet: Sheet, viewer: Membership) -> ReadingForm:
        return ReadingForm(data, scale=scale, sheet=sheet)

    def may(sheet: Sheet, viewer: Membership) -> bool:
        some = any(not item.is_health for item in scale.items)
        return _writes(sheet, viewer) and (some or sheet.sight.health)

    return RecordStep(
        scale.name.replace("_", "-"),
        scale.title,
        "The readings are written down.",
        form,
        lambda sheet, said, by, at: plan_work.take_readings(
            plan=sheet.plan, scale=scale, **said, by=by, at=at
        ),
        may,
    )


PLAN_STEPS: tuple[RecordStep[Sheet], ...] = (
    RecordStep(
        "goal",
        "Add a goal",
        "The goal is in the plan.",
        GoalForm,
        lambda sheet, said, by, at: plan_work.add_goal(plan=sheet.plan, **said, by=by, at=at),
        _writes,
    ),
    RecordStep(
        "action",
        "Add an action",
        "The action is in the plan, and its agency is told.",
        ActionForm,
        _add_action,
        _works,
    ),
    RecordStep(
        "review",
        "Write down a review",
        "The review is written down.",
        ReviewForm,
        lambda sheet, said, by, at: plan_work.review(plan=sheet.plan, **said, by=by, at=at),
        _works,
    ),
    *map(_readings, all_scales().values()),
    RecordStep(
        "invite",
        "Let an agency in",
        "It sees the plan now, and is told.",
        InviteForm,
        lambda sheet, said, by, at: plans.invite(plan=sheet.plan, **said, by=by, at=at),
        _holds,
    ),
    RecordStep(
        "worker",
        "Say who works on it here",
        "It is written down.",
        WorkerForm,
        lambda sheet, said, by, at: plans.name_worker(
            plan=sheet.plan, worker=said["person"], by=by, at=at
        ),
        _works,
    ),
    RecordStep(
        "close",
        "Close the plan",
        "The plan is closed. Nobody else sees it any more.",
        CloseForm,
        lambda sheet, said, by, at: plans.close(plan=sheet.plan, **said, by=by, at=at),
        _holds,
    ),
)


def _settle(state: GoalState) -> Any:
    return lambda goal, said, by, at: plan_work.settle_goal(
        goal=goal, state=state, by=by, at=at
    )


def _goal_is(*states: GoalState) -> Any:
    return lambda goal, viewer: goal.state in states


GOAL_STEPS: tuple[RecordStep[PlanGoal], ...] = (
    RecordStep(
        "change",
        "Change the goal",
        "The goal is changed. What it was stays in the versions.",
        ChangeGoalForm,
        lambda goal, said, by, at: plan_work.change_goal(goal=goal, **said, by=by, at=at),
        _goal_is(GoalState.OPEN),
    ),
    RecordStep(
        "reached",
        "It is reached",
        "The goal is reached.",
        NothingForm,
        _settle(GoalState.REACHED),
        _goal_is(GoalState.OPEN),
    ),
    RecordStep(
        "dropped",
        "It is no longer wanted",
        "It is written down.",
        NothingForm,
        _settle(GoalState.DROPPED),
        _goal_is(GoalState.OPEN),
    ),
    RecordStep(
        "again",
        "It is wanted again",
        "The goal is open again.",
        NothingForm,
        _settle(GoalState.OPEN),
        _goal_is(GoalState.REACHED, GoalState.DROPPED),
    ),
)


def _is_open(action: AnyAction) -> bool:
    return action.state == ActionState.OPEN


def _may_settle(action: AnyAction, viewer: Membership) -> bool:
    is_theirs = viewer.agency_id in (action.agency_id, action.plan.agency_id)
    return _is_open(action) and is_theirs


ACTION_STEPS: tuple[RecordStep[AnyAction], ...] = (
    RecordStep(
        "done",
        "It is done",
        "It is done.",
        DoneForm,
        lambda one, said, by, at: plan_work.action_done(action=one, **said, by=by, at=at),
        _may_settle,
    ),
    RecordStep(
        "not-done",
        "It is not done",
        "It is written down, with the reason.",
        NotDoneForm,
        lambda one, said, by, at: plan_work.action_not_done(action=one, **said, by=by, at=at),
        _may_settle,
    ),
    RecordStep(
        "move",
        "Give it another day",
        "It has another day.",
        MoveForm,
        lambda one, said, by, at: plan_work.move_action(action=one, **said, by=by, at=at),
        _may_settle,
    ),
    RecordStep(
        "give",
        "Say who does it",
        "They are told.",
        WorkerForm,
        lambda one, said, by, at: plan_work.give_action(action=one, **said, by=by, at=at),
        lambda one, viewer: _is_open(one) and viewer.agency_id == one.agency_id,
    ),
)


def _supports(support: EmploymentSupport, viewer: Membership) -> bool:
    return support.agency_id == viewer.agency_id and support.ended_on is None


def _support_step(name: str, title: str, done: str, form: Any, act: Any) -> Any:
    return partial(
        RecordStep,
        name,
        title,
        done,
        form,
        lambda one, said, by, at: act(support=one, **said, by=by, at=at),
    )


SUPPORT_STEPS: tuple[RecordStep[EmploymentSupport], ...] = (
    _support_step(
        "profile",
        "The vocational profile is made",
        "It is written down.",
        OnForm,
        employment.profile_made,
    )(lambda one, viewer: _supports(one, viewer) and one.profile_on is None),
    _support_step(
        "search",
        "The search for a job began",
        "It is written down.",
        OnForm,
        employment.search_begun,
    )(lambda one, viewer: _supports(one, viewer) and one.search_on is None),
    _support_step(
        "job",
        "A job began",
        "The job is written down, with the days of its checks.",
        JobForm,
        employment.job_started,
    )(
        lambda one, viewer: (
            _supports(one, viewer) and not any(job.ended_on is None for job in one.jobs.all())
        )
    ),
    _support_step(
        "end", "End the support", "The support has ended.", EndJobForm, employment.end
    )(
        lambda one, viewer: (
            _supports(one, viewer) and not any(job.ended_on is None for job in one.jobs.all())
        )
    ),
)


def _may_check(job: Job, viewer: Membership) -> bool:
    check = job.next_check()
    return (
        _supports(job.support, viewer)
        and check is not None
        and check[1] <= timezone.localdate()
    )


JOB_STEPS: tuple[RecordStep[Job], ...] = (
    RecordStep(
        "check",
        "Say whether they are in work",
        "It is written down.",
        CheckForm,
        lambda job, said, by, at: employment.job_checked(job=job, **said, by=by, at=at),
        _may_check,
    ),
    RecordStep(
        "ended",
        "The job ended",
        "It is written down.",
        EndJobForm,
        lambda job, said, by, at: employment.job_ended(job=job, **said, by=by, at=at),
        lambda job, viewer: _supports(job.support, viewer) and job.ended_on is None,
    ),
)
