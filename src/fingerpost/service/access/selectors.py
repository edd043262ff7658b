"""What may be read, by whom; views and actions read through these."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from fingerpost.service.access import policies
from fingerpost.service.access.models import (
    Agency,
    AgreementVersion,
    Event,
    Flow,
    Invitation,
    Membership,
    User,
    VersionStatus,
)
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.roles import ROLES


def open_memberships(user: User, *, on: date) -> list[Membership]:
    """Return the memberships under which a person may act on a day, by agency and role."""
    held = (
        Membership.objects.filter(user=user, ended_at__isnull=True)
        .select_related("agency")
        .order_by("agency__name", "role")
    )
    found = [membership for membership in held if membership.is_open(on)]
    for membership in found:
        membership.user = user  # known already, and its password may not be read again
    return found


def held_in(agency: int, *, on: date) -> list[Membership]:
    """Return the memberships of an agency that are open on a day, with their people.

    Asked by jobs, as the service: a page does not read who works for another agency.
    """
    found = Membership.objects.filter(agency=agency).select_related("user", "agency")
    return [membership for membership in found if membership.is_open(on)]


def addresses_of(agency: int | None, permissions: frozenset[P], *, on: date) -> list[str]:
    """Return the addresses of an agency's people who may do any of these on a day; of nobody who left."""
    roles = [role.name for role in ROLES.values() if role.permissions & permissions]
    held = Membership.objects.filter(
        agency=agency, role__in=roles, ended_at__isnull=True, user__is_active=True
    ).select_related("agency", "user")
    return sorted({one.user.email for one in held if one.is_open(on)})


def members(*, viewer: Membership) -> QuerySet[Membership]:
    """Return the memberships of the viewer's agency that have not been ended, by name."""
    policies.check(viewer, P.MEMBER_VIEW)
    return (
        Membership.objects.filter(agency=viewer.agency, ended_at__isnull=True)
        .select_related("user", "agency")
        .defer("user__password")
        .order_by("user__name", "role")
    )


def invitations(*, viewer: Membership) -> QuerySet[Invitation]:
    """Return the invitations of the viewer's agency that nobody accepted or withdrew."""
    policies.check(viewer, P.MEMBER_VIEW)
    return Invitation.objects.filter(
        agency=viewer.agency, accepted_at__isnull=True, withdrawn_at__isnull=True
    ).order_by("name")


def agencies(*, viewer: Membership) -> QuerySet[Agency]:
    """Return every agency of the partnership: that they exist is no secret within it."""
    return Agency.objects.all()


def agreements(*, viewer: Membership) -> QuerySet[AgreementVersion]:
    """Return the versions to which the viewer's agency is party, newest first in each agreement."""
    policies.check(viewer, P.AGREEMENT_VIEW)
    return (
        AgreementVersion.objects.filter(parties__agency=viewer.agency)
        .select_related("agreement")
        .order_by("agreement__reference", "-number")
    )


def agreement(number: int, *, viewer: Membership) -> AgreementVersion | None:
    """Return one version to which the viewer's agency is party, or None."""
    return agreements(viewer=viewer).filter(pk=number).first()


def flows_between(first: Agency, second: Agency, *, on: date) -> QuerySet[Flow]:
    """Return what may flow between two agencies on a day, either way."""
    return (
        Flow.objects.filter(
            Q(giver=first, receiver=second) | Q(giver=second, receiver=first),
            version__status=VersionStatus.SIGNED,
            version__starts_on__lte=on,
            version__ends_on__gte=on,
        )
        .select_related("giver", "receiver", "version__agreement")
        .order_by("giver__name", "item", "purpose")
    )


def flow_matrix(*, on: date) -> tuple[list[Agency], dict[tuple[int, int], int]]:
    """Return the agencies, and how many flows are open from one (row) to another (column)."""
    counts: dict[tuple[int, int], int] = {}
    open_flows = Flow.objects.filter(
        version__status=VersionStatus.SIGNED,
        version__starts_on__lte=on,
        version__ends_on__gte=on,
    )
    for giver, receiver in open_flows.values_list("giver_id", "receiver_id"):
        counts[giver, receiver] = counts.get((giver, receiver), 0) + 1
    return list(Agency.objects.filter(is_active=True)), counts


def events(
    *, viewer: Membership, target_type: str = "", target: str = "", actor: int | None = None
) -> QuerySet[Event]:
    """Return the events of the viewer's agency: what its people did, and what was done to its records."""
    policies.check(viewer, P.AUDIT_VIEW)
    found = Event.objects.filter(
        Q(agency=viewer.agency_id) | Q(actor_agency=viewer.agency_id)
    ).order_by("-id")
    if target_type:
        found = found.filter(target_type=target_type)
    if target:
        found = found.filter(target=target)
    if actor is not None:
        found = found.filter(actor=actor)
    return found
