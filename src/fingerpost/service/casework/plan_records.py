"""What is kept of one person in support plans: for who asks what is held of them, and for retention."""

from __future__ import annotations

from collections.abc import Iterable

from fingerpost.service.casework.models import (
    EmploymentSupport,
    HealthAction,
    OutcomeReading,
    Person,
    PlanAction,
    PlanGoal,
    PlanMember,
    PlanReview,
    PlanShare,
    PlanVersion,
    PlanWords,
    PlanWordsVersion,
    SupportPlan,
)

Rows = list[dict[str, str]]
ERASED = "Erased"


def subject_access_of(person: Person) -> list[tuple[str, Rows, bool]]:
    """Return what a person's plans hold of them: title, rows, and whether somebody wrote them in own words.

    Workers are not named. The person's own agency holds the plans, and answers for them.
    """
    plans = list(SupportPlan.objects.filter(person=person).order_by("id"))
    if not plans:
        return []
    goals = PlanGoal.objects.filter(plan__in=plans)
    actions = [
        *PlanAction.objects.filter(plan__in=plans).select_related("agency"),
        *HealthAction.objects.filter(plan__in=plans).select_related("agency"),
    ]
    words = PlanWords.objects.filter(plan__in=plans).exclude(words="").select_related("agency")
    readings = OutcomeReading.objects.filter(plan__in=plans).select_related("agency")
    shares = PlanShare.objects.filter(plan__in=plans).select_related("agency")
    reviews = PlanReview.objects.filter(plan__in=plans).select_related("agency")
    supports = EmploymentSupport.objects.filter(plan__in=plans).prefetch_related("jobs")
    said: list[tuple[str, Rows, bool]] = [
        (
            "Support plans",
            [
                {
                    "Plan": str(one.pk),
                    "Since": _day(one.since),
                    "Basis": one.get_basis_display(),
                    "Closed": _day(one.closed_at),
                    "Because": one.get_end_reason_display(),
                }
                for one in plans
            ],
            False,
        ),
        (
            "Agencies that see or saw them",
            [
                {
                    "Agency": one.agency.name,
                    "With treatment and health": "Yes" if one.sees_health else "No",
                    "Since": _day(one.since),
                    "Until": _day(one.until),
                    "Because": one.get_end_reason_display(),
                }
                for one in shares
            ],
            False,
        ),
        (
            "Your goals",
            [
                {
                    "About": one.get_part_display(),
                    "In your words": one.words,
                    "Said on": _day(one.said_on),
                    "Stands": one.get_state_display(),
                }
                for one in goals
            ],
            True,
        ),
        (
            "Actions",
            [
                {
                    "What": one.get_kind_display(),
                    "Agency": one.agency.name,
                    "By": _day(one.due_on),
                    "Stands": one.get_state_display(),
                    "Because": one.get_reason_display(),
                }
                for one in actions
            ],
            False,
        ),
        ("Reviews", [{"On": _day(one.on), "By": one.agency.name} for one in reviews], False),
        (
            "What was written of actions and reviews",
            [{"By": one.agency.name, "On": _day(one.at), "Words": one.words} for one in words],
            True,
        ),
        (
            "What was asked of how you are",
            [
                {
                    "Scale": one.scale,
                    "Item": one.item,
                    "Value": "Not known" if one.value is None else str(one.value),
                    "On": _day(one.on),
                    "By": one.agency.name,
                }
                for one in readings
            ],
            False,
        ),
        (
            "Jobs",
            [
                {
                    "Began": _day(job.started_on),
                    "After 13 weeks": job.get_week_13_display(),
                    "After 26 weeks": job.get_week_26_display(),
                    "Ended": _day(job.ended_on),
                }
                for one in supports
                for job in one.jobs.all()
            ],
            False,
        ),
    ]
    return [
        (title, [{key: value for key, value in row.items() if value} for row in rows], own)
        for title, rows, own in said
        if rows
    ]


def erase_plans(numbers: Iterable[int]) -> None:
    """Empty what names or describes people in their plans, by the numbers of their records.

    Run as the service. Days, codes and the digests of versions stay; no name and no own word does.
    """
    plans = list(
        SupportPlan.objects.filter(person__in=list(numbers)).values_list("pk", flat=True)
    )
    SupportPlan.objects.filter(pk__in=plans).update(name=ERASED)
    PlanGoal.objects.filter(plan__in=plans).update(words="")
    PlanWords.objects.filter(plan__in=plans).exclude(words="").update(words="")
    PlanWordsVersion.objects.filter(plan__in=plans).exclude(content="").update(content="")
    PlanVersion.objects.filter(plan__in=plans).exclude(content="").update(content="")


def knows(person: Person) -> list[tuple[str, bool]]:
    """Return which agencies see an open plan of a person now, and whether with health."""
    members = PlanMember.objects.filter(
        plan__person=person, plan__closed_at__isnull=True, until__isnull=True
    ).select_related("agency")
    return [(one.agency.name, one.sees_health) for one in members]


def _day(value: object) -> str:
    return f"{value:%d/%m/%Y}" if value else ""
