"""Add agencies, invite people, give and end their roles."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from procrastinate.contrib.django import app

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import (
    Agency,
    EventKind,
    Invitation,
    Membership,
    User,
)
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.roles import ROLES

INVITATION_LASTS = timedelta(days=7)
LONGEST = timedelta(
    days=366
)  # then a role is given again, so that nobody keeps one by being forgotten


def digest_of(secret: str) -> str:
    """Return what is kept of an invitation's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def add_agency(*, name: str, slug: str, kind: str, by: Membership, at: datetime) -> Agency:
    """Add an agency to the partnership."""
    policies.check(by, P.AGENCY_MANAGE)
    agency = Agency(name=name, slug=slug, kind=kind)
    agency.full_clean()
    agency.save()
    audit.record(
        EventKind.AGENCY_ADDED,
        at=at,
        by=by,
        target_type="agency",
        target=agency.pk,
        agency=agency.pk,
    )
    return agency


def _check_role(role: str, ends_on: date, vetting_expires_on: date | None, on: date) -> None:
    if role not in ROLES:
        raise ValidationError("Choose a role.")
    if not on <= ends_on <= on + LONGEST:
        raise ValidationError("The last day must be between today and a year from now.")
    if ROLES[role].is_for_volunteers and (
        vetting_expires_on is None or vetting_expires_on < on
    ):
        raise ValidationError("A volunteer needs a vetting that has not expired.")


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    agency: Agency,
    role: str,
    ends_on: date,
    vetting_expires_on: date | None = None,
    by: Membership,
    at: datetime,
) -> tuple[Invitation, str]:
    """Invite somebody to work here for an agency; return the invitation and its secret, once.

    A manager invites for their own agency; who may manage agencies, a manager for any.
    """
    policies.check(by, P.MEMBER_INVITE)
    if agency != by.agency:
        policies.check(by, P.AGENCY_MANAGE)
    _check_role(role, ends_on, vetting_expires_on, at.date())
    secret = secrets.token_urlsafe(32)
    invitation = Invitation(
        email=email.strip().lower(),
        name=name.strip(),
        agency=agency,
        role=role,
        ends_on=ends_on,
        vetting_expires_on=vetting_expires_on,
        digest=digest_of(secret),
        invited_by=by.user,
        invited_at=at,
        expires_at=at + INVITATION_LASTS,
    )
    invitation.full_clean()
    invitation.save()
    audit.record(
        EventKind.INVITED,
        at=at,
        by=by,
        target_type="invitation",
        target=invitation.pk,
        agency=agency.pk,
        after={"email": invitation.email, "role": role, "ends_on": ends_on.isoformat()},
    )
    return invitation, secret


@transaction.atomic
def invite_first(
    *,
    agency: str,
    kind: str,
    email: str,
    name: str,
    role: str,
    ends_on: date,
    at: datetime,
) -> str:
    """Invite somebody from the machine's own command line, where nobody is signed in; return the secret.

    The agency is made if it is new. This is how the first person comes in; later ones are invited by
    those who are in.
    """
    _check_role(role, ends_on, None, at.date())
    place = Agency.objects.filter(name=agency).first()
    if place is None:
        place = Agency(name=agency, slug=slugify(agency), kind=kind)
        place.full_clean()
        place.save()
        audit.record(
            EventKind.AGENCY_ADDED,
            at=at,
            target_type="agency",
            target=place.pk,
            agency=place.pk,
        )
    secret = secrets.token_urlsafe(32)
    invitation = Invitation(
        email=email.strip().lower(),
        name=name.strip(),
        agency=place,
        role=role,
        ends_on=ends_on,
        digest=digest_of(secret),
        invited_by=None,
        invited_at=at,
        expires_at=at + INVITATION_LASTS,
    )
    invitation.full_clean()
    invitation.save()
    audit.record(
        EventKind.INVITED,
        at=at,
        target_type="invitation",
        target=invitation.pk,
        agency=place.pk,
        after={"email": invitation.email, "role": role},
    )
    return secret


@transaction.atomic
def withdraw(*, invitation: Invitation, by: Membership, at: datetime) -> Invitation:
    """Withdraw an invitation that was not accepted."""
    policies.check(by, P.MEMBER_INVITE)
    if invitation.agency_id != by.agency_id:
        policies.check(by, P.AGENCY_MANAGE)
    if not invitation.is_open(at):
        raise ValidationError("This invitation was accepted, withdrawn or is over already.")
    invitation.withdrawn_at = at
    invitation.save()
    audit.record(
        EventKind.INVITATION_WITHDRAWN,
        at=at,
        by=by,
        target_type="invitation",
        target=invitation.pk,
        agency=invitation.agency_id,
    )
    return invitation


@transaction.atomic
def accept(
    *, secret: str, password: str | None, signed_in: User | None, at: datetime
) -> Membership:
    """Accept an invitation: as somebody new with a password, or as who is signed in already.

    Raises
    ------
    ValidationError
        If there is no such open invitation, it is for another address, or the password is too weak.
    """
    invitation = Invitation.objects.select_for_update().filter(digest=digest_of(secret)).first()
    if invitation is None or not invitation.is_open(at):
        raise ValidationError("This invitation is not valid any more. Ask for another.")
    known = User.objects.filter(email=invitation.email).first()
    if signed_in is not None and signed_in.email != invitation.email:
        raise ValidationError(
            "This invitation is for another address than the one you signed in with."
        )
    if known is not None and signed_in is None:
        raise ValidationError(
            "You have an account already. Sign in, then open the invitation again."
        )
    user = known
    if user is None:
        user = User(email=invitation.email, name=invitation.name)
        validate_password(password or "", user)
        user = User.objects.create_user(invitation.email, invitation.name, password)
    return take_in(invitation=invitation, user=user, at=at)


@transaction.atomic
def take_in(*, invitation: Invitation, user: User, at: datetime) -> Membership:
    """Give a person the role that they were invited to; that they are the one is known already."""
    invitation.accepted_at, invitation.accepted_by = at, user
    invitation.save()
    membership = Membership.objects.create(
        user=user,
        agency=invitation.agency,
        role=invitation.role,
        starts_on=at.date(),
        ends_on=invitation.ends_on,
        vetting_expires_on=invitation.vetting_expires_on,
    )
    audit.record(
        EventKind.INVITATION_ACCEPTED,
        at=at,
        actor=user.pk,
        target_type="membership",
        target=membership.pk,
        agency=invitation.agency_id,
    )
    return membership


@transaction.atomic
def end_membership(
    *, membership: Membership, reason: str, by: Membership, at: datetime
) -> Membership:
    """End somebody's access at once; where it was their last, every session of theirs ends too.

    Nobody ends their own: the last manager could lock the agency out, and who leaves is let go by
    somebody who stays.

    Raises
    ------
    ValidationError
        If it is one's own, has ended already, or no reason is given.
    """
    policies.check(by, P.MEMBER_END)
    if membership.user_id == by.user_id:
        raise ValidationError(
            "You cannot end your own access. Ask another manager of your agency, or the "
            "partnership's administrator."
        )
    if membership.agency_id != by.agency_id:
        policies.check(by, P.AGENCY_MANAGE)
    if membership.ended_at is not None:
        raise ValidationError("This access has ended already.")
    if not reason.strip():
        raise ValidationError("Say why the access ends.")
    membership.ended_at, membership.ended_by, membership.end_reason = (
        at,
        by.user,
        reason.strip(),
    )
    membership.save()
    audit.record(
        EventKind.MEMBERSHIP_ENDED,
        at=at,
        by=by,
        target_type="membership",
        target=membership.pk,
        agency=membership.agency_id,
        reason=reason.strip(),
    )
    app.configure_task("access.sign_out").defer(user=membership.user_id)
    return membership


def end_sessions(user: User) -> int:
    """Sign a person out wherever they are signed in; return of how many sessions."""
    ended = 0
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
            ended += 1
    return ended
