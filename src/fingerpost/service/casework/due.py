"""Which referrals the clock is to act on: whom to remind, what to escalate, whom else to tell, what to close.

    a working day before     who owes the step is reminded
    late                     they are reminded again
    a working day late       the service's manager is told, or the agency's; once for a step
    two more working days    the sender is told that it waits, if the receiver owes it
    an outcome, when due     the referral is closed; it stays news to the sender until they read it

A due time of the clock counts working days, so nobody is chased for a weekend.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from fingerpost.service.casework.models import Referral
from fingerpost.service.casework.states import ReferralState as S
from fingerpost.service.casework.working_days import due_after, working_days_after

REMINDED_BEFORE = 1  # working days
MANAGER_TOLD_AFTER = 1  # working days late
SENDER_TOLD_AFTER = 2  # working days after the manager
AT_ONCE = 500


def is_to_remind(referral: Referral, at: datetime) -> bool:
    """Tell whether who owes the step is to be reminded: soon due and not yet, or late and not since."""
    due_at, reminded_at = referral.due_at, referral.reminded_at
    if due_at is None or referral.since > at or is_to_close(referral, at):
        return False
    if referral.is_late(at):
        return reminded_at is None or reminded_at <= due_at
    return reminded_at is None and due_at <= due_after(at, REMINDED_BEFORE)


def is_to_escalate(referral: Referral, at: datetime) -> bool:
    """Tell whether a manager is to be told that a step is late."""
    if referral.due_at is None or referral.escalated_at is not None:
        return False
    return not is_to_close(referral, at) and at > due_after(referral.due_at, MANAGER_TOLD_AFTER)


def is_to_tell_sender(referral: Referral, at: datetime) -> bool:
    """Tell whether the sender is to be told that the receiver is late."""
    if referral.escalated_at is None or referral.told_late_at is not None:
        return False
    is_receivers = referral.owner_id == referral.receiver_id != referral.sender_id
    # From the morning of that day, since the clock works in the mornings.
    day = working_days_after(timezone.localdate(referral.escalated_at), SENDER_TOLD_AFTER)
    return is_receivers and timezone.localdate(at) >= day


def is_to_close(referral: Referral, at: datetime) -> bool:
    """Tell whether an outcome lay long enough with the sender."""
    return referral.state == S.OUTCOME and referral.is_late(at)


def late_days(referral: Referral, at: datetime) -> int:
    """Return by how many working days the step that is owed is late; 0 if it is not."""
    if referral.due_at is None or not referral.is_late(at):
        return 0
    day, today, days = timezone.localdate(referral.due_at), timezone.localdate(at), 1
    while (day := working_days_after(day, 1)) < today:
        days += 1
    return days


def to_do(at: datetime, is_due: Callable[[Referral, datetime], bool]) -> Iterator[Referral]:
    """Yield the open referrals that the clock is to act on so, a few hundred read at a time."""
    for one in _near(at).iterator(chunk_size=AT_ONCE):
        if is_due(one, at):
            yield one


def _near(at: datetime) -> QuerySet[Referral]:
    """Return what is due by the next working days, or was before: nothing else can be acted on."""
    until = due_after(at, REMINDED_BEFORE) + timedelta(days=1)
    return Referral.objects.filter(owner__isnull=False, due_at__lt=until).order_by("pk")
