"""Save a way to look at the worklists, and give several referrals to somebody at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from fingerpost.service.access import policies
from fingerpost.service.access.models import Membership, User
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework.actions.referrals import give_to
from fingerpost.service.casework.models import Referral, SavedFilter

AT_MOST = 20  # filters of one person
AT_ONCE = 100  # referrals


@transaction.atomic
def save_filter(
    *,
    name: str,
    query: Mapping[str, str],
    is_default: bool,
    by: Membership,
    at: datetime,
) -> SavedFilter:
    """Save a filter for oneself; one of that name is replaced.

    It is a habit of the person's own and no record, so no event tells of it.
    """
    policies.check(by, P.CASE_VIEW)
    own = SavedFilter.objects.filter(person=by.user, agency=by.agency)
    if own.exclude(name=name.strip()).count() >= AT_MOST:
        raise ValidationError(f"You have {AT_MOST} filters. Remove one first.")
    if is_default:
        own.filter(is_default=True).update(is_default=False)
    return SavedFilter.objects.update_or_create(
        person=by.user,
        agency=by.agency,
        name=name.strip(),
        defaults={"query": dict(query), "is_default": is_default, "made_at": at},
    )[0]


@transaction.atomic
def remove_filter(*, saved: SavedFilter, by: Membership) -> None:
    """Remove a filter of one's own."""
    if (saved.person_id, saved.agency_id) != (by.user_id, by.agency_id):
        raise PermissionDenied("filter of somebody else")
    saved.delete()


@transaction.atomic
def give_all(
    *, numbers: Collection[int], person: User, by: Membership, at: datetime
) -> list[Referral]:
    """Give several referrals that one's agency owes to somebody of it; all or none.

    Each has its own event and word to whom it is given. They are held in the order of their numbers, so
    that two who give at once wait for one another and never for ever.
    """
    policies.check(by, P.CASE_MANAGE)
    if not numbers:
        raise ValidationError("Tick at least one.")
    if len(numbers) > AT_ONCE:
        raise ValidationError(f"Give at most {AT_ONCE} at once.")
    held = list(
        Referral.objects.filter(pk__in=numbers, owner=by.agency)
        .select_for_update()
        .order_by("pk")
    )
    if len(held) != len(set(numbers)):
        raise ValidationError(
            "Some of these are not owed by your agency any more. Look at the list again."
        )
    return [give_to(referral=one, person=person, by=by, at=at) for one in held]
