"""Sign in with the account of one's agency."""

from __future__ import annotations

import structlog
from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from fingerpost.service.access import openid
from fingerpost.service.access.actions import openid as actions
from fingerpost.service.access.models import Agency
from fingerpost.service.access.openid_settings import Provider
from fingerpost.service.access.policies import AGENCY_ASKED, public
from fingerpost.service.access.requests import Request
from fingerpost.service.access.views.people import SIGNED_IN_BY

log = structlog.get_logger("fingerpost.service")
BEGUN = "openid"


@public
@require_GET
def begin(request: Request, agency: str) -> HttpResponseBase:
    """Send the browser to the agency's own sign-in."""
    provider, _ = _found(agency)
    after = request.GET.get("next", "")
    try:
        place, beginning = openid.begin(
            provider,
            agency=agency,
            callback=_callback(request, agency),
            after=after if get_adapter().is_safe_url(after) else "",
            at=timezone.now().timestamp(),
        )
    except openid.RefusedError as error:
        return _refused(request, agency, error)
    request.session[BEGUN] = beginning.as_session()
    return redirect(place)


@public
@require_GET
def callback(request: Request, agency: str) -> HttpResponseBase:
    """Let in whom the agency signed in."""
    provider, place = _found(agency)
    kept = request.session.pop(BEGUN, None)  # good for one answer, whatever becomes of it
    now = timezone.now()
    try:
        claims = openid.finish(
            provider,
            openid.Beginning(**kept) if kept else None,
            request.GET.dict(),
            agency=agency,
            callback=_callback(request, agency),
            at=now.timestamp(),
        )
        user = actions.let_in(agency=place, claims=claims, at=now)
    except (openid.RefusedError, PermissionDenied) as error:
        return _refused(request, agency, error)
    after = kept["after"] or reverse("start")
    if not claims.has_second_factor:  # then ours is asked for, where they have one
        answer: HttpResponseBase = perform_login(
            request, user, email_verification="none", redirect_url=after
        )
        return answer
    login(request, user, backend=SIGNED_IN_BY)
    request.session[AGENCY_ASKED] = True
    return redirect(after)


def _found(agency: str) -> tuple[Provider, Agency]:
    provider = settings.OPENID_PROVIDERS.get(agency)
    if provider is None:
        raise Http404
    return provider, get_object_or_404(Agency, slug=agency, is_active=True)


def _callback(request: Request, agency: str) -> str:
    return request.build_absolute_uri(reverse("access:openid_callback", args=[agency]))


def _refused(request: Request, agency: str, error: Exception) -> HttpResponse:
    log.warning("openid_refused", agency=agency, why=str(error))
    return render(request, "access/openid_refused.html", status=403)
