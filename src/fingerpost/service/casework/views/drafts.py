"""What somebody is typing: kept every few seconds by a script, and given back when they return."""

from __future__ import annotations

import json

from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.casework.actions import drafts

MAX_BYTES = 256 * 1024


@requires(P.CASE_VIEW)
@never_cache
@require_http_methods(["GET", "POST"])
def draft(request: MemberRequest) -> HttpResponse:
    """Give back what is kept of a page (`path`), keep its fields, or forget them where there are none."""
    by = request.membership
    if request.method == "GET":
        kept = drafts.kept(path=request.GET.get("path", ""), by=by)
        if kept is None:
            return JsonResponse({})
        return JsonResponse({"fields": kept.fields, "savedAt": kept.saved_at.isoformat()})
    try:
        said = _said(request)
        path, fields = str(said.get("path", "")), said.get("fields")
        if fields is None:
            drafts.forget(path=path, by=by)
        else:
            drafts.keep(path=path, fields=fields, by=by, at=timezone.now())
    except ValidationError as error:
        return JsonResponse({"refused": error.messages}, status=400)
    return HttpResponse(status=204)


def _said(request: MemberRequest) -> dict[str, object]:
    """Return what a script sent.

    Raises
    ------
    ValidationError
        If it is no JSON object, or too large.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES:
        raise ValidationError("It is too large to be kept.")
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        raise ValidationError("It is no JSON.") from None
    if not isinstance(said, dict):
        raise ValidationError("It is no JSON object.")
    return said
