"""What rests on a referral follows it: a diversion, and an assessment that the law requires.

The provider says once, on the referral, whether somebody came and what became of it. Called from the one
door of referrals, inside its transaction, while the referral is held: so the two never disagree.
"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from procrastinate.contrib.django import app

from fingerpost.service.access.models import Membership
from fingerpost.service.casework.actions import moving_assessments
from fingerpost.service.casework.actions.moving_diversions import advance
from fingerpost.service.casework.diversion_rules import Activity
from fingerpost.service.casework.diversion_states import (
    OVER,
    Asks,
    BreachReason,
    DiversionState,
    Party,
)
from fingerpost.service.casework.models import Diversion, Referral
from fingerpost.service.casework.reasons import Outcome
from fingerpost.service.casework.states import ReferralState as S
from fingerpost.service.casework.states import Side

D = DiversionState
# What an outcome of a referral says of what was agreed: done, or why not.
DONE = {
    Activity.COURSE: {Outcome.COMPLETED, Outcome.HELPED_ONCE},
    Activity.ASSESSMENT: {
        Outcome.COMPLETED,
        Outcome.HELPED_ONCE,
        Outcome.STARTED,
        Outcome.PASSED_ON,
    },
}
NOT_DONE = {
    Outcome.LEFT_EARLY: BreachReason.LEFT_EARLY,
    Outcome.NOT_SUITABLE: BreachReason.NOT_SUITABLE,
}
CORRECTED = (D.COMPLIED, D.PROPOSED, D.BREACHED)


def follow(referral: Referral, *, side: Side, by: Membership | None, at: datetime) -> None:
    """Move on what rests on a referral that has just moved.

    Raises
    ------
    ValidationError
        If the referral says of a diversion what the police could not read.
    """
    moving_assessments.follow(referral, side=side, by=by, at=at)
    diversion = (
        Diversion.objects.select_for_update(of=("self",))
        .select_related("agency", "provider")
        .filter(referral=referral)
        .first()
    )
    if diversion is None or D(diversion.state) in OVER:
        return
    found = _after(diversion, referral)
    if found is None:
        return
    after, reason = found
    advance(
        diversion,
        after,
        party=Party.POLICE if side is Side.SENDER else Party.PROVIDER,
        by=by,
        at=at,
        given=(Asks.REASON,) if reason else (),
        reason=reason,
        due_at=referral.due_at if after in (D.BOOKED, D.MISSED, D.ATTENDED) else None,
    )
    if after == D.COMPLIED:
        app.configure_task("casework.propose_outcome").defer(diversion=diversion.pk)


def _after(diversion: Diversion, referral: Referral) -> tuple[DiversionState, str] | None:
    """Return where a diversion goes as its referral now stands, and the reason; None if nowhere."""
    match S(referral.state):
        case S.APPOINTED:
            return D.BOOKED, ""
        case S.ATTENDED:
            return D.ATTENDED, ""
        case S.MISSED:
            return D.MISSED, ""
        case S.ENGAGED if diversion.state in CORRECTED:
            return D.ATTENDED, ""
        case S.LAPSED:
            return D.BREACHED, BreachReason.NO_CONTACT.value
        case S.WITHDRAWN if diversion.state != D.BREACHED:
            return D.BREACHED, BreachReason.WITHDRAWN.value
        case S.OUTCOME:
            return _of_outcome(diversion, Outcome(referral.outcome))
    return None


def _of_outcome(diversion: Diversion, outcome: Outcome) -> tuple[DiversionState, str]:
    if outcome in DONE[Activity(diversion.activity)]:
        return D.COMPLIED, ""
    if outcome in NOT_DONE:
        return D.BREACHED, NOT_DONE[outcome].value
    raise ValidationError(
        "They were diverted to this: say whether what was agreed is completed, or was left early."
    )
