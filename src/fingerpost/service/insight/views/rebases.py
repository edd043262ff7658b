"""Charts that seem to have a new level, and what a person decides about them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.insight import rebases
from fingerpost.service.insight.actions.names import name_of
from fingerpost.service.insight.actions.rebases import decide
from fingerpost.service.insight.forms import WhyForm


@requires(P.REBASE_DECIDE)
@require_GET
def listed(request: MemberRequest) -> HttpResponse:
    """Show the charts that await a name and a reason, and what was decided."""
    viewer = request.membership
    return render(
        request,
        "insight/rebases.html",
        {"waiting": rebases.waiting(viewer=viewer), "decided": rebases.decided(viewer=viewer)},
    )


@requires(P.REBASE_DECIDE)
@require_http_methods(["GET", "POST"])
def chart(request: MemberRequest, measure: str, area: str, period: str) -> HttpResponse:
    """Ask for the reason of one decision, and write it down under the person's name."""
    question = rebases.question(measure, area, period, viewer=request.membership)
    if question is None:
        raise Http404
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decide(
                question=question,
                reason=form.cleaned_data["reason"],
                by=request.membership,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.add_error("reason", error)
        else:
            messages.success(request, "It is written down. The next release shows it.")
            return redirect("insight:rebases")
    return render(
        request,
        "insight/rebase.html",
        {"question": question, "form": form, "name": name_of(request.membership)},
        status=400 if form.errors else 200,
    )
