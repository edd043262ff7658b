"""What the two read-only APIs for everybody have in common: no key, no cookie, any other site may ask."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from django.views.decorators.http import require_safe
from ninja import NinjaAPI, Schema
from ninja.errors import ValidationError as RequestError
from ninja.openapi.schema import OpenAPISchema

from fingerpost.service.access.policies import METHODS_STATED, public


class Problem(Schema):
    """What was wrong, and what to do."""

    detail: str


TOO_OFTEN: dict[int, Any] = {429: Problem}


class OpenAPI(NinjaAPI):
    """An API for everybody. Its description is made once; its answers may be kept and read anywhere."""

    @cached_property
    def _description(self) -> OpenAPISchema:
        return super().get_openapi_schema()

    def get_openapi_schema(self, **_: Any) -> OpenAPISchema:
        """Return the description of the API."""
        return self._description

    def create_response(self, *arguments: Any, **options: Any) -> HttpResponse:
        """Return an answer in JSON that a page of another site may read too."""
        response = super().create_response(*arguments, **options)
        response["Access-Control-Allow-Origin"] = "*"
        return response


def opened(api: OpenAPI) -> Any:
    """Return the addresses of an API, each stated to be for everybody, and to be read only."""

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return api.create_response(request, {"detail": "There is no such thing."}, status=404)

    @api.exception_handler(RequestError)
    def misunderstood(request: HttpRequest, error: RequestError) -> HttpResponse:
        places = sorted({".".join(str(step) for step in one["loc"]) for one in error.errors})
        words = f"Not understood: {', '.join(places)}."
        return api.create_response(request, {"detail": words}, status=422)

    urls = api.urls  # asked for once: it is what makes the addresses
    for pattern in urls[0]:
        if isinstance(pattern, URLPattern):
            # The description would answer whatever is sent to it.
            pattern.callback = public(require_safe(pattern.callback))
            setattr(pattern.callback, METHODS_STATED, ("GET",))
    return urls
