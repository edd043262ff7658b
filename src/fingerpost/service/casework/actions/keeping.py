"""Hold a referral while it is changed, write each step down, and hand in the word to whom it concerns."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from procrastinate.contrib.django import app

from fingerpost.service.access.models import Membership
from fingerpost.service.casework.models import Referral, ReferralStep, Service
from fingerpost.service.casework.states import STANDINGS, ReferralState


def locked(referral: Referral) -> Referral:
    """Return the referral as it stands, held against everybody else until the transaction is over."""
    return (
        Referral.objects.select_for_update(of=("self",))
        .select_related("sender", "receiver", "service")
        .get(pk=referral.pk)
    )


def write_down(
    referral: Referral,
    after: ReferralState,
    *,
    by: Membership | None,
    at: datetime,
    **step: Any,
) -> ReferralStep:
    """Add one thing that happened to a referral, for both agencies to read; without `by` the clock did it."""
    return ReferralStep.objects.create(
        referral=referral,
        sender_id=referral.sender_id,
        receiver_id=referral.receiver_id,
        after=after,
        at=at,
        agency=by.agency if by else None,
        person=by.user if by else None,
        **step,
    )


def tell(referral: Referral, whom: str) -> None:
    """Hand in the job that tells them: a page does not read who works for another agency.

    Parameters
    ----------
    whom : str
        "sender", "receiver", "owner", or "managers": who sees to what is late.
    """
    if whom == "sender" and referral.person_id is None:
        return  # they referred themselves: nobody here waits for the answer
    app.configure_task("casework.tell_of_referral").defer(referral=referral.pk, whom=whom)


def standard_days(service: Service, state: ReferralState) -> int:
    """Return within how many working days a service's step is due: its own standard, or everybody's."""
    return int(service.standards.get(state.value, STANDINGS[state].working_days))
