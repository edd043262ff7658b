"""Say who holds a seat and who stands in, hand the chair on, and end a seat; none is removed."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import EventKind, Membership, User
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board.models import Seat


@transaction.atomic
def fill(
    *, seat: Seat, person: User | None, deputy: User | None, by: Membership, at: datetime
) -> Seat:
    """Say who holds a seat and who stands in for them."""
    seat = _open(seat, by)
    if person is not None and person == deputy:
        raise ValidationError("Somebody else stands in for who holds it.")
    if any(one is not None and not one.is_active for one in (person, deputy)):
        raise ValidationError("Choose somebody who can sign in.")
    seat.person, seat.deputy = person, deputy
    return _write_down(seat, by, at)


@transaction.atomic
def hand_on_chair(*, seat: Seat, by: Membership, at: datetime) -> Seat:
    """Make a seat the chair's; the one that was it stays a seat."""
    seat = _open(seat, by)
    for before in Seat.objects.select_for_update().filter(is_chair=True, until__isnull=True):
        before.is_chair = False
        _write_down(before, by, at)
    seat.is_chair = True
    return _write_down(seat, by, at)


@transaction.atomic
def end(*, seat: Seat, until: date, by: Membership, at: datetime) -> Seat:
    """End a seat with a day; what was said of it stays."""
    seat = _open(seat, by)
    if until < seat.since:
        raise ValidationError("It ends after it began.")
    if seat.is_chair:
        raise ValidationError("Hand the chair on to another seat first.")
    seat.until = until
    return _write_down(seat, by, at)


def _open(seat: Seat, by: Membership) -> Seat:
    policies.check(by, P.BOARD_PREPARE)
    seat = Seat.objects.select_for_update().get(pk=seat.pk)
    if seat.until is not None:
        raise ValidationError("The seat was ended.")
    return seat


def _write_down(seat: Seat, by: Membership, at: datetime) -> Seat:
    seat.save()
    audit.record(EventKind.SEAT_CHANGED, at=at, by=by, target_type="seat", target=seat.pk)
    return seat
