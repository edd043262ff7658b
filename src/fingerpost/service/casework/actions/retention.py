"""Find the records whose time is over, keep one on with a reason, or erase it; only people decide.

Erasing empties what identifies: the record, its keys, what was told on sheets, own words, and the values of
events. The events stay, and the referrals with their codes and days, which name nobody.
"""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Field, Q
from django.utils import timezone
from procrastinate.contrib.django import app

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import Agency, EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework import families, finding, retention
from fingerpost.service.casework.actions import people
from fingerpost.service.casework.models import (
    ERASED,
    Draft,
    KeepOn,
    Person,
    Referral,
    ReferralDetail,
    ReferralSheet,
    SheetKey,
)
from fingerpost.service.casework.months import months_after

AT_ONCE = 500
LONGEST_MONTHS = 120  # that one decision keeps a record on

EMPTIED = (
    "local_number",
    "given_name",
    "family_name",
    "known_as",
    "postcode",
    "address",
    "phone",
    "email",
    "safe_contact",
    "language",
    "support_needs",
)


def find_due(*, at: datetime) -> int:
    """Mark the records whose time is over, for their agencies to decide on; return how many.

    Run as the service, each month. It marks and erases nothing, and may run twice.
    """
    on = timezone.localdate(at)
    newest = months_after(on, -min(retention.months_by_kind().values()))
    shortest = months_after(on, -1)  # the least that an agreement can say
    untouched = Person.objects.filter(
        changed_at__date__lte=shortest,
        review_on__isnull=True,
        erased_at__isnull=True,
        merged_into__isnull=True,
    ).select_related("agency")
    old = Q(changed_at__date__lte=newest) | Q(received__isnull=False)
    numbers = list(untouched.filter(old).order_by("pk").values_list("pk", flat=True).distinct())
    marked = 0
    for person in Person.objects.filter(review_on__isnull=False, erased_at__isnull=True):
        if retention.due_on(person) > on:  # somebody dealt with them since
            Person.objects.filter(pk=person.pk).update(review_on=None)
    for first in range(0, len(numbers), AT_ONCE):
        for person in untouched.filter(pk__in=numbers[first : first + AT_ONCE]):
            due = retention.due_on(person)
            if due <= on:
                marked += Person.objects.filter(pk=person.pk).update(review_on=due)
    return marked


@transaction.atomic
def keep_on(
    *, person: Person, until: date, reason: str, by: Membership, at: datetime
) -> KeepOn:
    """Decide that a record is kept on beyond its time, until a day, and say why."""
    person = people.locked(person, by, may=P.RECORDS_GOVERN)
    on = timezone.localdate(at)
    if not reason.strip():
        raise ValidationError("Say why it is kept on.")
    if not on < until <= months_after(on, LONGEST_MONTHS):
        raise ValidationError("Choose a day after today, ten years on at most.")
    kept = KeepOn(
        person=person, agency=by.agency, until=until, reason=reason.strip(), at=at, by=by.user
    )
    kept.save()
    person.review_on = None
    person.save(update_fields=["review_on"])
    audit.record(
        EventKind.RETENTION_DECIDED, at=at, by=by, target_type="person", target=person.pk
    )
    return kept


@transaction.atomic
def erase(*, person: Person, by: Membership, at: datetime) -> Person:
    """Erase what identifies a person whose time is over; it cannot be taken back.

    Raises
    ------
    ValidationError
        While it is not due, or something of theirs is open.
    """
    person = people.locked(person, by, may=P.RECORDS_GOVERN)
    why_not = retention.why_not_yet(person, on=timezone.localdate(at))
    if why_not:
        raise ValidationError(why_not)
    for one in [person, *families.merged_into(person)]:
        for field in EMPTIED:
            setattr(one, field, "")
        one.born_on = one.died_on = one.review_on = None
        one.death_source, one.erased_at = "", at
        one.save()
        finding.keep_keys(one)
    audit.record(EventKind.PERSON_ERASED, at=at, by=by, target_type="person", target=person.pk)
    app.configure_task("casework.erase_traces").defer(person=person.pk)
    return person


@transaction.atomic
def erase_traces(number: int, *, at: datetime) -> None:
    """Empty what else names a person who was erased; run as the service, which reaches all of it.

    The sheets by which they were sent or received, what the agency wrote of them in own words, reasons,
    drafts of forms, and the values of events.
    """
    person = Person.objects.get(pk=number, erased_at__isnull=False)
    numbers = families.numbers_of(person)
    about = Referral.objects.filter(Q(person__in=numbers) | Q(received_as__in=numbers))
    referrals = list(about.values_list("pk", flat=True))
    _empty_sheets(referrals)
    ReferralDetail.objects.filter(referral__in=referrals, agency=person.agency_id).exclude(
        words=""
    ).update(words="")
    about.exclude(companion="").update(companion="")
    KeepOn.objects.filter(person__in=numbers).exclude(reason="").update(reason="")
    for one in numbers:
        Draft.objects.filter(
            agency=person.agency_id, path__startswith=f"/cases/people/{one}/"
        ).delete()
    for eraser in retention.ERASERS:
        eraser(numbers)
    audit.erase_values("person", numbers, agency=person.agency_id, at=at)


@transaction.atomic
def erase_sheets(*, by: Membership, at: datetime) -> int:
    """Erase what was told with referrals that led to no record and whose time is over; return how many."""
    policies.check(by, P.RECORDS_GOVERN)
    due = retention.sheets_due(by.agency, on=timezone.localdate(at)).count()
    if not due:
        raise ValidationError("None is due.")
    audit.record(
        EventKind.PERSON_ERASED,
        at=at,
        by=by,
        target_type="sheets",
        reason=f"{due} sheets of referrals that led to no record",
    )
    app.configure_task("casework.empty_sheets").defer(agency=by.agency_id, at=at.isoformat())
    return due


@transaction.atomic
def empty_sheets(agency: Agency, *, at: datetime) -> int:
    """Empty the sheets that an agency decided on at a time; run as the service."""
    due = retention.sheets_due(agency, on=timezone.localdate(at))
    return _empty_sheets(list(due.values_list("pk", flat=True)))


def _empty_sheets(referrals: list[int]) -> int:
    emptied: dict[str, object] = {
        field.name: None if field.null else ""
        for field in ReferralSheet._meta.get_fields()
        if isinstance(field, Field) and not field.is_relation
    }
    SheetKey.objects.filter(referral__in=referrals).delete()
    return ReferralSheet.objects.filter(pk__in=referrals).update(**{**emptied, "name": ERASED})
