"""The rooms of the board, as the line under the heading of its pages shows them."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from fingerpost.service.access.models import Membership
from fingerpost.service.access.navigation import is_under
from fingerpost.service.access.permissions import Permission as P

# The name, the address, and the permission that the page asks for, in the order shown.
SECTIONS: tuple[tuple[str, str, P], ...] = (
    ("Meetings", "board:meetings", P.BOARD_VIEW),
    ("Plan", "board:plan", P.BOARD_VIEW),
    ("Actions", "board:actions", P.ACTION_REPORT),
    ("Decisions", "board:decisions", P.BOARD_VIEW),
    ("Risks", "board:risks", P.BOARD_VIEW),
    ("Deep dives", "board:deep_dives", P.BOARD_VIEW),
    ("Documents", "board:documents", P.BOARD_VIEW),
    ("Oversight", "board:oversight", P.BOARD_OVERSEE),
    ("Grants", "board:grants", P.BOARD_VIEW),
    ("Questions", "board:questions", P.ACTION_REPORT),
    ("You said, we did", "board:involvement", P.BOARD_VIEW),
    ("Who sits on it", "board:seats", P.BOARD_VIEW),
)


def sections(request: HttpRequest) -> dict[str, object]:
    """Return the rooms of the board for a template: name, address, whether it is here."""
    membership: Membership | None = getattr(request, "membership", None)
    home = reverse("board:home")
    if membership is None or not request.path.startswith(home):
        return {}
    shown = [
        (name, reverse(view))
        for name, view, permission in SECTIONS
        if membership.allows(permission)
    ]
    return {"sections": [(name, url, is_under(request.path, url)) for name, url in shown]}
