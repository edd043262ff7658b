"""What the clock does with a referral: remind, escalate, tell the sender that it waits, close what was answered.

Each looks again while it holds the referral, so that a job which runs twice does it once.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fingerpost.service.access import audit
from fingerpost.service.access.models import EventKind
from fingerpost.service.casework import due
from fingerpost.service.casework.actions import referrals
from fingerpost.service.casework.actions.keeping import locked, tell, write_down
from fingerpost.service.casework.models import Referral, StepKind
from fingerpost.service.casework.states import ReferralState


@transaction.atomic
def remind(*, referral: Referral, at: datetime) -> bool:
    """Remind who owes the next step; return whether there was anything to remind of."""
    referral = locked(referral)
    if not due.is_to_remind(referral, at):
        return False
    referral.reminded_at = at
    return _chase(referral, StepKind.REMINDED, ("owner",), at, "reminded_at")


@transaction.atomic
def escalate(*, referral: Referral, at: datetime) -> bool:
    """Put a late step to the service's manager, or else to the managers of the agency; once for a step."""
    referral = locked(referral)
    if not due.is_to_escalate(referral, at):
        return False
    referral.escalated_at = at
    return _chase(referral, StepKind.ESCALATED, ("managers",), at, "escalated_at")


@transaction.atomic
def tell_sender(*, referral: Referral, at: datetime) -> bool:
    """Tell the sender that the receiver is late, and that its manager knows; once for a step."""
    referral = locked(referral)
    if not due.is_to_tell_sender(referral, at):
        return False
    referral.told_late_at, referral.is_news_to_sender = at, True
    return _chase(
        referral, StepKind.ESCALATED, ("sender",), at, "told_late_at", "is_news_to_sender"
    )


@transaction.atomic
def close(*, referral: Referral, at: datetime) -> bool:
    """Close a referral whose outcome lay with the sender for its time; it stays news to them."""
    referral = locked(referral)
    if not due.is_to_close(referral, at):
        return False
    referrals.close(referral=referral, by=None, at=at)
    return True


def _chase(
    referral: Referral, kind: StepKind, whom: tuple[str, ...], at: datetime, *changed: str
) -> bool:
    referral.save(update_fields=list(changed))
    write_down(
        referral,
        ReferralState(referral.state),
        by=None,
        at=at,
        kind=kind,
        was_due_at=referral.due_at,
    )
    audit.record(
        EventKind.REFERRAL_CHASED,
        at=at,
        target_type="referral",
        target=referral.pk,
        agency=referral.owner_id,
    )
    for one in whom:
        tell(referral, one)
    return True
