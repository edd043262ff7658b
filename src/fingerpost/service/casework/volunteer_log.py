"""What may be read of volunteering, by whom: a group's own, and of supervision the two alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet, Sum

from fingerpost.service.access import policies
from fingerpost.service.access.models import Membership, User
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework.models import (
    GroupSession,
    KitEntry,
    OwnWords,
    Supervision,
    SupervisionNote,
    VolunteerHours,
)


def check(viewer: Membership) -> None:
    """Refuse who neither volunteers nor sees to volunteers."""
    if not (viewer.allows(P.VOLUNTEER_LOG) or viewer.allows(P.VOLUNTEER_MANAGE)):
        raise PermissionDenied("volunteering")


def sessions(*, viewer: Membership) -> QuerySet[GroupSession]:
    """Return the sessions of the viewer's group, the newest first."""
    check(viewer)
    return GroupSession.objects.filter(agency=viewer.agency)


def kits(*, viewer: Membership) -> QuerySet[KitEntry]:
    """Return the log of kits of the viewer's group, the newest first."""
    check(viewer)
    return KitEntry.objects.filter(agency=viewer.agency)


def kit_totals(*, viewer: Membership, since: date) -> tuple[int, int]:
    """Return how many kits the group gave out and how many were used since a day."""
    found = kits(viewer=viewer).filter(on__gte=since)
    said = found.aggregate(given=Sum("given"), used=Sum("used"))
    return said["given"] or 0, said["used"] or 0


def hours_of(person: User, *, viewer: Membership, since: date) -> float:
    """Return for how many hours somebody volunteered since a day."""
    check(viewer)
    said = VolunteerHours.objects.filter(
        agency=viewer.agency, volunteer=person, on__gte=since
    ).aggregate(minutes=Sum("minutes"))
    return (said["minutes"] or 0) / 60


def own_words(*, viewer: Membership) -> QuerySet[OwnWords]:
    """Return what people said in own words to the viewer's group."""
    check(viewer)
    return OwnWords.objects.filter(agency=viewer.agency)


def supervisions(*, viewer: Membership) -> QuerySet[Supervision]:
    """Return who supervises whom in the viewer's agency now."""
    check(viewer)
    return (
        Supervision.objects.filter(agency=viewer.agency, ended_on__isnull=True)
        .select_related("volunteer", "supervisor")
        .defer("volunteer__password", "supervisor__password")
    )


def own_supervision(number: int, *, viewer: Membership) -> Supervision | None:
    """Return a supervision, if the viewer is one of the two."""
    mine = Q(volunteer=viewer.user) | Q(supervisor=viewer.user)
    return supervisions(viewer=viewer).filter(mine, pk=number).first()


def notes(supervision: Supervision, *, viewer: Membership) -> QuerySet[SupervisionNote]:
    """Return what was said in a supervision; to the two of them."""
    if viewer.user_id not in (supervision.volunteer_id, supervision.supervisor_id):
        raise PermissionDenied("supervision of others")
    return supervision.notes.select_related("by").defer("by__password")


@dataclass(frozen=True)
class VolunteerRow:
    """A volunteer of an agency, as who sees to them reads it."""

    membership: Membership
    hours: float
    supervision: Supervision | None


def volunteers(*, viewer: Membership, on: date, since: date) -> list[VolunteerRow]:
    """Return the volunteers of the viewer's agency, with their hours since a day and their supervision."""
    policies.check(viewer, P.VOLUNTEER_MANAGE)
    held = (
        Membership.objects.filter(
            agency=viewer.agency, role="volunteer", ended_at__isnull=True, ends_on__gte=on
        )
        .select_related("user", "agency")
        .defer("user__password")
        .order_by("user__name")
    )
    hours = dict(
        VolunteerHours.objects.filter(agency=viewer.agency, on__gte=since)
        .values_list("volunteer")
        .annotate(minutes=Sum("minutes"))
        .order_by("volunteer")
    )
    supervised = {one.volunteer_id: one for one in supervisions(viewer=viewer)}
    return [
        VolunteerRow(one, hours.get(one.user_id, 0) / 60, supervised.get(one.user_id))
        for one in held
    ]
