"""Take in releases: one by hand, a prison's list as a file, what became of its rows; and the queue."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.casework import release_lists
from fingerpost.service.casework import release_reading as reading
from fingerpost.service.casework.actions import release_files, transfers
from fingerpost.service.casework.release_forms import (
    ListForm,
    NewForm,
    ResolveForm,
    SamePersonForm,
)
from fingerpost.service.casework.release_reasons import Resolution, TransferReason
from fingerpost.service.casework.release_steps import may_enter
from fingerpost.service.casework.views.asking import ask, posted

A_PAGE = 50


@requires(P.RELEASE_PLAN)
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Plan one release by hand."""
    form = NewForm(posted(request))

    def act() -> str:
        made = release_files.enter(
            **form.cleaned_data, by=request.membership, at=timezone.now()
        )
        return reverse("casework:release", args=[made.pk])

    return ask(
        request,
        form,
        act,
        title="Plan a release",
        button="Plan it",
        done="The release is planned.",
        back=reverse("casework:releases"),
        back_words="Releases",
        template="casework/release_new.html",
        shown={"may_enter": may_enter(request.membership)},
    )


@requires(P.RELEASE_PLAN)
@never_cache
@require_http_methods(["GET", "POST"])
def send_list(request: MemberRequest) -> HttpResponse:
    """Read the prison's list of releases."""
    viewer = request.membership
    form = ListForm(posted(request), request.FILES or None)
    refused = getattr(request, "upload_refused", "")
    if refused:
        form.errors["file"] = form.error_class([refused])
    elif form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if (file.size or 0) > release_lists.MAX_BYTES:
                raise ValidationError(release_lists.TOO_LARGE)
            read, _ = release_files.read_file(data=file.read(), by=viewer, at=timezone.now())
        except ValidationError as error:
            form.add_error("file", error.messages)
        else:
            return redirect("casework:release_file", read.pk)
    return render(
        request,
        "casework/release_send.html",
        {
            "form": form,
            "may_enter": may_enter(viewer),
            "files": reading.files(viewer=viewer)[:10],
        },
        status=400 if form.errors else 200,
    )


@requires(P.RELEASE_PLAN)
@never_cache
@require_GET
def file(request: MemberRequest, number: int) -> HttpResponse:
    """Show what became of the rows of a list."""
    found = reading.files(viewer=request.membership).filter(pk=number).first()
    if found is None:
        raise Http404
    page = Paginator(found.refusals, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "casework/release_file.html", {"file": found, "page": page})


@requires(P.RELEASE_PLAN)
@never_cache
@require_GET
def queue(request: MemberRequest) -> HttpResponse:
    """Show the transfers that did not match and wait for the viewer's agency, and those resolved last."""
    found, at = reading.transfers(viewer=request.membership), timezone.now()
    waiting = found.filter(resolved_at__isnull=True)
    page = Paginator(waiting, A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "casework/transfers.html",
        {
            "rows": [(one, one.due_at is not None and one.due_at < at) for one in page],
            "page": page,
            "resolved": found.filter(resolved_at__isnull=False).order_by("-resolved_at")[:20],
        },
    )


@requires(P.RELEASE_PLAN)
@never_cache
@require_http_methods(["GET", "POST"])
def resolve(request: MemberRequest, number: int) -> HttpResponse:
    """Say what became of a transfer that did not match."""
    viewer = request.membership
    found = reading.transfer(number, viewer=viewer)
    if found is None or found.resolved_at is not None:
        raise Http404
    transfer = found
    is_whose = transfer.reason == TransferReason.ALMOST_THE_SAME
    form = (
        SamePersonForm(posted(request), transfer) if is_whose else ResolveForm(posted(request))
    )

    def act() -> str:
        said = form.cleaned_data
        person = said.get("person")
        how = Resolution.SAME_PERSON if person else Resolution.NEW_PERSON
        transfers.resolve(
            transfer=transfer,
            how=how if is_whose else Resolution(said["how"]),
            person=person,
            by=viewer,
            at=timezone.now(),
        )
        return reverse("casework:transfers")

    return ask(
        request,
        form,
        act,
        title="Who is it?" if is_whose else "What became of this transfer?",
        button="Write it down",
        done="It is resolved.",
        back=reverse("casework:transfers"),
        back_words="Transfers that did not match",
        template="casework/transfer.html",
        shown={"transfer": transfer},
    )
