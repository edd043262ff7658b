"""Let somebody in whom their agency signed in: only who is a member, or is invited."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from fingerpost.service.access import audit, selectors
from fingerpost.service.access.actions import members
from fingerpost.service.access.models import Agency, EventKind, Identity, Invitation, User
from fingerpost.service.access.openid import Claims


@transaction.atomic
def let_in(*, agency: Agency, claims: Claims, at: datetime) -> User:
    """Return the person whom the agency's provider signed in, taken in if they are invited.

    Raises
    ------
    PermissionDenied
        If they have no open role with this agency and no open invitation to it, or the address is
        now another person's than the one who signed in with it before.
    """
    known = Identity.objects.filter(issuer=claims.issuer, subject=claims.subject).first()
    user = known.user if known else User.objects.filter(email=claims.email).first()
    invitation = (
        Invitation.objects.select_for_update()
        .filter(email=claims.email, agency=agency, accepted_at=None, withdrawn_at=None)
        .filter(expires_at__gt=at)
        .order_by("-invited_at")
        .first()
    )
    if user is None and invitation is not None:
        user = User.objects.create_user(invitation.email, invitation.name)
    if user is None or not user.is_active:
        raise PermissionDenied("nobody of this address is invited")
    if known is None:
        if Identity.objects.filter(issuer=claims.issuer, user=user).exists():
            raise PermissionDenied("this address was another person's before")
        Identity.objects.create(
            user=user, issuer=claims.issuer, subject=claims.subject, since=at
        )
    if invitation is not None and user.email == invitation.email:
        members.take_in(invitation=invitation, user=user, at=at)
    held = selectors.open_memberships(user, on=timezone.localdate(at))
    if not any(one.agency_id == agency.pk for one in held):
        raise PermissionDenied("no open role with this agency")
    audit.record(
        EventKind.SIGNED_IN,
        at=at,
        actor=user.pk,
        target_type="user",
        target=user.pk,
        agency=agency.pk,
        reason=f"By the sign-in of {agency.name}",
    )
    return user
