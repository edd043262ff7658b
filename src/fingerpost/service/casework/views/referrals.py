"""Referrals: the list, one with its whole story, and each step with it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import can, requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.casework import due, referral_pages, selectors
from fingerpost.service.casework.actions import looking
from fingerpost.service.casework.actions import referrals as actions
from fingerpost.service.casework.models import Referral
from fingerpost.service.casework.referral_pages import Show
from fingerpost.service.casework.referral_steps import step as step_named
from fingerpost.service.casework.referral_steps import steps_for
from fingerpost.service.casework.seen import Seen, Sight
from fingerpost.service.casework.states import ReferralState
from fingerpost.service.casework.views.asking import posted


@requires(P.CASE_VIEW)
@never_cache
@require_GET
def listed(request: MemberRequest) -> HttpResponse:
    """Show the referrals of the viewer's agency: those that wait for it, news, received, sent or late."""
    show = referral_pages.show_of(request.GET.get("show", ""))
    state = request.GET.get("state", "")
    asked = request.GET.get("page", "1")
    page = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
    rows, has_more = referral_pages.listed(
        show, viewer=request.membership, at=timezone.now(), state=state, page=page
    )
    return render(
        request,
        "casework/referrals.html",
        {
            "rows": rows,
            "show": show,
            "shown": list(Show),
            "state": state,
            "states": ReferralState.choices,
            "page": page,
            "before": page - 1,
            "after": page + 1 if has_more else 0,
            "may_work": can(request.membership, P.CASE_WORK),
            "may_manage": can(request.membership, P.CASE_MANAGE),
        },
    )


@requires(P.CASE_VIEW)
@never_cache
@require_GET
def referral(request: MemberRequest, number: int) -> HttpResponse:
    """Show one referral: how it stands and who owes what by when, then what was told, and its story."""
    viewer, at = request.membership, timezone.now()
    found = _referral(request, number)
    looking.look(target_type="referral", number=found.pk, by=viewer, at=at)
    history = list(selectors.steps(found))
    seen = Sight(viewer, timezone.localdate(at)).of(found, history)
    told = history if viewer.agency_id == found.receiver_id or not seen.why_no_more else []
    steps = [
        (one, one.title_for(found), one.ask(None, found, viewer, at).is_empty)
        for one in steps_for(found, viewer, seen)
    ]
    return render(
        request,
        "casework/referral.html",
        {
            "referral": found,
            "sheet": found.sheet,
            "seen": seen,
            "owed": referral_pages.owed(seen, viewer),
            "late_days": 0 if seen.why_no_more else due.late_days(found, at),
            "needs": referral_pages.needs_of(found),
            "came": referral_pages.has_come(seen, history, viewer),
            "ended": _ended(found, seen),
            "details": referral_pages.details(seen, viewer=viewer),
            "story": referral_pages.story(
                seen, history, viewer=viewer, services=referral_pages.services_named(told)
            ),
            "steps": steps,
            "is_mine": found.sender_id == viewer.agency_id,
            "is_news": referral_pages.is_news(seen, viewer),
            "is_draft": found.state == ReferralState.DRAFTED,
            "went_to": found.redirected_to_id if found.sender_id == viewer.agency_id else None,
        },
    )


def _ended(referral: Referral, seen: Seen) -> str:
    if not referral.end_reason or "REASON" not in seen.fact_names:
        return ""
    after = ReferralState(referral.state)
    if after in (ReferralState.DECLINED, ReferralState.REDIRECTED):
        return referral_pages.reason_of(ReferralState.DECLINED, referral.end_reason)
    if after in (ReferralState.WITHDRAWN, ReferralState.LAPSED):
        return referral_pages.reason_of(after, referral.end_reason)
    return ""


@requires(P.CASE_WORK)
@never_cache
@require_http_methods(["GET", "POST"])
def step(request: MemberRequest, number: int, name: str) -> HttpResponse:
    """Take one step with a referral."""
    found, viewer, at = _referral(request, number), request.membership, timezone.now()
    seen = Sight(viewer, timezone.localdate(at)).of(found)
    chosen = step_named(name, found, viewer, seen)
    if chosen is None:
        if request.method == "POST":  # somebody else was quicker, or it was pressed twice
            messages.warning(request, "That cannot be done now. It stands as you see it here.")
            return redirect("casework:referral", number)
        raise Http404
    form = chosen.ask(posted(request), found, viewer, at)
    if form.is_valid():
        try:
            chosen.take(found, form.cleaned_data, viewer, at)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, chosen.done)
            return redirect("casework:referral", number)
    return render(
        request,
        "casework/referral_step.html",
        {
            "referral": found,
            "sheet": found.sheet,
            "title": chosen.title_for(found),
            "step": chosen,
            "form": form,
        },
        status=400 if form.errors else 200,
    )


@requires(P.CASE_VIEW)
@never_cache
@require_POST
def read(request: MemberRequest, number: int) -> HttpResponse:
    """Write down that the sender saw how it stands."""
    actions.read(referral=_referral(request, number), by=request.membership, at=timezone.now())
    messages.success(request, "It is marked as read.")
    return redirect("casework:referral", number)


def _referral(request: MemberRequest, number: int) -> Referral:
    found = selectors.referral(number, viewer=request.membership)
    if found is None:
        raise Http404
    return found
