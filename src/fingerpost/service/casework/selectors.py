"""What may be read of cases, by whom; pages and actions read through these."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from fingerpost.service.access import policies
from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework.models import Referral, ReferralStep, Service


def referrals(*, viewer: Membership) -> QuerySet[Referral]:
    """Return the referrals that the viewer's agency sent, or was sent; another's draft is not there."""
    policies.check(viewer, P.CASE_VIEW)
    return (
        Referral.objects.filter(
            Q(sender=viewer.agency) | Q(receiver=viewer.agency, sent_at__isnull=False)
        )
        .select_related("sender", "receiver", "service", "owner", "owner_person", "sheet")
        .defer("owner_person__password")
    )


def referral(number: int, *, viewer: Membership) -> Referral | None:
    """Return one referral, if the viewer's agency is of it."""
    return referrals(viewer=viewer).filter(pk=number).first()


def steps(referral: Referral) -> QuerySet[ReferralStep]:
    """Return what happened to a referral, oldest first."""
    return referral.steps.select_related("agency", "person").defer("person__password")


def services(*, viewer: Membership) -> QuerySet[Service]:
    """Return the services that take referrals."""
    policies.check(viewer, P.CASE_VIEW)
    return Service.objects.filter(is_open=True).select_related("agency")
