"""Write down what people with lived experience said and what was done; see to what members need."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import Agency, EventKind, Membership, User
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board.models import (
    ActionItem,
    Decision,
    InvolvementEntry,
    InvolvementMember,
)
from fingerpost.service.board.models.involvement import EntryStatus
from fingerpost.service.board.owners import is_lead, is_of_owner

ADDRESS = re.compile(r"\S+@\S+\.\S+")
NUMBER = re.compile(r"(?:\d[\s-]?){7,}")  # of a telephone, of the NHS, of a case


@transaction.atomic
def write_down(
    *,
    on: date,
    who: str,
    you_said: str,
    owner: Agency,
    by: Membership,
    at: datetime,
    is_public: bool = True,
) -> InvolvementEntry:
    """Write down what a group said, and which agency answers. Never who said it."""
    policies.check(by, P.PLAN_MANAGE)
    if on > timezone.localdate(at):
        raise ValidationError("Choose a day that has come.")
    entry = InvolvementEntry(
        on=on,
        who=who.strip(),
        you_said=you_said.strip(),
        owner=owner,
        is_public=is_public,
        written_at=at,
        written_by=by.user,
    )
    _require_nobody(entry.who, entry.you_said)
    entry.full_clean(exclude=["owner", "written_by"])
    return _kept(entry, by, at)


@transaction.atomic
def answer(
    *,
    entry: InvolvementEntry,
    status: EntryStatus,
    we_did: str,
    by: Membership,
    at: datetime,
    decision: Decision | None = None,
    action_item: ActionItem | None = None,
) -> InvolvementEntry:
    """Say what was done, or why it is not; the owner does, or the lead."""
    entry = InvolvementEntry.objects.select_for_update().get(pk=entry.pk)
    if not (is_lead(by) or is_of_owner(entry.owner_id, by)):
        raise PermissionDenied("the owner of an entry or the lead answers it")
    if status == EntryStatus.HEARD:
        raise ValidationError("It was heard. Say what is done about it.")
    if not we_did.strip():
        raise ValidationError("Say what is done, or why it is not.")
    _require_nobody(we_did)
    entry.status, entry.we_did, entry.answered_at = status, we_did.strip(), at
    entry.decision, entry.action_item = decision, action_item
    return _kept(entry, by, at)


@transaction.atomic
def set_public(
    *, entry: InvolvementEntry, is_public: bool, by: Membership, at: datetime
) -> InvolvementEntry:
    """Say whether the public may read it."""
    policies.check(by, P.PLAN_MANAGE)
    entry = InvolvementEntry.objects.select_for_update().get(pk=entry.pk)
    entry.is_public = is_public
    return _kept(entry, by, at)


@transaction.atomic
def say_needs(
    *,
    person: User,
    agency: Agency,
    wants_easy_read: bool,
    wants_pre_meeting: bool,
    wants_expenses_paid: bool,
    other_needs: str,
    by: Membership,
    at: datetime,
) -> InvolvementMember:
    """Say what somebody needs to take part, and which agency sees to it.

    They say it themselves, or the lead of that agency does. What is new must be seen to again.
    """
    policies.check(by, P.BOARD_VIEW)
    if person.pk != by.user_id and not (is_lead(by) and agency.pk == by.agency_id):
        raise PermissionDenied(
            "somebody says what they need themselves, or the lead who sees to it"
        )
    said = {
        "agency": agency,
        "wants_easy_read": wants_easy_read,
        "wants_pre_meeting": wants_pre_meeting,
        "wants_expenses_paid": wants_expenses_paid,
        "other_needs": other_needs.strip(),
        "met_on": None,
        "met_how": "",
    }
    try:
        with transaction.atomic():
            member, _ = InvolvementMember.objects.update_or_create(person=person, defaults=said)
    except IntegrityError as error:  # of a row that the database does not show us
        raise ValidationError("Another agency sees to what they need.") from error
    return _seen(member, by, at)


@transaction.atomic
def see_to(
    *, member: InvolvementMember, how: str, by: Membership, at: datetime
) -> InvolvementMember:
    """Say how a member's needs were met for the next meeting; the lead of the agency that sees to it."""
    policies.check(by, P.PLAN_MANAGE)
    member = InvolvementMember.objects.select_for_update().get(pk=member.pk)
    if member.agency_id != by.agency_id:
        raise PermissionDenied("the agency that sees to it says how")
    if not how.strip():
        raise ValidationError("Say how they were met.")
    member.met_on, member.met_how = timezone.localdate(at), how.strip()
    member.save()
    return _seen(member, by, at)


def _require_nobody(*words: str) -> None:
    """Refuse what tells one person from another: an address, a number, the name of a member."""
    text = " ".join(words)
    if ADDRESS.search(text) or NUMBER.search(text):
        raise ValidationError(
            "Take out the address or the number: nobody is to be found by what they said."
        )
    names = InvolvementMember.objects.values_list("person__name", flat=True)
    if any(name.casefold() in text.casefold() for name in names):
        raise ValidationError("Take out the name of a member: say which group said it.")


def _kept(entry: InvolvementEntry, by: Membership, at: datetime) -> InvolvementEntry:
    entry.save()
    audit.record(
        EventKind.INVOLVEMENT_CHANGED,
        at=at,
        by=by,
        target_type="involvement_entry",
        target=entry.pk,
        agency=entry.owner_id,
    )
    return entry


def _seen(member: InvolvementMember, by: Membership, at: datetime) -> InvolvementMember:
    """Write down that it was changed, and no word of what somebody needs."""
    audit.record(
        EventKind.INVOLVEMENT_CHANGED,
        at=at,
        by=by,
        target_type="involvement_member",
        target=member.pk,
    )
    return member
