"""What stands in the navigation of every page: only what the role may open."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P

# The name, the address, and the permission that the page asks for, in the order shown.
ENTRIES: tuple[tuple[str, str, P | None], ...] = (
    ("Today", "start", None),
    ("Evidence", "insight:overview", P.MEASURE_VIEW),
    ("Signals", "insight:signals", P.SIGNAL_VIEW),
    ("Board", "board:home", P.BOARD_VIEW),
    ("Pairs", "insight:pairs", P.LINK_REVIEW),
    ("Files", "intake:sent", P.UPLOAD_VIEW),
    ("Agreements", "access:agreements", P.AGREEMENT_VIEW),
    ("People", "access:people", P.MEMBER_VIEW),
    ("Agencies", "access:agencies", P.AGENCY_MANAGE),
    ("Audit", "access:audit", P.AUDIT_VIEW),
)


def page(request: HttpRequest) -> dict[str, object]:
    """Return the navigation for a template: name, address, whether it is here; and own sign-ins."""
    membership: Membership | None = getattr(request, "membership", None)
    shown = []
    for name, view, permission in ENTRIES:
        if permission is None or (membership is not None and membership.allows(permission)):
            url = reverse(view)
            is_here = request.path == url or (url != "/" and request.path.startswith(f"{url}/"))
            shown.append((name, url, is_here))
    return {"navigation": shown, "agencies_sign_in": settings.OPENID_PROVIDERS}
