"""Who sits on the board of a demo: ten agencies, each by an office."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from fingerpost.service.access.models import AgencyKind as K
from fingerpost.service.board.actions import meetings, seats
from fingerpost.service.board.demo import cast
from fingerpost.service.board.models import Seat

BEFORE = timedelta(days=400)
# The agency, the office, and in which role who holds it signs in, if anybody does.
SEATS: tuple[tuple[K, str, str], ...] = (
    (K.PCC, "Commissioner", "chair"),
    (K.PUBLIC_HEALTH, "Director of Public Health", "analyst"),
    (K.POLICE, "Assistant Chief Constable", "board"),
    (K.PROBATION, "Head of the probation delivery unit", "board"),
    (K.PRISON, "Governor", "manager"),
    (K.TREATMENT, "Chief executive of the treatment service", "manager"),
    (K.HOUSING, "Head of housing and homelessness", "board"),
    (K.NHS, "Chief nurse", ""),
    (K.COUNCIL, "Director of children’s services", ""),
    (K.LIVED_EXPERIENCE, "Member with lived experience", "board"),
)


@transaction.atomic
def make(*, at: datetime) -> None:
    """Give the seats, and say who holds them."""
    if Seat.objects.exists():
        return
    lead, then = cast.lead(), at - BEFORE
    for kind, office, role in SEATS:
        seat = meetings.give_seat(
            agency=cast.agency(kind),
            title=office,
            since=timezone.localdate(then),
            is_chair=kind == K.PCC,
            by=lead,
            at=then,
        )
        if role:
            deputy = cast.member(K.PCC, "board").user if kind == K.PCC else None
            holder = cast.member(kind, role).user
            seats.fill(seat=seat, person=holder, deputy=deputy, by=lead, at=then)
