"""What the board's room shows, to whom."""

from __future__ import annotations

from django.db.models import QuerySet

from fingerpost.service.access import policies
from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board.models import Meeting


def meetings(*, viewer: Membership) -> QuerySet[Meeting]:
    """Return every meeting of the board, the latest first."""
    policies.check(viewer, P.BOARD_VIEW)
    return Meeting.objects.all()
