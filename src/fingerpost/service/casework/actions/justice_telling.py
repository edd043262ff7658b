"""Tell the people whom a diversion, a required assessment or an order concerns; remind, and escalate.

Run by jobs, as the service. A notice says that something waits and where: no name, no offence, no result.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from fingerpost.service.access import audit, selectors
from fingerpost.service.access.actions import notices
from fingerpost.service.access.models import EventKind, NoticeKind, User
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework.actions import diversions
from fingerpost.service.casework.models import (
    Diversion,
    DrugOrder,
    OrderReview,
    RequiredAssessment,
)

PATIENCE = timedelta(days=3)  # after a step was due, the managers are told
BEFORE_A_REVIEW = timedelta(days=7)


@transaction.atomic
def tell_of_diversion(number: int, *, at: datetime) -> None:
    """Tell who owes the next step of a diversion; once it is over, the officer knows."""
    diversion = Diversion.objects.select_related("officer").get(pk=number)
    if diversion.owner_id is not None:
        _tell(_owing(diversion, at), _page(diversion), at)


@transaction.atomic
def tell_of_assessment(number: int, *, at: datetime) -> None:
    """Tell who owes the next step of a required assessment, or the officer how it ended."""
    assessment = RequiredAssessment.objects.select_related("officer").get(pk=number)
    _tell(_owing(assessment, at), _page(assessment), at)


@transaction.atomic
def tell_of_order(number: int, *, is_providers: bool, at: datetime) -> None:
    """Tell the provider of an order, or the officer who keeps it, that there is news."""
    order = DrugOrder.objects.select_related("officer").get(pk=number)
    people = (
        _workers(order.provider_id, at)
        if is_providers
        else _officer(order.officer, order.agency_id, at)
    )
    _tell(people, reverse("casework:order", args=[order.pk]), at)


def remind(*, at: datetime) -> tuple[int, int]:
    """Remind of steps that are late, and escalate those that stay so; each once. Return how many."""
    late = Diversion.objects.filter(owner__isnull=False, due_at__lt=at)
    reminded = 0
    for one in late.filter(reminded_at__isnull=True).order_by("pk"):
        reminded += _remind_of_diversion(one, at)
    escalated = 0
    for one in late.filter(due_at__lt=at - PATIENCE, escalated_at__isnull=True).order_by("pk"):
        escalated += _escalate(one, at)
    for required in RequiredAssessment.objects.filter(
        owner__isnull=False, due_at__lt=at, reminded_at__isnull=True
    ).order_by("pk"):
        reminded += _remind_of_assessment(required, at)
    on = timezone.localdate(at)
    for review in OrderReview.objects.filter(
        result="",
        due_on__lte=on + BEFORE_A_REVIEW,
        reminded_at__isnull=True,
        order__state="in_force",
    ).order_by("pk"):
        reminded += _remind_of_review(review, at)
    return reminded, escalated


def propose(*, at: datetime) -> int:
    """Propose outcomes that no job has proposed yet; return of how many diversions it was asked."""
    waiting = list(Diversion.objects.filter(state="complied").order_by("pk"))
    for one in waiting:
        diversions.propose_outcome(diversion=one, at=at)
    return len(waiting)


@transaction.atomic
def _remind_of_diversion(diversion: Diversion, at: datetime) -> bool:
    held = Diversion.objects.select_for_update().get(pk=diversion.pk)
    if held.reminded_at is not None or not held.is_late(at):
        return False
    held.reminded_at = at
    held.save(update_fields=["reminded_at"])
    _tell(_owing(held, at), _page(held), at)
    _chased(held, at)
    return True


@transaction.atomic
def _escalate(diversion: Diversion, at: datetime) -> bool:
    held = Diversion.objects.select_for_update().get(pk=diversion.pk)
    if held.escalated_at is not None or not held.is_late(at - PATIENCE):
        return False
    held.escalated_at = at
    held.save(update_fields=["escalated_at"])
    for agency in {held.owner_id, held.agency_id}:
        assert agency is not None, "it is late, so somebody owes it"
        path = _page_for(held, agency)
        _tell(_holders(agency, P.CASE_MANAGE, timezone.localdate(at)), path, at)
    _chased(held, at)
    return True


@transaction.atomic
def _remind_of_assessment(assessment: RequiredAssessment, at: datetime) -> bool:
    held = RequiredAssessment.objects.select_for_update().get(pk=assessment.pk)
    if held.reminded_at is not None or held.due_at is None or held.due_at >= at:
        return False
    held.reminded_at = at
    held.save(update_fields=["reminded_at"])
    _tell(_owing(held, at), _page(held), at)
    audit.record(
        EventKind.TEST_RECORDED,
        at=at,
        target_type="assessment",
        target=held.pk,
        agency=held.agency_id,
    )
    return True


@transaction.atomic
def _remind_of_review(review: OrderReview, at: datetime) -> bool:
    held = OrderReview.objects.select_for_update().get(pk=review.pk)
    if held.reminded_at is not None or held.result:
        return False
    held.reminded_at = at
    held.save(update_fields=["reminded_at"])
    order = DrugOrder.objects.select_related("officer").get(pk=held.order_id)
    people = _officer(order.officer, order.agency_id, at)
    if not held.attendance:
        people += _workers(order.provider_id, at)
    _tell(people, reverse("casework:order", args=[order.pk]), at)
    audit.record(
        EventKind.ORDER_KEPT,
        at=at,
        target_type="drug_order",
        target=order.pk,
        agency=order.agency_id,
    )
    return True


def _chased(diversion: Diversion, at: datetime) -> None:
    audit.record(
        EventKind.REFERRAL_CHASED,
        at=at,
        target_type="diversion",
        target=diversion.pk,
        agency=diversion.agency_id,
    )


def _owing(record: Diversion | RequiredAssessment, at: datetime) -> list[User]:
    """Return whoever is to do the next step: the officer, or those who work for the provider."""
    if record.provider_id is not None and record.owner_id == record.provider_id:
        return _workers(record.provider_id, at)
    return _officer(record.officer, record.agency_id, at)


def _page(record: Diversion | RequiredAssessment) -> str:
    return _page_for(record, record.owner_id or record.agency_id)


def _page_for(record: Diversion | RequiredAssessment, agency: int) -> str:
    if agency == record.provider_id:
        return reverse("casework:courses")
    if isinstance(record, Diversion):
        return reverse("casework:diversion", args=[record.pk])
    return reverse("casework:drug_test", args=[record.test_id])


def _officer(officer: User, agency: int, at: datetime) -> list[User]:
    """Return the officer, or everybody of the agency who could, once they are gone."""
    found = _holders(agency, P.JUSTICE_WORK, timezone.localdate(at))
    return [officer] if officer in found else found


def _workers(agency: int, at: datetime) -> list[User]:
    return _holders(agency, P.CASE_WORK, timezone.localdate(at))


def _holders(agency: int, permission: P, on: date) -> list[User]:
    return [one.user for one in selectors.held_in(agency, on=on) if one.allows(permission)]


def _tell(people: list[User], path: str, at: datetime) -> None:
    notices.tell(people, kind=NoticeKind.DIVERSION, path=path, at=at)
