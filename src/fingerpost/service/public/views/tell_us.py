"""Tell us: anybody says how safe it is where they live, and reads what others said."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from fingerpost.service.access.policies import public
from fingerpost.service.public import changes, limits
from fingerpost.service.public import told as results
from fingerpost.service.public.actions import told as actions
from fingerpost.service.public.telling_forms import TellForm
from fingerpost.service.public.told import OfDistrict
from fingerpost.service.public.views.drawing import page

MOST_BYTES = 16 * 1024


@public
@csrf_exempt  # nobody is known here, so nobody can be made to act: see `form_tokens`
@transaction.non_atomic_requests
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest) -> HttpResponse:
    """Ask, and take the answer."""
    if request.method != "POST":
        return _form(TellForm(), 200)
    if is_from_elsewhere(request) or int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return _form(
            TellForm(), 403, "What was sent did not come from this page, or was too long."
        )
    form = TellForm(request.POST)
    if not form.is_valid():
        return _form(form, 400)
    wait = limits.TOLD.wait(request)
    if wait:
        answer = page("public/too_often.html", status=429, wait=wait)
        answer["Retry-After"] = str(wait)
        return answer
    given = {
        name: form.cleaned_data[name] for name in ("district", "safety", "change", "words")
    }
    try:
        actions.tell(**given, at=timezone.now())
    except ValidationError as error:
        form.add_error("words", error.messages)
        return _form(form, 400)
    return redirect("public:told")


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Tell whether a page of another site sent a form."""
    origin = request.headers.get("Origin", "")
    return bool(origin) and urlsplit(origin).netloc != request.get_host()


def _form(form: TellForm, status: int, refused: str = "") -> HttpResponse:
    return page("public/tell_us.html", form=form, status=status, refused=refused)


@public
@transaction.non_atomic_requests
@require_safe
def told(request: HttpRequest) -> HttpResponse:
    """Show what people told, with the note that it is not a survey."""
    rule = results.rule()
    return page(
        "public/told.html",
        districts=_results(changes.edition()),
        most_hidden=rule.suppress_below - 1,
        rounded_to=rule.round_to,
    )


@lru_cache(maxsize=1)
def _results(edition: str) -> tuple[OfDistrict, ...]:
    return results.results()
