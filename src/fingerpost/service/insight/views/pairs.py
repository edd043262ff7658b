"""Pairs of records that may be one person: judged one by one, by those with the linkage role."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fingerpost.evidence.core.errors import FingerpostError, LakeLockedError
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.insight import pairs
from fingerpost.service.insight.forms import PairForm

LATER = "Files are being landed or people are being linked. Try again in a few minutes."
GONE = "That pair is not yours to judge any more: it was answered, or people were linked anew."


@requires(P.LINK_REVIEW)
@require_GET
def listed(request: MemberRequest) -> HttpResponse:
    """Show how many pairs wait, and where the review stands. Nobody's record is shown."""
    return _standing(request)


@requires(P.LINK_REVIEW)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def pair(request: MemberRequest, queue: str) -> HttpResponse:
    """Show the next pair, and take the answer to it."""
    try:
        chosen = pairs.Queue(queue)
    except ValueError as error:
        raise Http404 from error
    form = PairForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            is_kept = pairs.decide(
                chosen,
                pair=(said["left"], said["right"]),
                answer=pairs.Answer(said["said"]),
                reason=said["reason"],
                by=request.membership,
                at=timezone.now(),
            )
        except LakeLockedError:
            form.add_error(None, LATER)
        except FingerpostError as error:
            form.add_error(None, f"Nothing was written down: {error.what}.")
        else:
            if is_kept:
                messages.success(request, "It is written down.")
                return redirect("insight:pair", queue)
            form.add_error(None, GONE)
    try:
        asked = pairs.look(chosen, viewer=request.membership, at=timezone.now())
    except FingerpostError as error:
        return render(request, "insight/pairs.html", {"why_not": error.what})
    if asked is None:
        messages.success(request, "No pair is left for you.")
        return redirect("insight:pairs")
    return render(
        request,
        "insight/pair.html",
        {"asked": asked, "form": form, "queue": chosen.value},
        status=400 if form.errors else 200,
    )


@requires(P.LINK_REVIEW)
@require_POST
def take_back(request: MemberRequest) -> HttpResponse:
    """Take the last answer back; both stay in the ledger."""
    try:
        is_done = pairs.take_back(by=request.membership, at=timezone.now())
    except LakeLockedError:
        return _standing(request, LATER)
    except FingerpostError as error:
        return _standing(request, f"Nothing was taken back: {error.what}.")
    if not is_done:
        return _standing(request, "There is nothing to take back.")
    messages.success(request, "Your last answer is taken back.")
    return redirect("insight:pairs")


def _standing(request: MemberRequest, problem: str = "") -> HttpResponse:
    context: dict[str, object] = {"problem": problem}
    try:
        context["standing"] = pairs.standing(viewer=request.membership, at=timezone.now())
    except FingerpostError as error:
        context["why_not"] = error.what
    return render(request, "insight/pairs.html", context, status=400 if problem else 200)
