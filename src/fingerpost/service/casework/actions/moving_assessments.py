"""Move a required assessment on, by its table of states; and let it follow its referral."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from procrastinate.contrib.django import app

from fingerpost.service.access import audit
from fingerpost.service.access.models import EventKind, Membership
from fingerpost.service.casework.diversion_states import Party
from fingerpost.service.casework.models import Referral, RequiredAssessment
from fingerpost.service.casework.reasons import Outcome
from fingerpost.service.casework.required_assessments import (
    OVER,
    STANDINGS,
    AssessmentState,
    FailedReason,
    check,
)
from fingerpost.service.casework.states import ReferralState as S
from fingerpost.service.casework.states import Side
from fingerpost.service.casework.working_days import due_after

A = AssessmentState


def advance(
    assessment: RequiredAssessment,
    after: AssessmentState,
    *,
    party: Party,
    by: Membership | None,
    at: datetime,
    reason: str = "",
    due_at: datetime | None = None,
) -> RequiredAssessment:
    """Move a locked assessment on, with its event and word to who owes the next step.

    Raises
    ------
    ValidationError
        If the table of moves does not allow it.
    PermissionDenied
        If the agency is not of this party.
    """
    if by is not None:
        theirs = assessment.provider_id if party is Party.PROVIDER else assessment.agency_id
        if by.agency_id != theirs:
            raise PermissionDenied("not of this party")
    before = A(assessment.state)
    check(before, after, party=party)
    assessment.state, assessment.since, assessment.reason = after, at, reason
    assessment.reminded_at = None
    standing = STANDINGS.get(after)
    if standing is None:
        assessment.owner = assessment.due_at = None
        assessment.over_at = at
    else:
        of, _, days = standing
        assessment.owner = assessment.provider if of is Party.PROVIDER else assessment.agency
        assessment.due_at = due_at or due_after(at, days)
    assessment.save()
    audit.record(
        EventKind.TEST_RECORDED,
        at=at,
        by=by,
        target_type="assessment",
        target=assessment.pk,
        agency=assessment.agency_id,
        before={"state": before.value},
        after={"state": after.value},
    )
    app.configure_task("casework.tell_of_assessment").defer(assessment=assessment.pk)
    return assessment


def follow(referral: Referral, *, side: Side, by: Membership | None, at: datetime) -> None:
    """Move on the assessment that rests on a referral which has just moved."""
    assessment = (
        RequiredAssessment.objects.select_for_update(of=("self",))
        .select_related("agency", "provider")
        .filter(referral=referral)
        .first()
    )
    if assessment is None or A(assessment.state) in OVER:
        return
    found = _after(referral)
    if found is None:
        return
    after, reason = found
    advance(
        assessment,
        after,
        party=Party.POLICE if side is Side.SENDER else Party.PROVIDER,
        by=by,
        at=at,
        reason=reason,
        due_at=referral.due_at if after in (A.BOOKED, A.MISSED) else None,
    )


def _after(referral: Referral) -> tuple[AssessmentState, str] | None:
    match S(referral.state):
        case S.APPOINTED:
            return A.BOOKED, ""
        case S.ATTENDED:
            return A.ATTENDED, ""
        case S.MISSED:
            return A.MISSED, ""
        case S.LAPSED:
            return A.FAILED, FailedReason.NO_CONTACT.value
        case S.OUTCOME if referral.outcome == Outcome.LEFT_EARLY:
            return A.FAILED, FailedReason.LEFT_EARLY.value
        case S.WITHDRAWN:
            return A.ENDED, FailedReason.WITHDRAWN.value
    return None
