"""Write down a person, change what is known of them, and say that somebody died.

What was and what is stands in the values of the event, apart from it, so that retention can erase them; the
reason is chosen from a list, since an event is kept for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework import families, finding
from fingerpost.service.casework.actions import plans, referrals
from fingerpost.service.casework.models import DeathSource, Person, Referral, SupportPlan
from fingerpost.service.casework.plan_parts import PlanEnd
from fingerpost.service.casework.reasons import EndReason
from fingerpost.service.casework.states import OVER, Needs, Side, why_not
from fingerpost.service.casework.states import ReferralState as S

# What is written down of a person, in the order asked.
FIELDS: tuple[str, ...] = (
    "given_name",
    "family_name",
    "known_as",
    "born_on",
    "sex",
    "ethnicity",
    "local_number",
    "phone",
    "email",
    "postcode",
    "address",
    "safe_contact",
    "language",
    "support_needs",
)


class ChangeReason(models.TextChoices):
    """Why what is known of a person changes."""

    CHANGED = "changed", "It has changed since"
    MORE = "more", "We know more now"
    WRONG = "wrong", "It was written down wrongly"
    ASKED = "asked", "The person asked us to correct it"


@transaction.atomic
def keep(*, said: Mapping[str, Any], by: Membership, at: datetime) -> Person:
    """Write down somebody who is new to the agency.

    Parameters
    ----------
    said : mapping
        Values of `FIELDS`; both names at least.
    """
    policies.check(by, P.CASE_WORK)
    person = Person(agency=by.agency, made_at=at, made_by=by.user, changed_at=at)
    _say(person, said, at)
    person.save()
    finding.keep_keys(person)
    audit.record(EventKind.PERSON_KEPT, at=at, by=by, target_type="person", target=person.pk)
    return person


@transaction.atomic
def change(
    *,
    person: Person,
    said: Mapping[str, Any],
    reason: ChangeReason,
    by: Membership,
    at: datetime,
) -> Person:
    """Change what is known of somebody; what was stays in the history, with who changed it and why."""
    person = locked(person, by)
    before = {field: getattr(person, field) for field in FIELDS if field in said}
    _say(person, said, at)
    after = {field: getattr(person, field) for field in before}
    changed = [field for field in before if before[field] != after[field]]
    if not changed:
        raise ValidationError("Nothing is changed yet. Change what is different, then save it.")
    person.changed_at = at
    person.save(update_fields=[*changed, "changed_at"])
    finding.keep_keys(person)
    audit.record(
        EventKind.PERSON_KEPT,
        at=at,
        by=by,
        target_type="person",
        target=person.pk,
        reason=ChangeReason(reason).label,
        before={field: _kept(before[field]) for field in changed},
        after={field: _kept(after[field]) for field in changed},
    )
    return person


@transaction.atomic
def mark_died(
    *, person: Person, died_on: date, source: DeathSource, by: Membership, at: datetime
) -> Person:
    """Say that somebody died, when, and from whom it is known; what is open of theirs ends.

    Referrals sent are withdrawn; those received are ended with the same reason, and plans close, so that no worker of
    either side goes on trying to reach them. Nobody is referred any more.
    """
    person = locked(person, by)
    on = timezone.localdate(at)
    if person.died_on is not None:
        raise ValidationError("It is written down already.")
    if died_on > on or (person.born_on is not None and died_on < person.born_on):
        raise ValidationError("Choose a day between their birth and today.")
    person.died_on, person.death_source = died_on, DeathSource(source)
    person.changed_at = at
    person.save(update_fields=["died_on", "death_source", "changed_at"])
    audit.record(
        EventKind.PERSON_KEPT,
        at=at,
        by=by,
        target_type="person",
        target=person.pk,
        before={"died_on": None},
        after={"died_on": died_on.isoformat(), "death_source": person.death_source},
    )
    end_sent(families.referrals_sent(person), reason=EndReason.DIED, by=by, at=at)
    for one in families.referrals_received(person).exclude(state__in=OVER).order_by("pk"):
        given = (Needs.REASON, Needs.DEATH)
        if not why_not(S(one.state), S.LAPSED, side=Side.RECEIVER, given=given):
            referrals.lapse(referral=one, reason=EndReason.DIED, by=by, at=at)
    theirs = SupportPlan.objects.filter(person__in=families.numbers_of(person))
    for plan in theirs.filter(closed_at__isnull=True).order_by("pk"):
        plans.close(plan=plan, reason=PlanEnd.DIED, by=by, at=at)
    return person


@transaction.atomic
def correct_death(*, person: Person, by: Membership, at: datetime) -> Person:
    """Take back that somebody died: it was written down of the wrong person, or was not so."""
    policies.check(by, P.RECORDS_GOVERN)
    person = locked(person, by, may=P.RECORDS_GOVERN)
    if person.died_on is None:
        raise ValidationError("It is not written down that they died.")
    before = {"died_on": person.died_on.isoformat(), "death_source": person.death_source}
    person.died_on, person.death_source, person.changed_at = None, "", at
    person.save(update_fields=["died_on", "death_source", "changed_at"])
    audit.record(
        EventKind.PERSON_KEPT,
        at=at,
        by=by,
        target_type="person",
        target=person.pk,
        reason=ChangeReason.WRONG.label,
        before=before,
        after={"died_on": None},
    )
    return person


@transaction.atomic
def keep_from_sheet(
    *, referral: Referral, by: Membership, at: datetime, person: Person | None = None
) -> Person:
    """Say who of the receiver's own people a referral is about: one that it knows, or a new record.

    A new record is made from the sheet, with what the sender said there.
    """
    policies.check(by, P.CASE_WORK)
    referral = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    if referral.receiver_id != by.agency_id or referral.sent_at is None:
        raise ValidationError("Choose a referral that your agency received.")
    if referral.received_as_id is not None:
        raise ValidationError("It is linked to a record already.")
    if person is None:
        person = Person(agency=by.agency, made_at=at, made_by=by.user, changed_at=at)
        _say(person, from_sheet(referral), at)
        person.save()
        finding.keep_keys(person)
    else:
        person = locked(person, by)
    referral.received_as = person
    referral.save(update_fields=["received_as"])
    audit.record(
        EventKind.PERSON_KEPT,
        at=at,
        by=by,
        target_type="person",
        target=person.pk,
        after={"referral": referral.pk},
    )
    app.configure_task("casework.keep_sheet_keys").defer(referral=referral.pk)
    return person


def from_sheet(referral: Referral) -> dict[str, Any]:
    """Return what the sheet of a referral says of a person, as fields of a record."""
    sheet = referral.sheet
    given, _, family = sheet.name.strip().rpartition(" ")
    alike = {field: getattr(sheet, field) for field in FIELDS if hasattr(sheet, field)}
    return {
        **{field: value for field, value in alike.items() if value},
        "given_name": given or family,
        "family_name": family,
    }


def end_sent(
    sent: models.QuerySet[Referral], *, reason: EndReason, by: Membership, at: datetime
) -> int:
    """End what is open of referrals that the agency sent; return how many.

    One whose outcome was returned is closed: it ended with that.
    """
    found = list(sent.filter(sender=by.agency).exclude(state__in=OVER).order_by("pk"))
    for one in found:
        if one.state == S.OUTCOME:
            referrals.close(referral=one, by=by, at=at)
        else:
            referrals.withdraw(referral=one, reason=reason, by=by, at=at)
    return len(found)


def locked(person: Person, by: Membership, may: P = P.CASE_WORK) -> Person:
    """Return a person's record as it stands, held against everybody else, if it may be worked on."""
    policies.check(by, may)
    person = Person.objects.select_for_update().get(pk=person.pk, agency=by.agency)
    if person.erased_at is not None:
        raise ValidationError("This record was erased: its time was over.")
    if person.merged_into_id is not None:
        raise ValidationError("This record was merged into another. Work on that one.")
    return person


def _say(person: Person, said: Mapping[str, Any], at: datetime) -> None:
    assert set(said) <= set(FIELDS), "fields of a person"
    for field, value in said.items():
        setattr(person, field, value.strip() if isinstance(value, str) else value)
    person.clean_fields(exclude=["agency", "made_by"])
    if person.born_on is not None and person.born_on > timezone.localdate(at):
        raise ValidationError({"born_on": "Enter a day of birth that is not in the future."})
    if person.local_number:
        same = Person.objects.filter(
            agency=person.agency,
            local_number=person.local_number,
            merged_into__isnull=True,
            erased_at__isnull=True,
        )
        if same.exclude(pk=person.pk).exists():
            raise ValidationError(
                {"local_number": "Another record of your agency has this number."}
            )


def _kept(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
