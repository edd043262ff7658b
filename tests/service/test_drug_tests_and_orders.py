"""A positive test requires an assessment that somebody owes; an order is reviewed by codes alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from tests.service.casework_making import make_person, worker
from tests.service.justice_making import AFTER, MEETS, Course, make_course, make_slot
from tests.service.people import AT

from fingerpost.service.access.models import Event, EventKind, Notice
from fingerpost.service.casework.actions import (
    diversions,
    drug_orders,
    drug_tests,
    justice_telling,
    referrals,
)
from fingerpost.service.casework.actions.drug_orders import months_after
from fingerpost.service.casework.models import DrugOrder, DrugTest, RequiredAssessment, Slot
from fingerpost.service.casework.required_assessments import (
    MOVES,
    OVER,
    STANDINGS,
    AssessmentState,
)

pytestmark = pytest.mark.django_db
A = AssessmentState


def record(course: Course, **more: object) -> DrugTest:
    said = {
        "person": more.pop("person", None) or make_person(course.officer),
        "ground": "trigger",
        "result": "positive",
        "substances": ["cocaine"],
        "tested_at": AT - timedelta(hours=1),
    }
    return drug_tests.record(by=course.officer, at=AT, **{**said, **more})


def test_the_table_of_assessments_is_complete() -> None:
    assert set(STANDINGS) == set(A) - OVER
    for state in A:
        leads_on = {after for before, after in MOVES if before == state}
        assert bool(leads_on) != (state in OVER)
        if state in STANDINGS:
            assert STANDINGS[state][0] in {
                party for (before, _), party in MOVES.items() if before == state
            }


def test_positive_requires_an_assessment_which_is_attended() -> None:
    course = make_course(receiver="treatment")
    assessment = record(course).assessment
    assert (assessment.state, assessment.owner) == (A.TO_BOOK, course.officer.agency)
    assessment = drug_tests.book(
        assessment=assessment, slot=course.slot, by=course.officer, at=AT
    )
    assert (assessment.state, assessment.owner) == (A.BOOKED, course.tutor.agency)
    referral = assessment.referral
    assert (referral.basis, referral.consent) == ("law_enforcement", None)
    assert "cocaine" not in referral.sheet.why.lower()
    referrals.attended(referral=referral, by=course.tutor, at=AFTER)
    assessment.refresh_from_db()
    assert (assessment.state, assessment.owner) == (A.ATTENDED, None)
    events = Event.objects.filter(kind=EventKind.TEST_RECORDED)
    assert events.count() == 3


def test_not_attended_it_fails_with_the_reason() -> None:
    course = make_course(receiver="treatment")
    assessment = drug_tests.book(
        assessment=record(course).assessment, slot=course.slot, by=course.officer, at=AT
    )
    referral = referrals.missed(referral=assessment.referral, by=course.tutor, at=AFTER)
    assessment.refresh_from_db()
    assert (assessment.state, assessment.owner) == (A.MISSED, course.tutor.agency)
    referrals.lapse(referral=referral, reason="no_contact", by=course.tutor, at=AFTER)
    assessment.refresh_from_db()
    assert (assessment.state, assessment.reason) == (A.FAILED, "no_contact")


def test_no_longer_required_it_gives_the_seat_back() -> None:
    course = make_course(receiver="treatment")
    assessment = drug_tests.book(
        assessment=record(course).assessment, slot=course.slot, by=course.officer, at=AT
    )
    drug_tests.end(assessment=assessment, reason="reversed", by=course.officer, at=AT)
    assert RequiredAssessment.objects.get().state == A.ENDED
    assert Slot.objects.get().taken == 0


@pytest.mark.parametrize(
    ("said", "says"),
    [
        pytest.param({"substances": []}, "what the test found", id="positive of nothing"),
        pytest.param({"tested_at": AT + timedelta(1)}, "not in the future", id="tomorrow"),
    ],
)
def test_what_a_test_cannot_be(said: dict[str, object], says: str) -> None:
    course = make_course()
    with pytest.raises(ValidationError, match=says):
        record(course, **said)
    child = make_person(course.officer, born_on=date(2008, 4, 2))
    with pytest.raises(ValidationError, match="18 or over"):
        record(course, person=child)


@pytest.mark.parametrize("result", ["negative", "refused"])
def test_nothing_is_required_of_others(result: str) -> None:
    test = record(make_course(), result=result)
    assert test.substances == []
    assert not RequiredAssessment.objects.exists()


def test_a_test_is_kept_as_it_was() -> None:
    test = record(make_course())
    for change in (test.save, test.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert DrugTest.objects.count() == 1


# -- orders -----------------------------------------------------------------------------------------


def order(course: Course, **more: object) -> DrugOrder:
    said = {
        "person": make_person(course.officer),
        "court": "Fenmark Magistrates’ Court",
        "made_on": AT.date(),
        "months": 6,
        "review_weeks": 4,
        "consented": True,
        "slot": course.slot,
    }
    return drug_orders.make(by=course.officer, at=AT, **{**said, **more})


def test_an_order_is_reviewed_and_completed() -> None:
    course = make_course("probation", "treatment")
    one = order(course)
    days = [review.due_on for review in one.reviews.all()]
    assert (one.ends_on, one.due_on, len(days)) == (date(2026, 10, 1), days[0], 6)
    review = one.reviews.first()
    drug_orders.tell_attendance(review=review, attendance="most", by=course.tutor, at=AT)
    at = AT + timedelta(weeks=4)
    drug_orders.write_review(
        review=review, result="goes_on", held_on=at.date(), by=course.officer, at=at
    )
    one.refresh_from_db()
    assert one.due_on == days[1]
    with pytest.raises(ValidationError, match="already"):
        drug_orders.write_review(
            review=review, result="warned", held_on=at.date(), by=course.officer, at=at
        )
    with pytest.raises(ValidationError, match="Choose the reason"):
        drug_orders.end(order=one, state="revoked", on=at.date(), by=course.officer, at=at)
    one = drug_orders.end(order=one, state="completed", on=at.date(), by=course.officer, at=at)
    assert (one.state, one.due_on) == ("completed", None)
    with pytest.raises(ValidationError, match="over"):
        drug_orders.end(order=one, state="completed", on=at.date(), by=course.officer, at=at)


def test_an_order_needs_the_persons_word_and_is_nobody_elses() -> None:
    course = make_course("probation", "treatment")
    with pytest.raises(ValidationError, match="only if the person agrees"):
        order(course, consented=False)
    one = order(course)
    review = one.reviews.first()
    with pytest.raises(PermissionDenied):
        drug_orders.write_review(
            review=review, result="warned", held_on=AT.date(), by=course.tutor, at=AT
        )
    with pytest.raises(PermissionDenied):
        drug_orders.tell_attendance(
            review=review, attendance="none", by=worker("charity"), at=AT
        )


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        pytest.param(date(2026, 8, 31), 6, date(2027, 2, 28), id="to a shorter month"),
        pytest.param(date(2026, 4, 1), 9, date(2027, 1, 1), id="into the next year"),
        pytest.param(date(2026, 12, 5), 12, date(2027, 12, 5), id="a year from December"),
    ],
)
def test_months_after(day: date, months: int, after: date) -> None:
    assert months_after(day, months) == after


# -- reminded, escalated ----------------------------------------------------------------------------


def test_late_steps_are_reminded_of_once_and_then_escalated() -> None:
    course = make_course()
    manager = worker("police", role="manager")
    one = course.check()
    late = one.due_at + timedelta(hours=1)
    assert justice_telling.remind(at=late) == (1, 0)
    assert justice_telling.remind(at=late) == (0, 0)
    told = Notice.objects.get()
    assert (told.user, told.kind) == (course.officer.user, "diversion")
    assert told.path == f"/cases/diversions/{one.pk}"
    later = late + timedelta(days=4)
    assert justice_telling.remind(at=later) == (0, 1)
    assert justice_telling.remind(at=later) == (0, 0)
    assert Notice.objects.filter(user=manager.user).count() == 1


def test_a_provider_is_reminded_of_its_register_and_reviews_before_their_day() -> None:
    course = make_course("probation", "treatment")
    one = order(course)
    assert justice_telling.remind(at=AT) == (0, 0)
    assert justice_telling.remind(at=AT + timedelta(weeks=3, days=1)) == (1, 0)
    assert {note.user for note in Notice.objects.all()} == {
        course.officer.user,
        course.tutor.user,
    }
    assert {note.path for note in Notice.objects.all()} == {f"/cases/drug-orders/{one.pk}"}
    police = make_course()
    booked = police.booked()
    assert justice_telling.remind(at=booked.due_at + timedelta(hours=1))[0] == 1
    assert Notice.objects.filter(user=police.tutor.user, path="/cases/courses").exists()


def test_what_no_job_proposed_is_proposed_by_the_clock() -> None:
    course = make_course()
    one = course.complied()
    assert justice_telling.propose(at=AFTER) == 1
    one.refresh_from_db()
    assert one.state == "proposed"
    assert diversions.conditions(one) == {"complied", "accepted"}


def test_a_seat_that_is_gone_is_not_booked_twice() -> None:
    course = make_course(receiver="treatment", seats=1)
    drug_tests.book(
        assessment=record(course).assessment, slot=course.slot, by=course.officer, at=AT
    )
    other = record(course).assessment
    with pytest.raises(ValidationError, match="just taken"):
        drug_tests.book(assessment=other, slot=course.slot, by=course.officer, at=AT)
    later = make_slot(course.service, MEETS + timedelta(days=1))
    assert (
        drug_tests.book(assessment=other, slot=later, by=course.officer, at=AT).state
        == "booked"
    )
