"""Make a meeting with an agenda, seats and people, for tests of what is done with one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from tests.service.people import BACKEND, make_member

if TYPE_CHECKING:
    from django.test import Client

    from fingerpost.service.access.models import Membership
    from fingerpost.service.board.models import AgendaItem, Meeting, Seat


def make_cast() -> dict[str, Membership]:
    """Return the lead, the chair, two members of one agency, one of another, and an outsider."""
    return {
        "lead": make_member("secretary", "Fenmark Public Health", kind="public_health"),
        "chair": make_member("chair", "Fenmark PCC", kind="pcc", name="Cam Holt"),
        "owner": make_member("board", "Aldenwold Housing", kind="housing", name="Ola Berg"),
        "deputy": make_member(
            "board", "Aldenwold Housing", kind="housing", email="d@x.test", name="Dee Park"
        ),
        "member": make_member("board", "Fenmark Probation", kind="probation", name="Mo Lind"),
        "unseated": make_member("board", "Fenmark Infirmary", kind="nhs"),
        "other": make_member("reader", "Fenmark Constabulary"),
    }


def make_meeting(cast: dict[str, Membership], in_days: int = 14) -> Meeting:
    """Call a meeting with three items, and give the chair, the owner and the member their seats."""
    from fingerpost.service.board.actions import meetings
    from fingerpost.service.board.models import ItemKind

    at = timezone.now()
    starts_at = at + timedelta(days=in_days)
    meeting = meetings.plan(
        title="High Harms Board",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        place="County Hall",
        papers_due_on=timezone.localdate(starts_at) - timedelta(days=7),
        quorum=2,
        by=cast["lead"],
        at=at,
    )
    for title in ("Housing", "Naloxone", "Any other"):
        meetings.add_item(
            meeting=meeting,
            title=title,
            kind=ItemKind.DECIDE,
            question=f"What about {title.lower()}?",
            minutes=20,
            by=cast["lead"],
            at=at,
        )
    for who, title in (("chair", "Chair"), ("owner", "Head of housing"), ("member", "Head")):
        seat = meetings.give_seat(
            agency=cast[who].agency,
            title=title,
            since=timezone.localdate(at) - timedelta(days=9),
            is_chair=who == "chair",
            by=cast["lead"],
            at=at,
        )
        seat.person = cast[who].user
        seat.deputy = cast["deputy"].user if who == "owner" else None
        seat.save()
    return meeting


def item_of(meeting: Meeting, title: str) -> AgendaItem:
    """Return an item by its title."""
    return meeting.items.get(title=title)


def seat_of(member: Membership) -> Seat:
    """Return the seat that somebody holds."""
    from fingerpost.service.board.models import Seat

    return Seat.objects.get(person=member.user)


def signed_in(member: Membership) -> Client:
    """Return a client as which somebody is signed in."""
    from django.test import Client

    client = Client()
    client.force_login(member.user, backend=BACKEND)
    return client
