"""Agreements: what may flow between agencies, drafting, reviewing, signing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fingerpost.service.access import selectors, sentences
from fingerpost.service.access.actions import agreements as actions
from fingerpost.service.access.agreement_forms import BetweenForm, DraftForm, FlowForm
from fingerpost.service.access.forms import EndForm
from fingerpost.service.access.models import AgreementVersion, Flow, VersionStatus
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import can, requires
from fingerpost.service.access.requests import MemberRequest

FLOW_FIELDS = (
    "giver",
    "receiver",
    "item",
    "purpose",
    "legal_basis",
    "gateway",
    "confidentiality",
    "regime",
    "retention_months",
)


@requires(P.AGREEMENT_VIEW)
@require_GET
def overview(request: MemberRequest) -> HttpResponse:
    """Show one's own agreements, and the matrix of what flows in the whole partnership."""
    agencies, counts = selectors.flow_matrix(on=timezone.localdate())
    matrix = [
        (giver, [(receiver, counts.get((giver.pk, receiver.pk), 0)) for receiver in agencies])
        for giver in agencies
    ]
    return render(
        request,
        "access/agreements.html",
        {
            "versions": selectors.agreements(viewer=request.membership),
            "agencies": agencies,
            "matrix": matrix,
            "may_draft": can(request.membership, P.AGREEMENT_DRAFT),
            "today": timezone.localdate(),
        },
    )


@requires(P.AGREEMENT_VIEW)
@require_GET
def between(request: MemberRequest) -> HttpResponse:
    """Say in sentences what may flow between any two agencies, and why."""
    form = BetweenForm(request.GET or None)
    said: list[str] = []
    is_asked = bool(request.GET) and form.is_valid()
    if is_asked:
        flows = selectors.flows_between(**form.cleaned_data, on=timezone.localdate())
        said = [sentences.flow(one) for one in flows]
    return render(
        request, "access/between.html", {"form": form, "sentences": said, "is_asked": is_asked}
    )


@requires(P.AGREEMENT_VIEW)
@require_GET
def version(request: MemberRequest, number: int) -> HttpResponse:
    """Show a version of an agreement, and what the viewer may do with it."""
    return render(request, "access/agreement.html", _context(request, _found(request, number)))


@requires(P.AGREEMENT_VIEW)
@require_GET
def printed(request: MemberRequest, number: int) -> HttpResponse:
    """Show a version as it is printed and filed."""
    return render(
        request, "access/agreement_printed.html", _context(request, _found(request, number))
    )


@requires(P.AGREEMENT_DRAFT)
@require_http_methods(["GET", "POST"])
def draft(request: MemberRequest) -> HttpResponse:
    """Begin an agreement, from a template or empty."""
    form = DraftForm(
        request.POST or None,
        viewer=request.membership,
        template=request.GET.get("template", ""),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.draft(**form.cleaned_data, by=request.membership, at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("access:flows", number=made.pk)
    return render(
        request, "access/draft.html", {"form": form}, status=400 if form.errors else 200
    )


@requires(P.AGREEMENT_DRAFT)
@require_http_methods(["GET", "POST"])
def flows(request: MemberRequest, number: int) -> HttpResponse:
    """Say what may flow by a draft: one flow at a time, added or taken out."""
    found = _found(request, number)
    held = list(found.flows.select_related("giver", "receiver"))
    removed = request.POST.get("remove", "")
    form = FlowForm(None if removed else (request.POST or None), version=found)
    if request.method == "POST":
        kept = [_values(one) for one in held if str(one.pk) != removed]
        if removed or form.is_valid():
            wanted = kept if removed else [*kept, form.cleaned_data]
            try:
                actions.set_flows(
                    version=found, flows=wanted, by=request.membership, at=timezone.now()
                )
            except ValidationError as error:
                form.add_error(None, error) if form.is_bound else messages.error(
                    request, " ".join(error.messages)
                )
            else:
                return redirect("access:flows", number=found.pk)
    context = {
        "form": form,
        "version": found,
        "flows": [(one.pk, sentences.flow(one)) for one in held],
    }
    return render(request, "access/flows.html", context, status=400 if form.errors else 200)


@requires(P.AGREEMENT_DRAFT)
@require_POST
def ask(request: MemberRequest, number: int) -> HttpResponse:
    """Give a draft to all parties to review."""
    return _step(request, number, actions.ask_for_review)


@requires(P.AGREEMENT_DRAFT)
@require_POST
def agree(request: MemberRequest, number: int) -> HttpResponse:
    """Say for one's agency that it is as it should be."""
    return _step(request, number, actions.review, is_content=True, remark="")


@requires(P.AGREEMENT_DRAFT)
@require_POST
def give_back(request: MemberRequest, number: int) -> HttpResponse:
    """Give it back to its draft, and say what should be changed."""
    return _step(
        request, number, actions.review, is_content=False, remark=request.POST.get("reason", "")
    )


@requires(P.AGREEMENT_SIGN)
@require_POST
def sign(request: MemberRequest, number: int) -> HttpResponse:
    """Sign for one's agency."""
    return _step(request, number, actions.sign)


@requires(P.AGREEMENT_SIGN)
@require_POST
def end(request: MemberRequest, number: int) -> HttpResponse:
    """End it before its day, and say why."""
    return _step(request, number, actions.end, reason=request.POST.get("reason", ""))


def _step(
    request: MemberRequest, number: int, action: Callable[..., Any], **more: Any
) -> HttpResponse:
    found = _found(request, number)
    try:
        action(version=found, by=request.membership, at=timezone.now(), **more)
    except ValidationError as error:
        context = {**_context(request, found), "problem": " ".join(error.messages)}
        return render(request, "access/agreement.html", context, status=400)
    return redirect("access:agreement", number=found.pk)


def _found(request: MemberRequest, number: int) -> AgreementVersion:
    found = selectors.agreement(number, viewer=request.membership)
    if found is None:
        raise Http404
    return found


def _values(flow: Flow) -> dict[str, Any]:
    return {name: getattr(flow, name) for name in FLOW_FIELDS}


def _context(request: MemberRequest, found: AgreementVersion) -> dict[str, Any]:
    viewer = request.membership
    parties = list(
        found.parties.select_related("agency", "reviewed_by", "signed_by").defer(
            "reviewed_by__password", "signed_by__password"
        )
    )
    mine = next((one for one in parties if one.agency_id == viewer.agency_id), None)
    in_review = found.status == VersionStatus.REVIEW
    return {
        "version": found,
        "parties": parties,
        "flows": [
            sentences.flow(one) for one in found.flows.select_related("giver", "receiver")
        ],
        "today": timezone.localdate(),
        "is_in_force": found.is_in_force(timezone.localdate()),
        "may_change": can(viewer, P.AGREEMENT_DRAFT) and found.status == VersionStatus.DRAFT,
        "may_review": can(viewer, P.AGREEMENT_DRAFT)
        and in_review
        and mine is not None
        and mine.reviewed_at is None,
        "may_sign": can(viewer, P.AGREEMENT_SIGN)
        and in_review
        and mine is not None
        and mine.signed_at is None
        and all(one.reviewed_at for one in parties),
        "may_end": can(viewer, P.AGREEMENT_SIGN) and found.status == VersionStatus.SIGNED,
        "end_form": EndForm(),
    }
