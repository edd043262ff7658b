"""The rooms of the cases, as the line under the heading of their pages shows them."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from fingerpost.service.access.models import Membership
from fingerpost.service.access.navigation import is_under
from fingerpost.service.access.permissions import Permission as P

# The name, the address, and the permission that the page asks for, in the order shown.
SECTIONS: tuple[tuple[str, str, P], ...] = (
    ("Referrals", "casework:referrals", P.CASE_VIEW),
    ("People", "casework:people", P.CASE_VIEW),
    ("Support plans", "casework:plans", P.CASE_VIEW),
    ("Releases", "casework:releases", P.RELEASE_PLAN),
    ("Diversions", "casework:diversions", P.JUSTICE_WORK),
    ("Drug tests", "casework:drug_tests", P.JUSTICE_WORK),
    ("Orders", "casework:orders", P.CASE_VIEW),
    ("Courses", "casework:courses", P.CASE_WORK),
    ("Lists", "casework:lists", P.CASE_WORK),
    ("Services", "casework:services", P.CASE_VIEW),
    ("Volunteers", "casework:volunteers", P.VOLUNTEER_MANAGE),
    ("Fairness", "casework:fairness", P.PACK_VIEW),
    ("Records", "casework:records", P.RECORDS_GOVERN),
    ("Emergency", "casework:emergency", P.EMERGENCY_OPEN),
)


def sections(request: HttpRequest) -> dict[str, object]:
    """Return the rooms of the cases for a template: name, address, whether it is here."""
    membership: Membership | None = getattr(request, "membership", None)
    if membership is None or not request.path.startswith(reverse("casework:home")):
        return {}
    shown = [
        (name, reverse(view))
        for name, view, permission in SECTIONS
        if membership.allows(permission)
    ]
    may_keep = membership.allows(
        P.CASE_VIEW
    )  # else what is typed is kept in the browser's tab alone
    return {
        "sections": [(name, url, is_under(request.path, url)) for name, url in shown],
        "draft_address": reverse("casework:draft") if may_keep else "",
    }
