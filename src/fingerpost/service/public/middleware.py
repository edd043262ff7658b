"""Answer the public's pages alike to everybody, from what was drawn before."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response

from fingerpost.evidence.core.fingerprints import code_version, fingerprint
from fingerpost.service.public import changes, crisis_help, limits, published, texts
from fingerpost.service.public.views.drawing import page

PLACE = "/county/"
FRESH_SECONDS = 300
API = ("/county/api/", "/county/help/api/")
# What answers a question that stands behind "?". Each question may be another, so no answer is kept.
ASKED = re.compile(
    r"^/county/help(/api/(services|service_at_locations|taxonomies|taxonomy_terms))?$"
)
# Their forms are made for who asks for them.
FORMS = ("/county/tell-us", "/county/help/ask")


class SameForAll:
    """Take the cookie off a request for a public page, keep the answer, and let everybody keep it.

    It stands before all that knows of sessions, so that nothing behind sign-in can reach an answer. An
    answer is kept for each address as long as its edition lasts: the release, the directory, the texts
    and the code. What follows the "?" changes nothing, or is answered anew each time and kept by nobody,
    so nobody can fill the store with it, and what somebody looks for stays with them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.edition = ""
        self.kept: dict[str, HttpResponse] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with what is kept, or with a page that is drawn now."""
        if not request.path.startswith(PLACE):
            return self.get_response(request)
        request.get_host()  # refuses a host that is not ours
        request.COOKIES.clear()
        request.META.pop("HTTP_COOKIE", None)
        request.META.pop("HTTP_AUTHORIZATION", None)
        is_question = bool(request.META.get("QUERY_STRING")) and ASKED.match(request.path)
        if is_question or request.path.startswith(API):
            wait = limits.QUESTIONS.wait(request)
            if wait:
                return _too_often(request, wait)
        if request.method not in ("GET", "HEAD") or is_question or request.path in FORMS:
            answer = _without_cookie(self.get_response(request))
            answer["Cache-Control"] = "private, no-store"
            return answer
        edition = _edition()
        kept = self._kept(edition)
        if request.path not in kept:
            request.method = "GET"
            answer = _without_cookie(self.get_response(request))
            if answer.status_code != 200:
                return answer
            kept[request.path] = answer
        return _given(request, kept[request.path], edition)

    def _kept(self, edition: str) -> dict[str, HttpResponse]:
        """Return what is kept of an edition; what was kept of another is let go."""
        if edition != self.edition:
            self.edition, self.kept = edition, {}
        return self.kept


def _edition() -> str:
    release = published.newest()
    parts = [release and release.id, crisis_help.text(), texts.edition(), changes.edition()]
    return fingerprint([*parts, code_version()])[:16]


def _too_often(request: HttpRequest, wait: int) -> HttpResponse:
    words = f"Too many requests from your address: wait {wait} seconds."
    answer: HttpResponse
    if request.path.startswith(API):
        answer = JsonResponse({"detail": words})
        answer["Access-Control-Allow-Origin"] = "*"
    else:
        answer = page("public/too_often.html", wait=wait)
    answer.status_code = 429
    answer["Retry-After"] = str(wait)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _given(request: HttpRequest, kept: HttpResponse, edition: str) -> HttpResponse:
    """Return a new answer with what is kept: what is outside of us writes its headers on it."""
    answer = HttpResponse(kept.content, headers=dict(kept.headers))
    answer["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    answer["ETag"] = f'"{edition}"'
    given = get_conditional_response(request, etag=answer["ETag"], response=answer)
    assert isinstance(given, HttpResponse)
    return given


def _without_cookie(answer: HttpResponse) -> HttpResponse:
    answer.cookies.clear()
    if answer.has_header("Vary"):
        del answer["Vary"]
    return answer
