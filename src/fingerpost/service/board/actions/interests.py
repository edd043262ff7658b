"""Declare a conflict of interest for an item, and what follows from it."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board.models import AgendaItem, Handling, Interest, Seat
from fingerpost.service.board.states import TAKES_PAPERS


@transaction.atomic
def declare(
    *,
    item: AgendaItem,
    seat: Seat,
    words: str,
    handling: Handling,
    by: Membership,
    at: datetime,
) -> Interest:
    """Declare an interest for a seat: who holds it does, or the lead. Said again, the last word counts.

    It counts for the deputy as well. Who leaves gets no paper to the item, and it is not in their pack.
    """
    policies.check(by, P.BOARD_VIEW)
    is_mine = by.user_id in (seat.person_id, seat.deputy_id)
    if not is_mine and not by.allows(P.BOARD_PREPARE):
        raise PermissionDenied("one declares an interest for one's own seat")
    if item.is_struck or item.meeting.status not in TAKES_PAPERS:
        raise ValidationError("The meeting does not come to this item any more.")
    if not words.strip():
        raise ValidationError("Say what the interest is.")
    interest, _ = Interest.objects.update_or_create(
        item=item,
        seat=seat,
        defaults={
            "words": words.strip(),
            "handling": handling,
            "declared_at": at,
            "declared_by": by.user,
        },
    )
    audit.record(
        EventKind.INTEREST_DECLARED,
        at=at,
        by=by,
        target_type="agenda_item",
        target=item.pk,
        agency=seat.agency_id,
    )
    return interest
