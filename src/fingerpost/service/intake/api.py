"""The API with which machines send files: the same doors as the pages, opened by a key.

A key acts for its agency under the role of who made it. Every answer is JSON but the refused rows; every
refusal says what to do. Its description is at `/api/openapi.json`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InterfaceError, OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone
from ninja import File, Form, NinjaAPI, Query, Schema, Status
from ninja import Path as PathParameter
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as RequestError
from ninja.files import UploadedFile as NinjaFile
from ninja.openapi.schema import OpenAPISchema
from ninja.security import HttpBearer
from pydantic import Field
from pydantic_core import CoreSchema
from pydantic_core.core_schema import str_schema

from fingerpost.evidence.core.errors import FingerpostError
from fingerpost.evidence.sources import all_sources
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import BY_KEY, METHODS_STATED, STATED, public
from fingerpost.service.access.second_lock import acting_in_database
from fingerpost.service.design.views import TRY_AGAIN_AFTER
from fingerpost.service.intake import selectors
from fingerpost.service.intake.actions import tokens, uploads
from fingerpost.service.intake.models import Scope, Token, Upload
from fingerpost.service.intake.receiving import IncomingFile
from fingerpost.service.intake.views import answer_with_rejects, land_soon

Number = Annotated[int, PathParameter(ge=1, le=2**63 - 1)]
Limit = Annotated[int, Query(ge=1, le=100)]


class SentFile(NinjaFile):
    """A file of at least one byte, as the description says."""

    @classmethod
    def __get_pydantic_json_schema__(cls, *_: Any) -> dict[str, Any]:
        return {"type": "string", "format": "binary", "minLength": 1}


class SourceName(str):
    """The name of a declared source, or "", as the description says; the action refuses others."""

    @classmethod
    def __get_pydantic_core_schema__(cls, *_: Any) -> CoreSchema:
        return str_schema()

    @classmethod
    def __get_pydantic_json_schema__(cls, *_: Any) -> dict[str, Any]:
        return {"type": "string", "enum": ["", *all_sources()]}


RECOGNISE = SourceName("")  # by what stands in the file


class ByKey(HttpBearer):
    """`Authorization: Bearer fp_...`; nothing else opens the API, a session least of all."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """Return the open key, or None."""
        return tokens.use(secret=token, at=timezone.now())


class PrivateAPI(NinjaAPI):
    """An API whose every answer is for its asker alone, and kept by nothing in between.

    Its description is the same for everybody as long as the program runs, and made once.
    """

    @cached_property
    def _description(self) -> OpenAPISchema:
        return super().get_openapi_schema()

    def get_openapi_schema(self, **_: Any) -> OpenAPISchema:
        """Return the description of the API."""
        return self._description

    def create_response(self, *arguments: Any, **options: Any) -> HttpResponse:
        """Return an answer in JSON that no cache keeps."""
        response = super().create_response(*arguments, **options)
        response["Cache-Control"] = "private, no-store"
        return response


api = PrivateAPI(
    title="Fingerpost",
    version="1",
    description=(
        "Send files for your agency from a machine, and see what became of them. "
        "Make a key on the page Files, Keys for machines."
    ),
    urls_namespace="api",
    auth=ByKey(),
    docs_url=None,
    openapi_url="/openapi.json",
)


class Problem(Schema):
    """What was wrong, and what to do."""

    detail: str


class FileResult(Schema):
    """What became of one file."""

    name: str
    source: str = Field(description='The declared source that it was taken for, or "".')
    status: str = Field(
        description="landed, superseded, already_landed, unrecognised or refused."
    )
    rows_read: int
    rows_landed: int
    rows_refused: int
    message: str
    notes: list[str]
    reasons: dict[str, int] = Field(description="Why rows were refused, and how many.")


class UploadState(Schema):
    """Where an upload stands."""

    number: int
    name: str
    status: str = Field(
        description="receiving, waiting, landing, landed, refused or withdrawn."
    )
    size: int
    sent_at: datetime
    message: str
    files: list[FileResult]


class UploadPage(Schema):
    """Uploads, newest first."""

    uploads: list[UploadState]


@contextmanager
def _acting(request: HttpRequest, scope: Scope) -> Iterator[Token]:
    """Act for the agency of the key, within the second lock; what fails is undone."""
    token: Token = request.auth  # type: ignore[attr-defined]
    if not token.allows(scope):
        raise HttpError(403, f"This key does not let a machine: {scope.label.lower()}.")
    with transaction.atomic(), acting_in_database(token.membership):
        request.membership = token.membership  # type: ignore[attr-defined]
        yield token


def _state(upload: Upload, token: Token, *, with_files: bool = True) -> dict[str, Any]:
    files = selectors.files(upload, viewer=token.membership) if with_files else []
    return {
        "number": upload.pk,
        "name": upload.name,
        "status": upload.status,
        "size": upload.size,
        "sent_at": upload.begun_at,
        "message": upload.message,
        "files": [
            {name: getattr(one, name) for name in FileResult.model_fields} for one in files
        ],
    }


REFUSALS: dict[int, Any] = {401: Problem, 403: Problem, 422: Problem}


@api.post(
    "/uploads",
    url_name="send_file",
    response={202: UploadState, 400: Problem, 413: Problem, 429: Problem, **REFUSALS},
    summary="Send a file",
)
def send_file(
    request: HttpRequest,
    file: File[SentFile],
    source: Form[SourceName] = RECOGNISE,
) -> Status[dict[str, Any]]:
    """Send one file of at most 500 MB; it is checked and landed soon after.

    Leave `source` out to have it worked out from the file.
    """
    with _acting(request, Scope.SEND) as token:
        if not isinstance(file, IncomingFile):
            raise HttpError(400, "Send the file as multipart/form-data, under the name “file”.")
        upload = uploads.receive(
            path=Path(file.temporary_file_path()),
            name=file.name or "",
            size=file.size or 0,
            said_source=source,
            token=token,
            by=token.membership,
            at=timezone.now(),
        )
        state = _state(upload, token)
    land_soon(upload)
    return Status(202, state)


@api.get(
    "/uploads",
    response={200: UploadPage, **REFUSALS},
    summary="What was sent",
    url_name="uploads",
)
def list_uploads(request: HttpRequest, limit: Limit = 20) -> dict[str, Any]:
    """Return the newest uploads of the agency, without their files."""
    with _acting(request, Scope.READ) as token:
        newest = selectors.uploads(viewer=token.membership)[:limit]
        return {"uploads": [_state(one, token, with_files=False) for one in newest]}


@api.get(
    "/uploads/{number}",
    response={200: UploadState, 404: Problem, **REFUSALS},
    summary="What became of an upload",
    url_name="upload",
)
def show_upload(request: HttpRequest, number: Number) -> dict[str, Any]:
    """Return where an upload stands, with each of its files once it is checked."""
    with _acting(request, Scope.READ) as token:
        return _state(_mine(number, token), token)


@api.get(
    "/uploads/{number}/rejects",
    response={404: Problem, 503: Problem, **REFUSALS},
    summary="The refused rows of an upload",
    url_name="rejects",
    openapi_extra={
        "responses": {
            200: {
                "description": "The refused rows with their reasons, as CSV in UTF-8.",
                "content": {"text/csv": {"schema": {"type": "string"}}},
            }
        }
    },
)
def show_rejects(request: HttpRequest, number: Number) -> HttpResponse:
    """Return the refused rows, with their reasons, to correct and send again. May name people."""
    with _acting(request, Scope.REJECTS) as token:
        return answer_with_rejects(request, _mine(number, token), at=timezone.now())


def _mine(number: int, token: Token) -> Upload:
    found = selectors.upload(number, viewer=token.membership)
    if found is None:
        raise Http404
    return found


def _say(request: HttpRequest, status: int, words: str) -> HttpResponse:
    return api.create_response(request, {"detail": words}, status=status)


@api.exception_handler(ValidationError)
def _refused(request: HttpRequest, error: ValidationError) -> HttpResponse:
    status = 429 if isinstance(error, uploads.TooManyError) else 400
    return _say(request, status, " ".join(error.messages))


@api.exception_handler(RequestError)
def _misunderstood(request: HttpRequest, error: RequestError) -> HttpResponse:
    too_large = getattr(request, "upload_refused", "")
    if too_large:
        return _say(request, 413, too_large)
    places = sorted({".".join(str(step) for step in one["loc"]) for one in error.errors})
    return _say(request, 422, f"Not understood: {', '.join(places)}.")


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    response = _say(request, 401, "Send a key that is open: Authorization: Bearer fp_...")
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(PermissionDenied)
def _forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return _say(request, 403, "The role of who made this key does not allow this.")


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return _say(request, 404, "There is no such thing, or none that your agency may know of.")


@api.exception_handler(FingerpostError)
def _not_now(request: HttpRequest, error: FingerpostError) -> HttpResponse:
    return _say(request, 503, f"{error.what}. {error.do}".strip())


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def _away(request: HttpRequest, error: Exception) -> HttpResponse:
    response = _say(request, 503, "The service is unavailable just now. Try again in a minute.")
    response["Retry-After"] = TRY_AGAIN_AFTER
    return response


urls = api.urls  # asked for once: it is what makes the addresses
# Each address states what it asks for, as every view does: the maker of the key must hold it.
ASKS = {
    "send_file": (P.UPLOAD_MAKE, ("POST",)),
    "uploads": (P.UPLOAD_VIEW, ("GET",)),
    "upload": (P.UPLOAD_VIEW, ("GET",)),
    "rejects": (P.UPLOAD_MAKE, ("GET",)),
}
for pattern in urls[0]:
    if isinstance(pattern, URLPattern) and pattern.name in ASKS:
        permission, methods = ASKS[pattern.name]
        for name, value in ((STATED, permission), (METHODS_STATED, methods), (BY_KEY, True)):
            setattr(pattern.callback, name, value)
    elif isinstance(
        pattern, URLPattern
    ):  # the description of the API, and its empty first page
        public(pattern.callback)
        setattr(pattern.callback, METHODS_STATED, ("GET",))
