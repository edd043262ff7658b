"""What the board's room shows, to whom."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from fingerpost.service.access import policies
from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board.models import ActionItem, ActionReport, Meeting
from fingerpost.service.board.models.action_items import SETTLED


def meetings(*, viewer: Membership) -> QuerySet[Meeting]:
    """Return every meeting of the board, the latest first."""
    policies.check(viewer, P.BOARD_VIEW)
    return Meeting.objects.all()


def action_items(*, viewer: Membership) -> QuerySet[ActionItem]:
    """Return the action items that somebody may see: all for the board, else their own agency's."""
    found = ActionItem.objects.select_related(
        "owner", "person", "meeting", "decision", "commitment"
    ).defer("person__password")
    if viewer.allows(P.BOARD_VIEW):
        return found
    policies.check(viewer, P.ACTION_REPORT)
    return found.filter(owner=viewer.agency_id)


def action_item(number: int, *, viewer: Membership) -> ActionItem | None:
    """Return one action item that somebody may see, or None."""
    return action_items(viewer=viewer).filter(pk=number).first()


def is_for(item: ActionItem, viewer: Membership) -> bool:
    """Tell whether somebody is to do it: it is theirs, or their agency's and nobody is named yet."""
    if item.owner_id != viewer.agency_id:
        return False
    if item.person_id is None:
        return viewer.allows(P.BOARD_VIEW)
    return item.person_id == viewer.user_id


def late_first(items: QuerySet[ActionItem], on: date) -> list[ActionItem]:
    """Return action items in the order in which they need somebody: late, due, settled."""
    return sorted(
        items,
        key=lambda one: (not one.is_late(on), one.status in SETTLED, one.due_on, one.pk),
    )


def reports(item: ActionItem) -> QuerySet[ActionReport]:
    """Return everything that was said of an action item, the newest first."""
    return (
        item.reports.select_related("person", "agency")
        .defer("person__password")
        .order_by("-id")
    )
