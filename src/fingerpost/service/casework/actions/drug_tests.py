"""Drug tests on arrest, and the assessment by a drug worker that a positive one requires."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.vocabulary import LegalBasis
from fingerpost.service.casework import states
from fingerpost.service.casework.actions import referrals
from fingerpost.service.casework.actions.moving_assessments import advance
from fingerpost.service.casework.diversion_states import Party
from fingerpost.service.casework.eligibility import age_on
from fingerpost.service.casework.models import (
    DrugTest,
    DrugTestResult,
    Person,
    Referral,
    RequiredAssessment,
    Slot,
    Substance,
    WhyTested,
)
from fingerpost.service.casework.reasons import EndReason, Need, Origin
from fingerpost.service.casework.required_assessments import (
    STANDINGS,
    AssessmentState,
    FailedReason,
)
from fingerpost.service.casework.states import Needs, ReferralState, Side
from fingerpost.service.casework.working_days import due_after

ADULT = 18  # of general knowledge: testing on arrest is for adults
A = AssessmentState


@transaction.atomic
def record(
    *,
    person: Person,
    ground: WhyTested,
    result: DrugTestResult,
    substances: Sequence[Substance],
    tested_at: datetime,
    by: Membership,
    at: datetime,
) -> DrugTest:
    """Write down a test; a positive one requires an assessment, which is to be booked."""
    policies.check(by, P.JUSTICE_WORK)
    if person.agency_id != by.agency_id or person.merged_into_id or person.erased_at:
        raise ValidationError("Choose a person of your own agency.")
    if tested_at > at:
        raise ValidationError("Enter a time that is not in the future.")
    if person.born_on and age_on(person.born_on, timezone.localdate(tested_at)) < ADULT:
        raise ValidationError("Testing on arrest is for people of 18 or over.")
    is_positive = DrugTestResult(result) is DrugTestResult.POSITIVE
    if is_positive and not substances:
        raise ValidationError("Choose what the test found.")
    test = DrugTest.objects.create(
        agency=by.agency,
        person=person,
        ground=WhyTested(ground),
        result=result,
        substances=[Substance(one).value for one in substances] if is_positive else [],
        tested_at=tested_at,
        at=at,
        officer=by.user,
    )
    if is_positive:
        _, _, days = STANDINGS[A.TO_BOOK]
        RequiredAssessment.objects.create(
            agency=by.agency,
            test=test,
            state=A.TO_BOOK,
            since=at,
            owner=by.agency,
            officer=by.user,
            due_at=due_after(at, days),
        )
    audit.record(EventKind.TEST_RECORDED, at=at, by=by, target_type="drug_test", target=test.pk)
    return test


@transaction.atomic
def book(
    *, assessment: RequiredAssessment, slot: Slot, by: Membership, at: datetime
) -> RequiredAssessment:
    """Book the assessment in a free time. The law requires it: nobody is asked for consent."""
    assessment = _locked(assessment, by)
    referral = referrals.book(
        person=assessment.test.person,
        slot=slot,
        why="An assessment that the law requires after a drug test on arrest.",
        origin=Origin.CUSTODY,
        needs=[Need.DRUGS, Need.JUSTICE],
        basis=LegalBasis.LAW_ENFORCEMENT,
        by=by,
        at=at,
    )
    assessment.provider, assessment.referral = slot.service.agency, referral
    return advance(
        assessment, A.BOOKED, party=Party.POLICE, by=by, at=at, due_at=referral.due_at
    )


@transaction.atomic
def end(
    *, assessment: RequiredAssessment, reason: FailedReason, by: Membership, at: datetime
) -> RequiredAssessment:
    """Say that it is no longer required, and why; a place that is held is given back."""
    assessment = _locked(assessment, by)
    advance(
        assessment,
        A.ENDED,
        party=Party.POLICE,
        by=by,
        at=at,
        reason=FailedReason(reason).value,
    )
    referral = assessment.referral
    if referral is not None and not states.why_not(
        ReferralState(referral.state),
        ReferralState.WITHDRAWN,
        side=Side.SENDER,
        given=tuple(Needs),
    ):
        referrals.withdraw(referral=referral, reason=EndReason.NOT_REQUIRED, by=by, at=at)
    return assessment


def _locked(assessment: RequiredAssessment, by: Membership) -> RequiredAssessment:
    """Return the assessment held, its referral first: in the order in which a provider holds them."""
    policies.check(by, P.JUSTICE_WORK)
    number = RequiredAssessment.objects.values_list("referral", flat=True).get(pk=assessment.pk)
    if number is not None:
        Referral.objects.select_for_update(of=("self",)).get(pk=number)
    held = (
        RequiredAssessment.objects.select_for_update(of=("self",))
        .select_related("agency", "provider", "referral", "test__person")
        .get(pk=assessment.pk)
    )
    if held.agency_id != by.agency_id:
        raise PermissionDenied("assessment of others")
    return held
