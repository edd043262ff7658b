"""Required documents: the list, one with its versions, their bytes, a new one, and each step with them."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import can, requires
from fingerpost.service.access.record_steps import steps_for
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.board.actions import composing
from fingerpost.service.board.actions import documents as actions
from fingerpost.service.board.document_files import PDF
from fingerpost.service.board.document_forms import ComposeForm, DocumentForm, UploadForm
from fingerpost.service.board.models import DocumentVersion, RequiredDocument
from fingerpost.service.board.required_documents import (
    BYTES,
    DOCUMENT_STEPS,
    VERSION_STEPS,
    documents,
    is_theirs,
    with_versions,
)
from fingerpost.service.board.views.asking import ask, posted
from fingerpost.service.board.views.taking import take

SHOWN = {"kept": "Kept", "retired": "Retired"}


@requires(P.BOARD_VIEW)
@never_cache
@require_GET
def listed(request: MemberRequest) -> HttpResponse:
    """Show every document that the board must have, the soonest first."""
    viewer, on = request.membership, timezone.localdate()
    show = "retired" if request.GET.get("show") == "retired" else "kept"
    found = documents(viewer=viewer).filter(retired_on__isnull=show == "kept")
    rows = [(one, one.is_late(on)) for one in with_versions(found)]
    return render(
        request,
        "board/documents.html",
        {
            "rows": rows,
            "late": sum(is_late for _, is_late in rows),
            "show": show,
            "shown": SHOWN,
            "may_require": can(viewer, P.PLAN_MANAGE),
        },
    )


@requires(P.BOARD_VIEW)
@never_cache
@require_GET
def document(request: MemberRequest, number: int) -> HttpResponse:
    """Show one document, its versions, and what may be done now."""
    found, viewer = _document(request, number), request.membership
    (kept,) = with_versions(documents(viewer=viewer).filter(pk=found.pk))
    return render(
        request,
        "board/document.html",
        {
            "document": kept.document,
            "approved": kept.approved,
            "versions": [
                (one, one.note.splitlines(), steps_for(VERSION_STEPS, one, viewer))
                for one in kept.versions
            ],
            "is_late": kept.is_late(timezone.localdate()),
            "steps": steps_for(DOCUMENT_STEPS, kept.document, viewer),
            "may_add": is_theirs(kept.document, viewer),
            "may_compose": _may_compose(kept.document, viewer),
        },
    )


@requires(P.PLAN_MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Say that the board must have a document."""
    form = DocumentForm(posted(request))

    def act() -> str:
        said = form.cleaned_data
        made = actions.require(**said, by=request.membership, at=timezone.now())
        return reverse("board:document", args=[made.pk])

    return ask(
        request,
        form,
        act,
        title="Add a document that the board must have",
        button="Add it",
        done="It is on the list, and its owner is told.",
        back=reverse("board:documents"),
        back_words="Documents",
    )


@requires(P.BOARD_VIEW)
@never_cache
@require_http_methods(["GET", "POST"])
def step(request: MemberRequest, number: int, name: str) -> HttpResponse:
    """Take one step with a document."""
    found = _document(request, number)
    back = reverse("board:document", args=[number])
    return take(request, DOCUMENT_STEPS, name, found, back=back, back_words=found.title)


@requires(P.BOARD_VIEW)
@never_cache
@require_http_methods(["GET", "POST"])
def upload(request: MemberRequest, number: int) -> HttpResponse:
    """Add a version as a file."""
    found, back = _document(request, number), reverse("board:document", args=[number])
    if not is_theirs(found, request.membership):
        raise Http404
    form = UploadForm(posted(request), request.FILES or None)
    refused = getattr(request, "upload_refused", "")
    if refused:
        form.errors["file"] = form.error_class([refused])

    def act() -> str:
        said, by = form.cleaned_data, request.membership
        actions.add_version(document=found, **said, by=by, at=timezone.now())
        return back

    return ask(
        request,
        form,
        act,
        title=f"Add a version: {found.title}",
        button="Add it",
        done="It is kept as it is, as a draft. Put it to the board when it is ready.",
        back=back,
        back_words=found.title,
    )


@requires(P.PLAN_MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def compose(request: MemberRequest, number: int) -> HttpResponse:
    """Compose the next version from the room's own records."""
    found, back = _document(request, number), reverse("board:document", args=[number])
    if not _may_compose(found, request.membership):
        raise Http404
    form = ComposeForm(posted(request), initial={"since": _a_year_before(timezone.localdate())})

    def act() -> str:
        said, by = form.cleaned_data, request.membership
        composing.compose(document=found, **said, by=by, at=timezone.now())
        return back

    return ask(
        request,
        form,
        act,
        title=f"Compose from the records: {found.title}",
        button="Compose it",
        done="It is composed and frozen, as ODT and as PDF. Read it before you put it to the board.",
        back=back,
        back_words=found.title,
    )


@requires(P.BOARD_VIEW)
@never_cache
@require_http_methods(["GET", "POST"])
def version_step(request: MemberRequest, number: int, version: int, name: str) -> HttpResponse:
    """Take one step with a version."""
    found = _version(request, number, version)
    back = reverse("board:document", args=[number])
    return take(request, VERSION_STEPS, name, found, back=back, back_words=found.document.title)


@requires(P.BOARD_VIEW)
@never_cache
@require_GET
def file(request: MemberRequest, number: int, version: int) -> HttpResponse:
    """Give the bytes of a version, as they were frozen."""
    found = _version(request, number, version)
    return _attached(found.content, found.media_type, found.file_name)


@requires(P.BOARD_VIEW)
@never_cache
@require_GET
def pdf(request: MemberRequest, number: int, version: int) -> HttpResponse:
    """Give a composed version as PDF."""
    found = _version(request, number, version)
    if found.pdf is None:
        raise Http404
    name = f"{found.file_name.rpartition('.')[0]}.{PDF.ending}"
    return _attached(found.pdf, PDF.media_type, name)


def _attached(content: bytes | memoryview, media_type: str, name: str) -> HttpResponse:
    """Return bytes to be saved and not shown: what somebody uploaded runs nowhere."""
    return HttpResponse(
        bytes(content),
        content_type=media_type,
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _may_compose(document: RequiredDocument, viewer: Membership) -> bool:
    is_composed = document.kind in composing.COMPOSED and document.retired_on is None
    return is_composed and can(viewer, P.PLAN_MANAGE)


def _a_year_before(on: date) -> date:
    return on - timedelta(days=365)


def _document(request: MemberRequest, number: int) -> RequiredDocument:
    found = documents(viewer=request.membership).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _version(request: MemberRequest, number: int, version: int) -> DocumentVersion:
    document = _document(request, number)
    found = document.versions.filter(number=version).defer(*BYTES).first()
    if found is None:
        raise Http404
    found.document = document
    return found
