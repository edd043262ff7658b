"""What the plan's pages read: versions, what each promised, and how it stood on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from fingerpost.service.access import policies
from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board.models import (
    ActionItem,
    Commitment,
    CommitmentReport,
    Decision,
    PlanVersion,
    Priority,
    Risk,
)
from fingerpost.service.board.standing import Stood
from fingerpost.service.board.states import CommitmentStatus, PlanStatus

WAS_IN_FORCE = (PlanStatus.ADOPTED, PlanStatus.REPLACED)


def versions(*, viewer: Membership) -> QuerySet[PlanVersion]:
    """Return every version of the plan, the newest first."""
    policies.check(viewer, P.BOARD_VIEW)
    return PlanVersion.objects.select_related("decision", "drafted_by").defer(
        "drafted_by__password"
    )


def in_force(*, viewer: Membership) -> PlanVersion | None:
    """Return the version that is in force, or None."""
    return versions(viewer=viewer).filter(status=PlanStatus.ADOPTED).first()


def in_force_on(day: date, *, viewer: Membership) -> PlanVersion | None:
    """Return the version that was in force on a day, or None."""
    return (
        versions(viewer=viewer)
        .filter(status__in=WAS_IN_FORCE, adopted_on__lte=day)
        .filter(Q(replaced_on__isnull=True) | Q(replaced_on__gt=day))
        .first()
    )


def draft(*, viewer: Membership) -> PlanVersion | None:
    """Return the draft of the next version, for who keeps the plan."""
    policies.check(viewer, P.PLAN_MANAGE)
    return PlanVersion.objects.filter(status=PlanStatus.DRAFT).first()


def commitments() -> QuerySet[Commitment]:
    """Return commitments of every version with what a page says of each, in the plan's order."""
    return (
        Commitment.objects.select_related("owner", "person", "priority__plan")
        .defer("person__password")
        .order_by("priority__plan__number", "priority__place", "place")
    )


def promised(version: PlanVersion) -> list[Commitment]:
    """Return what a version promises: not what it dropped."""
    return list(commitments().filter(priority__plan=version, dropped_because=""))


def dropped(version: PlanVersion) -> list[Commitment]:
    """Return what a version promises no longer, and the one before did."""
    found = commitments().filter(priority__plan=version, carried_from__isnull=False)
    return list(found.exclude(dropped_because=""))


def commitment(number: int, *, viewer: Membership) -> Commitment | None:
    """Return a commitment of a version that is or was in force, or None."""
    policies.check(viewer, P.BOARD_VIEW)
    return commitments().filter(pk=number, priority__plan__status__in=WAS_IN_FORCE).first()


def of_own_agency(*, viewer: Membership) -> list[Commitment]:
    """Return what an agency promises in the plan in force."""
    policies.check(viewer, P.ACTION_REPORT)
    return list(
        commitments().filter(
            priority__plan__status=PlanStatus.ADOPTED,
            dropped_because="",
            owner=viewer.agency_id,
        )
    )


def histories(of: Iterable[Commitment]) -> dict[int, list[Commitment]]:
    """Return for each commitment itself and those that it was carried over from, the oldest first."""
    known = {
        one.pk: one
        for one in Commitment.objects.select_related("priority__plan", "owner").filter(
            priority__plan__status__in=WAS_IN_FORCE
        )
    }
    found = {}
    for one in of:
        line, before = [one], one.carried_from_id
        while before is not None:
            line.insert(0, known[before])
            before = known[before].carried_from_id
        found[one.pk] = line
    return found


def stood(found: list[Commitment], on: date) -> list[Stood]:
    """Return commitments as they stood at the end of a day, by what was reported until then."""
    lines = histories(found)
    reports: dict[int, CommitmentReport] = {}
    for report in CommitmentReport.objects.filter(
        commitment__in={one.pk for line in lines.values() for one in line}
    ).order_by("id"):
        if timezone.localdate(report.at) <= on:
            reports[report.commitment_id] = report
    result = []
    for one in found:
        line = lines[one.pk]
        said = [reports[each.pk] for each in line if each.pk in reports]
        last = max(said, key=lambda report: report.pk, default=None)
        result.append(
            Stood(
                one,
                CommitmentStatus(last.status) if last else CommitmentStatus.NOT_STARTED,
                last.evidence if last else "",
                last.at if last else None,
                line[0].due_on,
                on,
            )
        )
    return result


def reports(line: list[Commitment]) -> QuerySet[CommitmentReport]:
    """Return everything that was said of a commitment in whichever version, the newest first."""
    return (
        CommitmentReport.objects.filter(commitment__in=[one.pk for one in line])
        .select_related("person", "agency", "commitment__priority__plan")
        .defer("person__password")
        .order_by("-id")
    )


def whole_line(one: Commitment) -> list[Commitment]:
    """Return a commitment with those before it and those that it was carried over to."""
    line = histories([one])[one.pk]
    while (
        after := commitments()
        .filter(carried_from=line[-1], priority__plan__status__in=WAS_IN_FORCE)
        .first()
    ):
        line.append(after)
    return line


def actions_of(line: list[Commitment]) -> QuerySet[ActionItem]:
    """Return the actions that were given for a commitment, in whichever version."""
    return ActionItem.objects.filter(commitment__in=line).select_related("owner")


def risks_of(line: list[Commitment]) -> QuerySet[Risk]:
    """Return the risks that stand in a commitment's way."""
    return Risk.objects.filter(commitment__in=line).select_related("owner")


def decisions_of(line: list[Commitment]) -> QuerySet[Decision]:
    """Return what the board decided on a commitment."""
    return Decision.objects.filter(commitment__in=line)


def by_priority(version: PlanVersion, found: list[Stood]) -> list[tuple[Priority, list[Stood]]]:
    """Return the priorities of a version in order, each with its commitments."""
    mine: dict[int, list[Stood]] = {}
    for one in found:
        mine.setdefault(one.commitment.priority_id, []).append(one)
    return [(one, mine.get(one.pk, [])) for one in version.priorities.all()]


def may_report(one: Commitment, viewer: Membership) -> bool:
    """Tell whether somebody may say how a commitment stands: its owner's people, or the lead."""
    if one.priority.plan.status != PlanStatus.ADOPTED or one.dropped_because:
        return False
    is_owner = one.owner_id == viewer.agency_id and viewer.allows(P.ACTION_REPORT)
    return is_owner or viewer.allows(P.PLAN_MANAGE)
