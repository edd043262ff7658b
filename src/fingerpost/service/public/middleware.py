"""Answer the public's pages alike to everybody, from what was drawn before."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from fingerpost.evidence.core.fingerprints import code_version, fingerprint
from fingerpost.service.public import crisis_help, published

PLACE = "/county/"
FRESH_SECONDS = 300


class SameForAll:
    """Take the cookie off a request for a public page, keep the answer, and let everybody keep it.

    It stands before all that knows of sessions, so that nothing behind sign-in can reach an answer. An
    answer is kept for each address as long as its edition lasts: the release, the lines of help and the
    code. What follows the "?" changes nothing, so nobody can fill the store with it.
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
        if request.method not in ("GET", "HEAD"):
            return _without_cookie(self.get_response(request))
        edition = _edition()
        kept = self._kept(edition)
        answer = kept.get(request.path)
        if answer is None:
            request.method = "GET"
            answer = _without_cookie(self.get_response(request))
            if answer.status_code != 200:
                return answer
            kept[request.path] = answer
        return _given(request, answer, edition)

    def _kept(self, edition: str) -> dict[str, HttpResponse]:
        """Return what is kept of an edition; what was kept of another is let go."""
        if edition != self.edition:
            self.edition, self.kept = edition, {}
        return self.kept


def _edition() -> str:
    release = published.newest()
    return fingerprint([release and release.id, crisis_help.text(), code_version()])[:16]


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
