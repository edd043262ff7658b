"""One commitment of the plan: how it stands, what shows it, its measures, actions, risks and decisions."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import can, requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.board import plans
from fingerpost.service.board.actions import action_items, commitments
from fingerpost.service.board.forms import ActionForm
from fingerpost.service.board.models import Commitment
from fingerpost.service.board.plan_forms import StatusForm
from fingerpost.service.board.plan_measures import known_measures, shown
from fingerpost.service.board.states import CommitmentStatus, PlanStatus
from fingerpost.service.board.views.asking import ask, posted


@requires(P.BOARD_VIEW)
@never_cache
@require_GET
def commitment(request: MemberRequest, number: int) -> HttpResponse:
    """Show a commitment with everything that hangs on it, in whichever version it was promised."""
    found, viewer = _commitment(request, number), request.membership
    line = plans.whole_line(found)
    known = known_measures(viewer=viewer)
    is_in_force = found.priority.plan.status == PlanStatus.ADOPTED
    day = timezone.localdate()
    return render(
        request,
        "board/commitment.html",
        {
            "stood": plans.stood([found], found.priority.plan.replaced_on or day)[0],
            "line": line,
            "is_in_force": is_in_force,
            "now": line[-1] if line[-1].pk != found.pk else None,
            "reports": plans.reports(line),
            "outcome": shown(found.outcome_measures, known),
            "activity": shown(found.activity_measures, known),
            "action_items": [(one, one.days_late(day)) for one in plans.actions_of(line)],
            "risks": plans.risks_of(line),
            "decisions": plans.decisions_of(line),
            "may_report": plans.may_report(found, viewer),
            "may_give": is_in_force and can(viewer, P.BOARD_PREPARE),
        },
    )


@requires(P.ACTION_REPORT)
@never_cache
@require_http_methods(["GET", "POST"])
def report(request: MemberRequest, number: int) -> HttpResponse:
    """Say how a commitment stands, and what shows it."""
    viewer = request.membership
    found = plans.commitments().filter(pk=number).first()
    if found is None or not plans.may_report(found, viewer):
        raise Http404
    form = StatusForm(posted(request))
    on_board = can(viewer, P.BOARD_VIEW)
    back = reverse("board:commitment", args=[number]) if on_board else reverse("board:ours")

    def act() -> str:
        said = form.cleaned_data
        commitments.report(
            commitment=found,
            status=CommitmentStatus(said["status"]),
            evidence=said["evidence"],
            by=viewer,
            at=timezone.now(),
        )
        return back

    return ask(
        request,
        form,
        act,
        title="Say how this commitment stands",
        button="Report",
        done="Your report is written down, and what was said before stays.",
        back=back,
        back_words=found.title,
    )


@requires(P.ACTION_REPORT)
@never_cache
@require_GET
def ours(request: MemberRequest) -> HttpResponse:
    """Show what one's own agency promised in the plan in force."""
    viewer = request.membership
    stood = plans.stood(plans.of_own_agency(viewer=viewer), timezone.localdate())
    return render(
        request,
        "board/our_commitments.html",
        {"stood": stood, "is_on_board": can(viewer, P.BOARD_VIEW)},
    )


@requires(P.BOARD_PREPARE)
@never_cache
@require_http_methods(["GET", "POST"])
def new_action(request: MemberRequest, number: int) -> HttpResponse:
    """Give an agency an action for a commitment."""
    found = _commitment(request, number)
    if found.priority.plan.status != PlanStatus.ADOPTED:
        raise Http404
    form = ActionForm(posted(request), initial={"owner": found.owner_id})
    back = reverse("board:commitment", args=[number])

    def act() -> str:
        said = form.cleaned_data
        action_items.make(**said, commitment=found, by=request.membership, at=timezone.now())
        return back

    return ask(
        request,
        form,
        act,
        title="Give an agency an action for this commitment",
        button="Record the action",
        done="The action is recorded, and its owner is told.",
        back=back,
        back_words=found.title,
    )


def _commitment(request: MemberRequest, number: int) -> Commitment:
    found = plans.commitment(number, viewer=request.membership)
    if found is None:
        raise Http404
    return found
