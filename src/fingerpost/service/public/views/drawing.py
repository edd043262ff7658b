"""Draw a page for everybody: without the request, no template can show who is signed in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string

from fingerpost.evidence.disclosure import Release
from fingerpost.service.public import crisis_help, published, selectors


def page(template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """Draw a page with what stands on all of them."""
    release: Release | None = context.pop("release", None) or published.newest()
    about = {
        "partnership_name": settings.PARTNERSHIP,
        "is_demo": settings.IS_DEMO,
        "is_synthetic": settings.IS_SYNTHETIC,
        "help_lines": crisis_help.lines(crisis_help.text()),
        "release": release,
        **(selectors.addresses(release) if release else {}),
    }
    return HttpResponse(render_to_string(template, {**about, **context}), status=status)


def missing() -> HttpResponse:
    """Say that there is no such page."""
    return page("public/missing.html", status=404)
