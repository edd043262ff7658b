"""What can be done with a diversion, a place on a course, a required assessment and an order, on a page.

Whether a step is shown follows from the tables of states; the action that it calls asks again.
"""

from __future__ import annotations

from collections.abc import Callable

from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.record_steps import RecordStep
from fingerpost.service.casework import diversion_states as d
from fingerpost.service.casework import justice_forms as forms
from fingerpost.service.casework import states
from fingerpost.service.casework.actions import diversions, drug_orders, drug_tests, referrals
from fingerpost.service.casework.diversion_states import DiversionState as D
from fingerpost.service.casework.models import (
    Diversion,
    DrugOrder,
    DrugTest,
    OrderReview,
    OrderState,
    Referral,
)
from fingerpost.service.casework.reasons import EndReason, Outcome
from fingerpost.service.casework.required_assessments import MOVES as OF_ASSESSMENT
from fingerpost.service.casework.required_assessments import AssessmentState as A
from fingerpost.service.casework.states import ReferralState as S
from fingerpost.service.casework.states import Side


def _may(*after: D) -> Callable[[Diversion, Membership], bool]:
    def may(diversion: Diversion, viewer: Membership) -> bool:
        return viewer.allows(P.JUSTICE_WORK) and any(
            not d.why_not(D(diversion.state), one, party=d.Party.POLICE, given=tuple(d.Asks))
            for one in after
        )

    return may


OF_DIVERSION: tuple[RecordStep[Diversion], ...] = (
    RecordStep(
        "check-again",
        "Check again with what was found out",
        "It is checked again.",
        forms.FactsForm,
        lambda one, said, by, at: diversions.check_again(diversion=one, **said, by=by, at=at),
        _may(D.UNCLEAR),
    ),
    RecordStep(
        "offer",
        "Offer it",
        "It is written down as offered.",
        forms.OfferForm,
        lambda one, said, by, at: diversions.offer(diversion=one, **said, by=by, at=at),
        _may(D.OFFERED),
    ),
    RecordStep(
        "not-offered",
        "Say why it is not offered",
        "It is written down, with the reason.",
        forms.NotOfferedForm,
        lambda one, said, by, at: diversions.not_offer(diversion=one, **said, by=by, at=at),
        _may(D.NOT_OFFERED),
    ),
    RecordStep(
        "accepted",
        "They accept",
        "They accept. Book a place now, while they are with you.",
        forms.NothingForm,
        lambda one, said, by, at: diversions.accept(diversion=one, by=by, at=at),
        lambda one, viewer: one.state == D.OFFERED and _may(D.ACCEPTED)(one, viewer),
    ),
    RecordStep(
        "book",
        "Book a place",
        "The seat is theirs, and the course is told.",
        forms.BookForm,
        lambda one, said, by, at: diversions.book(diversion=one, **said, by=by, at=at),
        lambda one, viewer: one.state == D.ACCEPTED and _may(D.BOOKED)(one, viewer),
    ),
    RecordStep(
        "refused",
        "They refuse",
        "It is written down, with the reason.",
        forms.RefusedForm,
        lambda one, said, by, at: diversions.refuse(diversion=one, **said, by=by, at=at),
        _may(D.REFUSED),
    ),
    RecordStep(
        "outcome",
        "Record the outcome",
        "The outcome is recorded.",
        forms.OutcomeForm,
        lambda one, said, by, at: diversions.record_outcome(
            diversion=one, **said, by=by, at=at
        ),
        _may(D.RECORDED),
    ),
    RecordStep(
        "again",
        "Let them try again",
        "Book another place.",
        forms.NothingForm,
        lambda one, said, by, at: diversions.let_try_again(diversion=one, by=by, at=at),
        lambda one, viewer: one.state == D.BREACHED and _may(D.ACCEPTED)(one, viewer),
    ),
    RecordStep(
        "end",
        "End it without an outcome",
        "It is over.",
        forms.EndedForm,
        lambda one, said, by, at: diversions.end(diversion=one, **said, by=by, at=at),
        _may(D.ENDED),
    ),
)


def _can(after: S) -> Callable[[Referral, Membership], bool]:
    return lambda referral, viewer: (
        viewer.allows(P.CASE_WORK)
        and referral.receiver_id == viewer.agency_id
        and not states.why_not(
            S(referral.state), after, side=Side.RECEIVER, given=tuple(states.Needs)
        )
    )


OF_PLACE: tuple[RecordStep[Referral], ...] = (
    RecordStep(
        "came",
        "They came",
        "It is written down that they came.",
        forms.LateForm,
        lambda one, said, by, at: referrals.attended(referral=one, **said, by=by, at=at),
        _can(S.ATTENDED),
    ),
    RecordStep(
        "missed",
        "They did not come",
        "It is written down that they did not come.",
        forms.LateForm,
        lambda one, said, by, at: referrals.missed(referral=one, **said, by=by, at=at),
        _can(S.MISSED),
    ),
    RecordStep(
        "done",
        "It is done",
        "It is done, and whoever sent them is told.",
        forms.LateForm,
        lambda one, said, by, at: referrals.return_outcome(
            referral=one, outcome=Outcome.COMPLETED, **said, by=by, at=at
        ),
        _can(S.OUTCOME),
    ),
    RecordStep(
        "not-done",
        "It is not done",
        "It is written down, and whoever sent them is told.",
        forms.NotDoneForm,
        lambda one, said, by, at: referrals.return_outcome(referral=one, **said, by=by, at=at),
        _can(S.OUTCOME),
    ),
    RecordStep(
        "other-time",
        "Give another time",
        "They have another time.",
        forms.OtherTimeForm,
        lambda one, said, by, at: referrals.offer_appointment(
            referral=one, reason="person_asked", **said, by=by, at=at
        ),
        _can(S.APPOINTED),
    ),
    RecordStep(
        "not-coming",
        "They will not come",
        "The place is free, and whoever sent them is told.",
        forms.LateForm,
        lambda one, said, by, at: referrals.lapse(
            referral=one, reason=EndReason.NO_CONTACT, **said, by=by, at=at
        ),
        _can(S.LAPSED),
    ),
)


def _of_test(after: A) -> Callable[[DrugTest, Membership], bool]:
    def may(test: DrugTest, viewer: Membership) -> bool:
        assessment = getattr(test, "assessment", None)
        return (
            assessment is not None
            and viewer.allows(P.JUSTICE_WORK)
            and OF_ASSESSMENT.get((A(assessment.state), after)) is d.Party.POLICE
        )

    return may


OF_TEST: tuple[RecordStep[DrugTest], ...] = (
    RecordStep(
        "book",
        "Book the assessment",
        "The assessment is booked, and the drug workers are told.",
        forms.BookForm,
        lambda one, said, by, at: drug_tests.book(
            assessment=one.assessment, **said, by=by, at=at
        ),
        _of_test(A.BOOKED),
    ),
    RecordStep(
        "end",
        "Say that it is no longer required",
        "It is no longer required.",
        forms.AssessmentEndForm,
        lambda one, said, by, at: drug_tests.end(
            assessment=one.assessment, **said, by=by, at=at
        ),
        _of_test(A.ENDED),
    ),
)


def _keeps(order: DrugOrder, viewer: Membership) -> bool:
    return (
        viewer.allows(P.JUSTICE_WORK)
        and order.agency_id == viewer.agency_id
        and order.state == OrderState.IN_FORCE
    )


def _has_review(order: DrugOrder) -> bool:
    return any(not one.result for one in order.reviews.all())


def _tells(order: DrugOrder, viewer: Membership) -> bool:
    return (
        viewer.allows(P.CASE_WORK)
        and order.provider_id == viewer.agency_id
        and order.state == OrderState.IN_FORCE
        and _has_review(order)
    )


def _next(order: DrugOrder) -> OrderReview:
    return next(one for one in order.reviews.all() if not one.result)


OF_ORDER: tuple[RecordStep[DrugOrder], ...] = (
    RecordStep(
        "attendance",
        "Tell attendance for the next review",
        "Probation is told.",
        forms.AttendanceForm,
        lambda one, said, by, at: drug_orders.tell_attendance(
            review=_next(one), **said, by=by, at=at
        ),
        _tells,
    ),
    RecordStep(
        "review",
        "Write down the next review",
        "The review is written down.",
        forms.ReviewForm,
        lambda one, said, by, at: drug_orders.write_review(
            review=_next(one), **said, by=by, at=at
        ),
        lambda one, viewer: _keeps(one, viewer) and _has_review(one),
    ),
    RecordStep(
        "end",
        "Say how it ended",
        "It is written down how it ended.",
        forms.OrderEndForm,
        lambda one, said, by, at: drug_orders.end(order=one, **said, by=by, at=at),
        _keeps,
    ),
)
