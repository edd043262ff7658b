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
    ("Cases", "casework:home", P.CASE_VIEW),
    ("Records", "casework:records", P.RECORDS_GOVERN),
    ("Volunteering", "casework:volunteering", P.VOLUNTEER_LOG),
    ("Board", "board:home", P.BOARD_VIEW),
    ("Pairs", "insight:pairs", P.LINK_REVIEW),
    ("Files", "intake:sent", P.UPLOAD_VIEW),
    ("Directory", "directory:services", P.DIRECTORY_MANAGE),
    ("Told us", "told:waiting", P.TOLD_MODERATE),
    ("Agreements", "access:agreements", P.AGREEMENT_VIEW),
    ("People", "access:people", P.MEMBER_VIEW),
    ("Agencies", "access:agencies", P.AGENCY_MANAGE),
    ("Audit", "access:audit", P.AUDIT_VIEW),
)


def page(request: HttpRequest) -> dict[str, object]:
    """Return the navigation for a template: name, address, whether it is here; and own sign-ins."""
    membership: Membership | None = getattr(request, "membership", None)
    entries = [
        (name, reverse(view))
        for name, view, permission in ENTRIES
        if permission is None or (membership is not None and membership.allows(permission))
    ]
    # The longest address wins: a signal stands under the evidence, and is of the signals.
    under = [url for _, url in entries if is_under(request.path, url)]
    here = max(under, key=len, default="")
    shown = [(name, url, url == here) for name, url in entries]
    return {"navigation": shown, "agencies_sign_in": settings.OPENID_PROVIDERS}


def is_under(path: str, url: str) -> bool:
    """Tell whether a page is that of an entry, or stands below it."""
    return path == url or (url != "/" and path.startswith(f"{url.rstrip('/')}/"))
