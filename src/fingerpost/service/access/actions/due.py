"""What falls due by itself: agreements are warned of, and what is over is closed.

Nobody is signed in: the service does this, and the audit says so. Each does what is due and nothing
twice, so it may run at any time and any number of times.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from fingerpost.evidence.publication import wording
from fingerpost.service.access import audit, selectors
from fingerpost.service.access.actions.members import end_sessions
from fingerpost.service.access.models import (
    AgreementVersion,
    EventKind,
    Invitation,
    Membership,
    VersionStatus,
)
from fingerpost.service.access.permissions import Permission as P

SOON = timedelta(days=30)
OWN_AGREEMENTS = frozenset({P.AGREEMENT_DRAFT, P.AGREEMENT_SIGN})
OVER = "Its last day is over."

MAIL = """{what}

{agency} is party to it. Sign in to Fingerpost to read it, and to draft the next version.
When an agreement ends, what may flow by it stops by itself.
"""


def warn_of_agreements(*, at: datetime) -> list[AgreementVersion]:
    """Warn every party of agreements that end or fall due for review within 30 days, once of each.

    Whoever drafts or signs for a party gets an e-mail; their start page shows it from the same day.
    A warning whose e-mail could not be sent is tried again the next time.
    """
    on = timezone.localdate(at)
    warned = []
    for due, told in (("ends_on", "warned_on"), ("review_on", "review_warned_on")):
        waiting = AgreementVersion.objects.filter(
            status=VersionStatus.SIGNED,
            **{f"{due}__range": (on, on + SOON), f"{told}__isnull": True},
        )
        for number in list(waiting.values_list("pk", flat=True)):
            with transaction.atomic():
                version = waiting.select_for_update(skip_locked=True).filter(pk=number).first()
                if version is not None:
                    _warn(version, due, told, at)
                    warned.append(version)
    return warned


def _warn(version: AgreementVersion, due: str, told: str, at: datetime) -> None:
    setattr(version, told, timezone.localdate(at))
    version.save(update_fields=[told])
    day: date = getattr(version, due)
    verb = "ends on" if due == "ends_on" else "is due for review on"
    what = f"{version} {verb} {wording.day(day)}."
    for party in version.parties.select_related("agency"):
        audit.record(
            EventKind.AGREEMENT_WARNED,
            at=at,
            target_type="agreement_version",
            target=version.pk,
            agency=party.agency_id,
        )
        on = timezone.localdate(at)
        for address in selectors.addresses_of(party.agency_id, OWN_AGREEMENTS, on=on):
            send_mail(
                f"Agreement {version.agreement.reference} {verb} {wording.day(day)}",
                MAIL.format(what=what, agency=party.agency),
                settings.DEFAULT_FROM_EMAIL,
                [address],
            )


@transaction.atomic
def close_invitations(*, at: datetime) -> int:
    """Close invitations that nobody accepted in time; return how many."""
    over = Invitation.objects.select_for_update(skip_locked=True).filter(
        expires_at__lte=at, accepted_at__isnull=True, withdrawn_at__isnull=True
    )
    closed = list(over)
    for invitation in closed:
        invitation.withdrawn_at = at
        invitation.save(update_fields=["withdrawn_at"])
        audit.record(
            EventKind.INVITATION_EXPIRED,
            at=at,
            target_type="invitation",
            target=invitation.pk,
            agency=invitation.agency_id,
        )
    return len(closed)


@transaction.atomic
def close_memberships(*, at: datetime) -> int:
    """End roles whose last day is over, and sign out whoever has none left; return how many.

    Such a role counts for nothing from its last midnight on, whether this has run or not.
    """
    on = timezone.localdate(at)
    over = Membership.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        ended_at__isnull=True, ends_on__lt=on
    )
    closed = list(over.select_related("user"))
    for membership in closed:
        membership.ended_at, membership.end_reason = at, OVER
        membership.save(update_fields=["ended_at", "end_reason"])
        audit.record(
            EventKind.MEMBERSHIP_ENDED,
            at=at,
            target_type="membership",
            target=membership.pk,
            agency=membership.agency_id,
            reason=OVER,
        )
    for user in {membership.user for membership in closed}:
        if not selectors.open_memberships(user, on=on):
            end_sessions(user)
    return len(closed)


def forget_sessions(*, at: datetime) -> int:
    """Remove sessions that are over; return how many."""
    return Session.objects.filter(expire_date__lt=at).delete()[0]
