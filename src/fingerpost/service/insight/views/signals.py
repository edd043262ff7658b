"""What is new, one signal, and what a person says it was."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.evidence.core.errors import FingerpostError
from fingerpost.evidence.early_warning.signals import SignalState
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import can, requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.insight import selectors, signals
from fingerpost.service.insight.actions.signals import decide
from fingerpost.service.insight.forms import TriageForm


@requires(P.SIGNAL_VIEW)
@require_GET
def listed(request: MemberRequest) -> HttpResponse:
    """Show what is new, the most weighty first, and what became of the rest."""
    viewer = request.membership
    found = signals.signals(viewer=viewer)
    return render(
        request,
        "insight/signals.html",
        {
            "open": [one for one in found if one.is_open and not one.is_silence],
            "silent": [one for one in found if one.is_open and one.is_silence],
            "closed": [one for one in found if not one.is_open],
            "quality": signals.quality(viewer=viewer),
            "release": selectors.release(viewer=viewer)
            if can(viewer, P.MEASURE_VIEW)
            else None,
        },
    )


@requires(P.SIGNAL_VIEW)
@require_GET
def signal(request: MemberRequest, reference: str) -> HttpResponse:
    """Show one signal: what was seen, its chart and map, and what people said of it."""
    known = signals.signal(reference, viewer=request.membership)
    if known is None:
        raise Http404
    return _page(request, known, None)


@requires(P.SIGNAL_TRIAGE)
@require_http_methods(["POST"])
def triage(request: MemberRequest, reference: str) -> HttpResponse:
    """Write down what a person says a signal was, and who looks into it."""
    known = signals.signal(reference, viewer=request.membership)
    if known is None:
        raise Http404
    form = TriageForm(request.POST, viewer=request.membership, seen=len(known.steps))
    if form.is_valid():
        said = form.cleaned_data
        try:
            decide(
                known=known,
                state=SignalState(said["state"]),
                note=said["note"],
                agency=said["agency"],
                person=said["person"],
                seen=said["seen"],
                by=request.membership,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        except FingerpostError as error:
            form.add_error(None, error.what)
        else:
            messages.success(request, "It is written down, under your name.")
            return redirect("insight:signal", reference)
    return _page(request, known, form)


def _page(
    request: MemberRequest, known: signals.Known, form: TriageForm | None
) -> HttpResponse:
    viewer = request.membership
    may_triage = can(viewer, P.SIGNAL_TRIAGE) and known.entry is not None
    if form is None and may_triage:
        form = TriageForm(viewer=viewer, seen=len(known.steps))
    return render(
        request,
        "insight/signal.html",
        {
            "known": known,
            "blocks": signals.blocks(known, viewer=viewer),
            "form": form if may_triage else None,
            "is_unknown": known.entry is None,
        },
        status=400 if form is not None and form.errors else 200,
    )
