"""What every page knows: whose service it is, who is looking and for which agency they act."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Return what the base template needs."""
    from fingerpost.service.config.settings import ENVIRONMENT

    return {
        "partnership_name": ENVIRONMENT.partnership,
        "is_demo": settings.IS_DEMO,
        "is_synthetic": ENVIRONMENT.is_synthetic,
        "acting_for": getattr(request, "membership", None),
    }
