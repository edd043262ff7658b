"""Ask for help: somebody asks a service to contact them, without signing in and without JavaScript."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from fingerpost.service.access.policies import public
from fingerpost.service.casework import services_offered
from fingerpost.service.casework.actions import self_referrals
from fingerpost.service.public import limits
from fingerpost.service.public.asking_forms import AskForm
from fingerpost.service.public.views.drawing import page
from fingerpost.service.public.views.tell_us import MOST_BYTES, is_from_elsewhere


@public
@csrf_exempt  # nobody is known here, so nobody can be made to act: see `form_tokens`
@transaction.non_atomic_requests
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask what they need, and take it to the service that they chose."""
    services = services_offered.for_everybody()
    if request.method != "POST":
        return _form(AskForm(services=services), 200)
    if is_from_elsewhere(request) or int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        refused = "What was sent did not come from this page, or was too long."
        return _form(AskForm(services=services), 403, refused)
    form = AskForm(request.POST, services=services)
    if not form.is_valid():
        return _form(form, 400)
    wait = limits.ASKED.wait(request)
    if wait:
        answer = page("public/too_often.html", status=429, wait=wait)
        answer["Retry-After"] = str(wait)
        return answer
    try:
        made = self_referrals.ask(**form.cleaned_data, at=timezone.now())
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _form(form, 400)
    return page(
        "public/asked.html",
        reference=self_referrals.reference(made),
        service=made.service,
        due_at=made.due_at,
        is_request=True,
    )


def _form(form: AskForm, status: int, refused: str = "") -> HttpResponse:
    return page("public/ask.html", form=form, status=status, refused=refused, is_request=True)
