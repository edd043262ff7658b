"""Pages of intake: send, follow, correct, withdraw; and the keys of machines."""

from __future__ import annotations

from datetime import datetime, time
from functools import partial
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fingerpost.evidence.core.errors import FingerpostError
from fingerpost.evidence.sources import all_sources
from fingerpost.service.access import measuring
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import can, requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.intake import health as arrivals
from fingerpost.service.intake import quarantine, selectors, tasks
from fingerpost.service.intake.actions import tokens as token_actions
from fingerpost.service.intake.actions import uploads
from fingerpost.service.intake.forms import SendForm, TokenForm, WithdrawForm
from fingerpost.service.intake.models import Upload
from fingerpost.service.intake.permits import sendable
from fingerpost.service.intake.receiving import IncomingFile

private = cache_control(private=True, no_store=True)
SHOWN = 200  # files of one archive on a page
A_PAGE = 50


@requires(P.UPLOAD_VIEW)
@require_GET
@private
def sent(request: MemberRequest) -> HttpResponse:
    """Show what the agency sent, and what became of it."""
    viewer = request.membership
    page = Paginator(selectors.uploads(viewer=viewer), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "uploads": page,
        "may_send": can(viewer, P.UPLOAD_MAKE),
        "may_manage_keys": can(viewer, P.TOKEN_MANAGE),
        "measuring": measuring.newest(at=timezone.now()),
    }
    return render(request, "intake/sent.html", context)


@requires(P.UPLOAD_MAKE)
@require_http_methods(["GET", "POST"])
@private
def send(request: MemberRequest) -> HttpResponse:
    """Send a file, whole; with JavaScript it goes in parts instead, to the addresses below."""
    viewer = request.membership
    sources = sendable(viewer.agency, on=timezone.localdate())
    corrects = _corrected(request)
    form = SendForm(sources=sources)
    refused = getattr(request, "upload_refused", "")
    status = 200
    if request.method == "POST":
        status = 400
        form = SendForm(request.POST, request.FILES, sources=sources)
        if refused:
            form.errors["file"] = form.error_class([refused])
            status = 413
        elif form.is_valid():
            file = form.cleaned_data["file"]
            assert isinstance(file, IncomingFile)
            try:
                upload = uploads.receive(
                    path=Path(file.temporary_file_path()),
                    name=file.name or "",
                    size=file.size or 0,
                    said_source=form.cleaned_data["said_source"],
                    corrects=corrects,
                    by=viewer,
                    at=timezone.now(),
                )
            except uploads.TooManyError as error:
                form.add_error(None, error)
                status = 429
            except ValidationError as error:
                form.add_error("file", error)
            else:
                land_soon(upload)
                return redirect("intake:upload", upload.pk)
    context = {
        "form": form,
        "sources": sources,
        "corrects": corrects,
        "part_bytes": quarantine.PART_BYTES,
        "max_bytes": quarantine.MAX_BYTES,
    }
    return render(request, "intake/send.html", context, status=status)


def _corrected(request: MemberRequest) -> Upload | None:
    said = request.POST.get("corrects") or request.GET.get("corrects") or ""
    if not said.isascii() or not said.isdigit() or len(said) > 18:
        return None
    return selectors.upload(int(said), viewer=request.membership)


def land_soon(upload: Upload) -> None:
    """Have an upload landed once its row is committed."""
    transaction.on_commit(partial(tasks.ask_for_landing, upload.pk), robust=True)


def _in_json(error: ValidationError, **more: Any) -> JsonResponse:
    status = 429 if isinstance(error, uploads.TooManyError) else 400
    return JsonResponse({"error": " ".join(error.messages), **more}, status=status)


@requires(P.UPLOAD_MAKE)
@require_POST
@private
def begin(request: MemberRequest) -> HttpResponse:
    """Announce a file that is sent in parts; answer its number, and how large a part is."""
    size = request.POST.get("size", "")
    try:
        upload = uploads.begin(
            name=request.POST.get("name", ""),
            size=int(size) if size.isascii() and size.isdigit() and len(size) < 19 else 0,
            said_source=request.POST.get("said_source", ""),
            corrects=_corrected(request),
            by=request.membership,
            at=timezone.now(),
        )
    except ValidationError as error:
        return _in_json(error)
    return _how_far(upload)


@requires(P.UPLOAD_MAKE)
@require_http_methods(["GET", "PUT"])
@private
def part(request: MemberRequest, number: int) -> HttpResponse:
    """Answer how far a file is (GET), or take its next part (PUT, at `?offset=`)."""
    upload = _mine(request, number)
    if request.method == "PUT":
        offset = request.GET.get("offset", "")
        try:
            upload = uploads.add_part(
                upload=upload,
                offset=int(offset) if offset.isascii() and offset.isdigit() else -1,
                data=request.body,
                by=request.membership,
            )
        except ValidationError as error:
            return _in_json(error, received=upload.received)
    return _how_far(upload)


@requires(P.UPLOAD_MAKE)
@require_POST
@private
def complete(request: MemberRequest, number: int) -> HttpResponse:
    """Close a file whose parts are all here; answer where its result will stand."""
    upload = _mine(request, number)
    try:
        upload = uploads.complete(upload=upload, by=request.membership, at=timezone.now())
    except ValidationError as error:
        return _in_json(error, received=upload.received)
    land_soon(upload)
    return JsonResponse({"url": reverse("intake:upload", args=[upload.pk])})


def _how_far(upload: Upload) -> JsonResponse:
    return JsonResponse(
        {
            "number": upload.pk,
            "received": upload.received,
            "size": upload.size,
            "status": upload.status,
            "part_bytes": quarantine.PART_BYTES,
        }
    )


def _mine(request: MemberRequest, number: int) -> Upload:
    found = selectors.upload(number, viewer=request.membership)
    if found is None:
        raise Http404
    return found


@requires(P.UPLOAD_VIEW)
@require_GET
@private
def upload(request: MemberRequest, number: int) -> HttpResponse:
    """Show what landed of an upload, what was refused and why, and what can be done."""
    viewer, found = request.membership, _mine(request, number)
    files = list(selectors.files(found, viewer=viewer)[: SHOWN + 1])
    titles = {name: source.title for name, source in all_sources().items()}
    refused = sum(one.rows_refused for one in files)
    is_open = found.status != "withdrawn"
    context = {
        "upload": found,
        "files": [(one, titles.get(one.source, "")) for one in files[:SHOWN]],
        "has_more": len(files) > SHOWN,
        "rows_refused": refused,
        "may_take_rejects": found.status == "landed" and refused and can(viewer, P.UPLOAD_MAKE),
        "may_send": can(viewer, P.UPLOAD_MAKE),
        "may_withdraw": is_open
        and found.status in ("receiving", "waiting", "landed")
        and can(viewer, P.UPLOAD_WITHDRAW),
        "measuring": measuring.newest(at=timezone.now()) if found.status == "landed" else None,
    }
    return render(request, "intake/upload.html", context)


@requires(P.UPLOAD_MAKE)
@require_GET
@private
def rejects(request: MemberRequest, number: int) -> HttpResponse:
    """Give the refused rows with their reasons, to correct and send again."""
    found = _mine(request, number)
    return answer_with_rejects(request, found, at=timezone.now())


def answer_with_rejects(request: HttpRequest, found: Upload, *, at: datetime) -> HttpResponse:
    """Return the refused rows of an upload as a file, and write down who took them."""
    by = request.membership  # type: ignore[attr-defined]
    content = selectors.rejects_csv(found, viewer=by)
    if content is None:
        raise Http404
    uploads.record_rejects_taken(upload=found, by=by, at=at)
    name = f"refused-{found.pk}.csv"
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={
            "Cache-Control": "private, no-store",
            "Content-Disposition": f'attachment; filename="{name}"',
        },
    )


@requires(P.UPLOAD_WITHDRAW)
@require_http_methods(["GET", "POST"])
@private
def withdraw(request: MemberRequest, number: int) -> HttpResponse:
    """Withdraw an upload that was a mistake."""
    found = _mine(request, number)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            uploads.withdraw(
                upload=found,
                reason=form.cleaned_data["reason"],
                by=request.membership,
                at=timezone.now(),
            )
        except (ValidationError, FingerpostError) as error:
            said = error.messages if isinstance(error, ValidationError) else [error.what]
            form.add_error(None, " ".join(said))
            transaction.set_rollback(True)
        else:
            transaction.on_commit(tasks.ask_for_evidence, robust=True)
            messages.success(request, "The file is withdrawn. It does not count any more.")
            return redirect("intake:upload", number)
    status = 400 if form.errors else 200
    context = {"form": form, "upload": found}
    return render(request, "intake/withdraw.html", context, status=status)


@requires(P.UPLOAD_VIEW)
@require_GET
@private
def health(request: MemberRequest) -> HttpResponse:
    """Show how the agency's data fare: what came, what is due, late, refused, over time."""
    calendars = arrivals.calendars(viewer=request.membership, on=timezone.localdate())
    return render(request, "intake/health.html", {"calendars": calendars})


@requires(P.TOKEN_MANAGE)
@require_GET
@private
def tokens(request: MemberRequest) -> HttpResponse:
    """Show the keys of machines, and until when each opens."""
    now = timezone.now()
    shown = [(one, one.is_open(now)) for one in selectors.tokens(viewer=request.membership)]
    return render(request, "intake/tokens.html", {"tokens": shown})


@requires(P.TOKEN_MANAGE)
@require_http_methods(["GET", "POST"])
@private
def make_token(request: MemberRequest) -> HttpResponse:
    """Make a key for a machine, and show it once."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        last = datetime.combine(form.cleaned_data["expires_on"], time(23, 59, 59))
        try:
            token, secret = token_actions.make(
                name=form.cleaned_data["name"],
                scopes=form.scopes,
                expires_at=timezone.make_aware(last),
                by=request.membership,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            context = {
                "token": token,
                "secret": secret,
                "address": request.build_absolute_uri(reverse("api:send_file")),
            }
            return render(request, "intake/token_made.html", context)
    status = 400 if form.errors else 200
    return render(request, "intake/make_token.html", {"form": form}, status=status)


@requires(P.TOKEN_MANAGE)
@require_POST
def end_token(request: MemberRequest, number: int) -> HttpResponse:
    """End a key at once."""
    token = selectors.tokens(viewer=request.membership).filter(pk=number).first()
    if token is None:
        raise Http404
    try:
        token_actions.end(token=token, by=request.membership, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "The key has ended. It stopped working at once.")
    return redirect("intake:tokens")
