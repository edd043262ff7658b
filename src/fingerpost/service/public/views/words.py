"""Pages of words: those of the partnership's own file, and the notice of privacy from its agreements."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from fingerpost.service.access import agreements_in_force
from fingerpost.service.access.policies import public
from fingerpost.service.public import published
from fingerpost.service.public.texts import texts
from fingerpost.service.public.views.drawing import missing, page

PLAIN = ("accessibility", "cookies", "contact", "alerts")


@public
@transaction.non_atomic_requests
@require_safe
def text(request: HttpRequest, name: str) -> HttpResponse:
    """Show a page of words."""
    if name not in PLAIN:
        return missing()
    return page("public/text.html", text=texts().pages[name])


@public
@transaction.non_atomic_requests
@require_safe
def licences(request: HttpRequest) -> HttpResponse:
    """Show under which licences words, software and data stand."""
    release = published.newest()
    sources = release.provenance.sources if release else ()
    statements = dict.fromkeys((one.licence, one.licence_statement) for one in sources)
    return page("public/licences.html", text=texts().pages["licences"], statements=statements)


@public
@transaction.non_atomic_requests
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Show what agencies share, as the agreements in force say."""
    agreed = agreements_in_force.in_force(on=timezone.localdate())
    return page("public/privacy.html", text=texts().pages["privacy"], agreements=agreed)


@public
@transaction.non_atomic_requests
@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """Show what was published wrongly."""
    said = texts()
    return page(
        "public/corrections.html", text=said.pages["corrections"], corrections=said.corrections
    )
