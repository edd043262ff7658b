"""What of access waits for somebody: agreements to review, sign or renew, roles about to end."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from fingerpost.service.access import selectors
from fingerpost.service.access.models import (
    AgreementVersion,
    Event,
    EventKind,
    Membership,
    Party,
    VersionStatus,
)
from fingerpost.service.access.needs import Need
from fingerpost.service.access.permissions import Permission as P

SOON = timedelta(days=30)


def agreements(membership: Membership, on: date) -> list[Need]:
    """Return the agreements that this person should review, sign or renew for their agency."""
    found = []
    mine = Party.objects.filter(agency=membership.agency).select_related("version__agreement")
    for party in mine.filter(version__status=VersionStatus.REVIEW):
        url = reverse("access:agreement", args=[party.version_id])
        if party.reviewed_at is None and membership.allows(P.AGREEMENT_DRAFT):
            found.append(Need(f"Review {party.version}", url))
        elif (
            party.signed_at is None
            and membership.allows(P.AGREEMENT_SIGN)
            and not party.version.parties.filter(reviewed_at__isnull=True).exists()
        ):
            found.append(Need(f"Sign {party.version}", url))
    if membership.allows(P.AGREEMENT_DRAFT) or membership.allows(P.AGREEMENT_SIGN):
        ending = AgreementVersion.objects.filter(
            parties__agency=membership.agency,
            status=VersionStatus.SIGNED,
            ends_on__range=(on, on + SOON),
        ).select_related("agreement")
        for version in ending:
            url = reverse("access:agreement", args=[version.pk])
            found.append(
                Need(f"Renew {version}: its flows close when it ends", url, version.ends_on)
            )
        reviewed = AgreementVersion.objects.filter(
            parties__agency=membership.agency,
            status=VersionStatus.SIGNED,
            review_on__range=(on, on + SOON),
            ends_on__gt=on + SOON,  # else it is to be renewed
        ).select_related("agreement")
        for version in reviewed:
            url = reverse("access:agreement", args=[version.pk])
            found.append(
                Need(f"Look again at {version}: its review is due", url, version.review_on)
            )
    return found


def roles(membership: Membership, on: date) -> list[Need]:
    """Return the roles of the agency that end soon, for who may give them again."""
    if not membership.allows(P.MEMBER_INVITE):
        return []
    return [
        Need(
            f"The role of {one.user.name} ends: invite them again if they should keep it",
            reverse("access:people"),
            one.ends_on,
        )
        for one in selectors.members(viewer=membership)
        if one.is_open(on) and one.ends_on <= on + SOON
    ]


def emergencies(membership: Membership, on: date) -> list[Need]:
    """Return records of the agency that were opened in an emergency and nobody has looked into."""
    if not membership.allows(P.AUDIT_VIEW):
        return []
    opened = Event.objects.filter(kind=EventKind.GLASS_BROKEN, agency=membership.agency_id)
    looked = Event.objects.filter(
        kind=EventKind.AUDIT_READ,
        actor_agency=membership.agency_id,
        target_type=OuterRef("target_type"),
        target=OuterRef("target"),
        id__gt=OuterRef("id"),
    )
    return [
        Need(
            f"A record of yours was opened in an emergency: see who opened "
            f"{one.target_type.replace('_', ' ')} {one.target}, and why",
            reverse("access:looked", args=[one.target_type, one.target]),
            timezone.localdate(one.at),
        )
        for one in opened.filter(~Exists(looked))
    ]


PROVIDERS = (agreements, roles, emergencies)
