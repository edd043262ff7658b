"""The one place that says who may do what; everything that is not allowed here is refused.

A view states its permission with `requires`; a selector and an action ask `check`. A test walks
every address and every role.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission
from fingerpost.service.access.requests import Request
from fingerpost.service.access.second_lock import acting_in_database

P = ParamSpec("P")
View = Callable[..., HttpResponseBase]

STATED = "fingerpost_permission"  # the attribute of a view that says what it asks for
METHODS_STATED = (
    "fingerpost_methods"  # where no decorator of Django says which methods it answers
)
BY_KEY = "fingerpost_by_key"  # of a machine's address: a key opens it, and no session does
PUBLIC = "public"
SIGNED_IN = "signed in"
AGENCY_ASKED = "agency_asked_second_factor"  # in the session: the agency's own sign-in did


def can(membership: Membership | None, permission: Permission) -> bool:
    """Tell whether somebody who acts under a membership has a permission."""
    return membership is not None and membership.allows(permission)


def check(membership: Membership | None, permission: Permission) -> Membership:
    """Return the membership if it has the permission.

    Raises
    ------
    PermissionDenied
        Otherwise.
    """
    if membership is None or not membership.allows(permission):
        raise PermissionDenied(permission.value)
    return membership


def public(view: View) -> View:
    """State that a view is for everybody."""
    setattr(view, STATED, PUBLIC)
    return view


def signed_in(view: View) -> View:
    """State that a view is for whoever is signed in, for whatever agency."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        return view(request, *args, **kwargs)

    setattr(guarded, STATED, SIGNED_IN)
    return guarded


def requires(permission: Permission) -> Callable[[View], View]:
    """State the permission that a view asks for, and ask for it."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            if lacks_second_factor(request):
                return redirect("mfa_activate_totp")
            if request.membership is None:
                return redirect("access:choose")
            with acting_in_database(check(request.membership, permission)):
                return view(request, *args, **kwargs)

        setattr(guarded, STATED, permission)
        return guarded

    return decorate


def lacks_second_factor(request: Request) -> bool:
    """Tell whether somebody must first add a second factor: a code from an app, or a passkey."""
    if not settings.SECOND_FACTOR or request.session.get(AGENCY_ASKED):
        return False
    return not is_mfa_enabled(request.user)


def _to_sign_in(request: Request) -> HttpResponse:
    after = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
    return redirect(f"{reverse('account_login')}?{after}".rstrip("?"))
