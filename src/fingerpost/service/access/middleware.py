"""Put on every request for which agency it acts."""

from __future__ import annotations

from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control

from fingerpost.service.access import selectors
from fingerpost.service.access.models import Membership
from fingerpost.service.access.requests import Request

CAME_IN = "came_in_at"  # in the session
SEEN = "seen_at"  # in the session: when it was last put down that somebody is here
SEEN_AGAIN = 60  # seconds after which it is put down again: not every page writes
ACTING = "acting_for"  # in the session: the number of the membership


class ActingFor:
    """Put the membership under which a request acts on it.

    A person with one open membership acts under that; a person with several under the one they
    chose last, or none until they choose. A membership that is over or ended stops at the next
    request.
    """

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        """Answer with `request.membership` set."""
        self._end_after_a_working_day(request)
        self._keep_open(request)
        request.membership = self._membership(request)
        return self.get_response(request)

    def _end_after_a_working_day(self, request: Request) -> None:
        """Sign out whoever came in too long ago, however busy they were since."""
        if not request.user.is_authenticated:
            return
        now = timezone.now().timestamp()
        if now - request.session.setdefault(CAME_IN, now) > settings.SESSION_LONGEST:
            logout(request)

    def _keep_open(self, request: Request) -> None:
        """Put off the end of the session, and note from where it is used: once a minute."""
        if not request.user.is_authenticated:
            return
        now = timezone.now().timestamp()
        if now - request.session.get(SEEN, 0) >= SEEN_AGAIN:
            request.session[SEEN] = now  # changed, so it is saved
            UserSession.objects.create_from_request(request)

    def _membership(self, request: Request) -> Membership | None:
        if not request.user.is_authenticated:
            return None
        held = selectors.open_memberships(request.user, on=timezone.localdate())
        if len(held) == 1:
            return held[0]
        chosen = request.session.get(ACTING)
        return next((one for one in held if one.pk == chosen), None)


class NotCached:
    """Let nobody keep a page: neither the browser's history on a shared machine nor a proxy.

    Static files never come here, and say for themselves how long they may be kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and say that the answer must not be stored."""
        response = self.get_response(request)
        patch_cache_control(response, private=True, no_store=True)
        return response
