"""What every page knows: whose service it is, who is looking and for which agency they act."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Return what the base template needs."""
    return {
        "partnership_name": settings.PARTNERSHIP,
        "is_demo": settings.IS_DEMO,
        "is_synthetic": settings.IS_SYNTHETIC,
        "acting_for": getattr(request, "membership", None),
    }
