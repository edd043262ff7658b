"""A diversion goes its way: no step without an owner, no outcome before its rule, nothing known too widely."""

from __future__ import annotations

import threading
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.service.casework_making import make_person, worker
from tests.service.justice_making import AFTER, SAID, Course, make_course, make_slot
from tests.service.people import AT

from fingerpost.service.access.models import Event, EventKind
from fingerpost.service.casework.actions import diversions, referrals
from fingerpost.service.casework.diversion_states import (
    MOVES,
    OVER,
    STANDINGS,
    Asks,
    DiversionState,
    Party,
    moves_from,
    reason_words,
    why_not,
)
from fingerpost.service.casework.models import Diversion, Referral, Slot

pytestmark = pytest.mark.django_db
S = DiversionState
HOUR = timedelta(hours=1)


# -- the table of states ----------------------------------------------------------------------------


def test_the_table_is_complete() -> None:
    assert set(STANDINGS) == set(S) - OVER, "each open state says who owes what"
    for state in S:
        leads_on = {one.after for one in MOVES if one.before == state}
        assert bool(leads_on) != (state in OVER), state
        owes = STANDINGS.get(state)
        if owes is not None:
            assert moves_from(state, owes.party), f"{state}: who owes it can do it"
    reached = {S.UNCLEAR, S.ELIGIBLE, S.NOT_ELIGIBLE}
    for _ in S:
        reached |= {one.after for one in MOVES if one.before in reached}
    assert reached == set(S)


def test_no_move_twice_and_what_is_not_listed_is_refused() -> None:
    listed = [(one.before, one.after, one.party) for one in MOVES]
    assert len(set(listed)) == len(listed)
    for before, after, party in product(S, S, Party):
        refused = why_not(before, after, party=party, given=tuple(Asks))
        assert bool(refused) == ((before, after, party) not in listed)


def test_no_outcome_is_proposed_or_recorded_but_after_compliance_or_breach() -> None:
    into = {one.before for one in MOVES if one.after in (S.PROPOSED, S.RECORDED)}
    assert into == {S.COMPLIED, S.PROPOSED, S.BREACHED}
    assert reason_words("never_came") == "Never came"


# -- the way ----------------------------------------------------------------------------------------


def test_from_the_check_to_the_outcome() -> None:
    course = make_course()
    one = course.booked()
    assert (one.state, one.owner) == (S.BOOKED, course.tutor.agency)
    course.slot.refresh_from_db()
    assert course.slot.taken == 1
    sheet = one.referral.sheet
    assert sheet.name == "Jordan Lake"
    assert "92" not in sheet.why, "the course is not told the offence"
    with pytest.raises(ValidationError, match="still to come"):
        referrals.attended(referral=one.referral, by=course.tutor, at=AT + HOUR)
    referral = referrals.attended(referral=one.referral, by=course.tutor, at=AFTER)
    one.refresh_from_db()
    assert one.state == S.ATTENDED
    with pytest.raises(ValidationError, match="completed, or was left early"):
        referrals.return_outcome(
            referral=referral, outcome="started", by=course.tutor, at=AFTER
        )
    referrals.return_outcome(referral=referral, outcome="completed", by=course.tutor, at=AFTER)
    one = diversions.propose_outcome(diversion=one, at=AFTER)
    assert (one.state, one.owner) == (S.PROPOSED, course.officer.agency)
    again = diversions.propose_outcome(diversion=one, at=AFTER)
    said = again.outcomes.get()
    assert (said.number, said.word, "No admission" in said.why) == ("22", "proposed", True)
    with pytest.raises(ValidationError, match="no admission is written down"):
        diversions.record_outcome(
            diversion=one, number="8", on=AFTER.date(), by=course.officer, at=AFTER
        )
    with pytest.raises(ValidationError, match="Enter a day from"):
        diversions.record_outcome(
            diversion=one, number="22", on=AT.date(), by=course.officer, at=AFTER
        )
    one = diversions.record_outcome(
        diversion=one, number="22", on=AFTER.date(), by=course.officer, at=AFTER
    )
    assert (one.state, one.owner, one.due_at) == (S.RECORDED, None, None)
    assert Referral.objects.get(pk=referral.pk).state == "closed"
    moved = Event.objects.filter(kind=EventKind.DIVERSION_MOVED, target=str(one.pk))
    assert moved.count() == one.steps.count() == 8
    with pytest.raises(ValidationError, match="over"):
        diversions.end(diversion=one, reason="mistake", by=course.officer, at=AFTER)


def test_not_eligible_is_over_and_says_why() -> None:
    one = make_course().check(offence="92A")
    assert (one.state, one.owner) == (S.NOT_ELIGIBLE, None)
    kept = one.checks.get()
    assert (kept.answer, kept.rules_version) == ("no", "2026-11")
    assert "is not an offence of this scheme" in kept.results[0]["because"]


def test_what_is_not_known_is_found_out_and_checked_again() -> None:
    course = make_course()
    one = course.check(said={**SAID, "elsewhere": None})
    assert (one.state, one.owner) == (S.UNCLEAR, course.officer.agency)
    with pytest.raises(ValidationError, match="cannot become"):
        diversions.offer(diversion=one, terms="voluntary", by=course.officer, at=AT)
    one = diversions.check_again(
        diversion=one, offence="92D", said=SAID, by=course.officer, at=AT + HOUR
    )
    assert (one.state, one.checks.count()) == (S.ELIGIBLE, 2)


def test_a_diversion_within_the_year_stands_against_a_second() -> None:
    course = make_course()
    first = course.accepted()
    second = course.check(first.person)
    assert second.state == S.NOT_ELIGIBLE
    refused = course.check(make_person(course.officer))
    assert refused.state == S.ELIGIBLE


def test_breach_is_a_code_and_they_may_try_again() -> None:
    course = make_course()
    one = course.booked()
    referral = referrals.missed(referral=one.referral, by=course.tutor, at=AFTER)
    one.refresh_from_db()
    assert (one.state, one.owner) == (S.MISSED, course.tutor.agency)
    referral = referrals.try_contact(
        referral=referral, channel="phone", by=course.tutor, at=AFTER
    )
    referrals.lapse(referral=referral, reason="no_contact", by=course.tutor, at=AFTER)
    one.refresh_from_db()
    assert (one.state, one.reason, one.owner) == (
        S.BREACHED,
        "no_contact",
        course.officer.agency,
    )
    for number in ("22", "8", "3A"):
        with pytest.raises(ValidationError, match="was not done"):
            diversions.record_outcome(
                diversion=one, number=number, on=AFTER.date(), by=course.officer, at=AFTER
            )
    one = diversions.let_try_again(diversion=one, by=course.officer, at=AFTER)
    assert (one.state, one.provider, one.referral) == (S.ACCEPTED, None, None)
    later = make_slot(course.service, AFTER + timedelta(days=7))
    one = diversions.book(diversion=one, slot=later, by=course.officer, at=AFTER)
    assert one.state == S.BOOKED


def test_a_correction_by_the_provider_takes_the_proposal_back() -> None:
    course = make_course()
    one = diversions.propose_outcome(diversion=course.complied(), at=AFTER)
    referrals.correct_outcome(referral=one.referral, by=course.tutor, at=AFTER)
    one.refresh_from_db()
    assert (one.state, one.complied_at) == (S.ATTENDED, None)
    with pytest.raises(ValidationError):
        diversions.record_outcome(
            diversion=one, number="22", on=AFTER.date(), by=course.officer, at=AFTER
        )


def test_ending_it_gives_the_seat_back() -> None:
    course = make_course()
    one = course.booked()
    one = diversions.end(diversion=one, reason="no_offence", by=course.officer, at=AT + HOUR)
    course.slot.refresh_from_db()
    assert (one.state, one.referral.pk, course.slot.taken) == (S.ENDED, one.referral_id, 0)
    told = Referral.objects.get(pk=one.referral_id)
    assert (told.state, told.end_reason) == ("withdrawn", "not_required")


def test_where_nothing_is_agreed_nothing_is_booked() -> None:
    from fingerpost.service.access.models import Flow

    course = make_course()
    one = course.accepted()
    Flow.objects.filter(item="diversion").delete()
    with pytest.raises(ValidationError, match="No agreement allows A diversion"):
        diversions.book(diversion=one, slot=course.slot, by=course.officer, at=AT)
    Slot.objects.get(taken=0)
    assert not Referral.objects.exists()


def test_only_the_police_of_it_and_nobody_without_the_permission() -> None:
    course = make_course()
    one = course.check()
    for other in (worker("probation"), course.tutor):
        with pytest.raises(PermissionDenied):
            diversions.offer(diversion=one, terms="voluntary", by=other, at=AT)
    with pytest.raises(ValidationError, match="own agency"):
        course.check(make_person(course.tutor))


# -- what must always hold --------------------------------------------------------------------------

POLICE_DO: dict[str, Any] = {
    "again": lambda one, by, at, slot: diversions.check_again(
        diversion=one, offence="92D", said=SAID, by=by, at=at
    ),
    "offer": lambda one, by, at, slot: diversions.offer(
        diversion=one, terms="condition", by=by, at=at
    ),
    "not offer": lambda one, by, at, slot: diversions.not_offer(
        diversion=one, reason="no_place", by=by, at=at
    ),
    "accept": lambda one, by, at, slot: diversions.accept(diversion=one, by=by, at=at),
    "refuse": lambda one, by, at, slot: diversions.refuse(
        diversion=one, reason="time", by=by, at=at
    ),
    "book": lambda one, by, at, slot: diversions.book(diversion=one, slot=slot, by=by, at=at),
    "retry": lambda one, by, at, slot: diversions.let_try_again(diversion=one, by=by, at=at),
    "end": lambda one, by, at, slot: diversions.end(
        diversion=one, reason="mistake", by=by, at=at
    ),
    "22": lambda one, by, at, slot: diversions.record_outcome(
        diversion=one, number="22", on=at.date(), by=by, at=at
    ),
    "1": lambda one, by, at, slot: diversions.record_outcome(
        diversion=one, number="1", on=at.date(), by=by, at=at
    ),
    "propose": lambda one, by, at, slot: diversions.propose_outcome(diversion=one, at=at),
}
PROVIDER_DOES: dict[str, Any] = {
    "attended": lambda one, by, at: referrals.attended(
        referral=one.referral, by=by, at=at, late_reason="staff"
    ),
    "missed": lambda one, by, at: referrals.missed(
        referral=one.referral, by=by, at=at, late_reason="staff"
    ),
    "tried": lambda one, by, at: referrals.try_contact(
        referral=one.referral, channel="text", by=by, at=at, late_reason="staff"
    ),
    "lapse": lambda one, by, at: referrals.lapse(
        referral=one.referral, reason="no_contact", by=by, at=at, late_reason="staff"
    ),
    "done": lambda one, by, at: referrals.return_outcome(
        referral=one.referral, outcome="completed", by=by, at=at, late_reason="staff"
    ),
    "left": lambda one, by, at: referrals.return_outcome(
        referral=one.referral, outcome="left_early", by=by, at=at, late_reason="staff"
    ),
    "correct": lambda one, by, at: referrals.correct_outcome(
        referral=one.referral, by=by, at=at
    ),
    "up again": lambda one, by, at: referrals.take_up_again(
        referral=one.referral, by=by, at=at
    ),
}


def test_no_sequence_leaves_it_without_an_owner_or_records_22_before_it_is_done() -> None:
    from django.db import transaction

    course = make_course()

    @settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        unclear=st.booleans(),
        steps=st.lists(
            st.sampled_from(
                [
                    *POLICE_DO,
                    *PROVIDER_DOES,
                    *("offer", "accept", "book", "attended", "done") * 3,
                ]
            ),
            max_size=14,
        ),
    )
    def holds(unclear: bool, steps: list[str]) -> None:
        with transaction.atomic():
            _walk(course, unclear, steps)
            transaction.set_rollback(True)

    holds()


def _walk(course: Course, unclear: bool, steps: list[str]) -> None:
    """Take steps one a day; what is refused is refused, and the rest always holds."""
    from django.db import transaction

    one = course.check(said={**SAID, "supplies": None if unclear else False})
    at = AT
    for name in steps:
        at += timedelta(days=1)
        slot = make_slot(course.service, at + timedelta(hours=12))
        try:
            with transaction.atomic():
                if name in POLICE_DO:
                    POLICE_DO[name](one, course.officer, at, slot)
                elif one.referral is not None:
                    PROVIDER_DOES[name](one, course.tutor, at)
        except (ValidationError, PermissionDenied):
            continue
        one = Diversion.objects.get(pk=one.pk)
        is_over = S(one.state) in OVER
        assert (one.owner_id is None) == (one.due_at is None) == is_over
        assert (one.over_at is not None) == is_over
        assert one.steps.last().after == one.state
        for outcome in one.outcomes.filter(number="22").exclude(word="not_proposed"):
            assert one.steps.filter(after=S.COMPLIED, at__lte=outcome.at).exists()
            assert outcome.word != "recorded" or one.complied_at is not None
        held = Referral.objects.filter(slot__isnull=False).count()
        assert sum(Slot.objects.values_list("taken", flat=True)) == held


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_book_the_last_seat_at_once() -> None:
    from django.db import connection

    course = make_course(seats=1)
    both = [course.accepted(), course.accepted()]
    ready, said = threading.Barrier(2), []

    def try_to_book(one: Diversion) -> None:
        ready.wait()
        try:
            diversions.book(diversion=one, slot=course.slot, by=course.officer, at=AT)
            said.append("booked")
        except ValidationError as error:
            said.append(error.messages[0])
        finally:
            connection.close()

    tries = [threading.Thread(target=try_to_book, args=(one,)) for one in both]
    for one in tries:
        one.start()
    for one in tries:
        one.join()
    assert sorted(said) == ["That time was just taken. Choose another.", "booked"]
    course.slot.refresh_from_db()
    assert course.slot.taken == 1
    assert Referral.objects.count() == 1
    assert sorted(Diversion.objects.values_list("state", flat=True)) == ["accepted", "booked"]
