"""Write down that somebody asked what is kept of them, and answer with all of it."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework import subject_access
from fingerpost.service.casework.actions import people
from fingerpost.service.casework.models import AccessRequest, Person
from fingerpost.service.casework.months import answer_due


@transaction.atomic
def ask(*, person: Person, asked_on: date, by: Membership, at: datetime) -> AccessRequest:
    """Write down that a person asked; who takes the request need not be who answers it."""
    may = P.CASE_WORK if by.allows(P.CASE_WORK) else P.RECORDS_GOVERN
    person = people.locked(person, by, may=may)
    if asked_on > timezone.localdate(at):
        raise ValidationError("Choose the day on which they asked; it cannot be in the future.")
    if person.asked.filter(answered_at__isnull=True).exists():
        raise ValidationError("They asked already, and it is not answered yet.")
    request = AccessRequest.objects.create(
        person=person,
        agency=by.agency,
        asked_on=asked_on,
        due_on=answer_due(asked_on),
        made_at=at,
        made_by=by.user,
    )
    audit.record(
        EventKind.RETENTION_DECIDED,
        at=at,
        by=by,
        target_type="access_request",
        target=request.pk,
        reason="They asked what is kept of them",
    )
    return request


@transaction.atomic
def answer(*, request: AccessRequest, by: Membership, at: datetime) -> bytes:
    """Return everything that the agency holds of who asked, and write down that it was answered.

    It may be taken again: each time is an event, and the first one is the answer.
    """
    policies.check(by, P.RECORDS_GOVERN)
    request = AccessRequest.objects.select_for_update().get(pk=request.pk, agency=by.agency)
    person = Person.objects.select_related("agency").get(pk=request.person_id)
    if person.erased_at is not None:
        raise ValidationError("This record was erased: its time was over.")
    on = timezone.localdate(at)
    sections = subject_access.collect(person, viewer=by, on=on)
    if request.answered_at is None:
        request.answered_at, request.answered_by = at, by.user
        request.save(update_fields=["answered_at", "answered_by"])
    audit.record(
        EventKind.ACCESS_ANSWERED,
        at=at,
        by=by,
        target_type="person",
        target=person.pk,
    )
    return subject_access.as_zip(sections, agency=by.agency.name, at=at)
