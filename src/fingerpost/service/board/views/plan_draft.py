"""Refresh the plan, step by step: draft, settle each commitment, add, check measures, compare, adopt."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.evidence.measures.declaration import OUTCOME_TITLES, Outcome
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.board import plans, selectors
from fingerpost.service.board.actions import plans as actions
from fingerpost.service.board.forms import NothingForm
from fingerpost.service.board.models import Commitment, Priority
from fingerpost.service.board.plan_changes import changes
from fingerpost.service.board.plan_forms import (
    AdoptForm,
    CarryForm,
    CommitmentForm,
    DraftForm,
    DropForm,
    MeasuresForm,
    PriorityForm,
)
from fingerpost.service.board.plan_measures import known_measures
from fingerpost.service.board.states import PlanStatus
from fingerpost.service.board.views.asking import ask, posted


@requires(P.PLAN_MANAGE)
@never_cache
@require_GET
def draft(request: MemberRequest) -> HttpResponse:
    """Show how far the draft is: what is still to be settled, what it promises, what is next."""
    viewer = request.membership
    version = plans.draft(viewer=viewer)
    if version is None:
        return render(request, "board/plan_draft.html")
    before = plans.in_force(viewer=viewer)
    promised = plans.promised(version)
    known = known_measures(viewer=viewer)
    unsure = [one for one in promised if _is_unsure(one, set(known))]
    return render(
        request,
        "board/plan_draft.html",
        {
            "version": version,
            "before": before,
            "to_settle": actions.to_settle(version, before),
            "promised": promised,
            "dropped": plans.dropped(version),
            "unsure": unsure,
            "unfinished": actions.unfinished(version, before),
            "changes": changes(before, version) if before else None,
        },
    )


def _is_unsure(one: Commitment, known: set[str]) -> bool:
    """Tell whether nothing would show what it changes for people, or a measure is gone."""
    named = {*one.activity_measures, *one.outcome_measures}
    return not one.outcome_measures or not named <= known


@requires(P.PLAN_MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def begin(request: MemberRequest) -> HttpResponse:
    """Begin the draft of the next version."""
    form = DraftForm(posted(request))
    return _change(
        request,
        form,
        lambda: actions.draft(**form.cleaned_data, by=request.membership, at=timezone.now()),
        title="Draft the next version of the plan",
        button="Begin the draft",
        done="The draft is begun. The version in force stays in force until you adopt it.",
        back=reverse("board:plan"),
    )


@requires(P.PLAN_MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def carry(request: MemberRequest, number: int) -> HttpResponse:
    """Carry a commitment in force over into the draft."""
    was = _in_force(request, number)
    form = CarryForm(posted(request), initial={"due_on": was.due_on, "owner": was.owner_id})
    return _change(
        request,
        form,
        lambda: actions.carry(
            commitment=was, **form.cleaned_data, by=request.membership, at=timezone.now()
        ),
        title=f"Carry over: {was.title}",
        button="Carry it over",
        done="It is carried over into the draft. The day that was promised first stays with it.",
    )


@requires(P.PLAN_MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def drop(request: MemberRequest, number: int) -> HttpResponse:
    """Drop a commitment in force from the draft, with a reason."""
    was = _in_force(request, number)
    form = DropForm(posted(request))
    return _change(
        request,
        form,
        lambda: actions.drop(
            commitment=was, **form.cleaned_data, by=request.membership, at=timezone.now()
        ),
        title=f"Drop: {was.title}",
        button="Drop it",
        done="The draft drops it. It stays in the account as dropped, with your reason.",
    )


@requires(P.PLAN_MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def new_priority(request: MemberRequest) -> HttpResponse:
    """Add a priority to the draft."""
    form = PriorityForm(posted(request))
    return _change(
        request,
        form,
        lambda: actions.add_priority(
            **form.cleaned_data, by=request.membership, at=timezone.now()
        ),
        title="Add a priority",
        button="Add it",
        done="The priority is in the draft.",
    )


@requires(P.PLAN_MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def new_commitment(request: MemberRequest) -> HttpResponse:
    """Promise something new in the draft."""
    version = plans.draft(viewer=request.membership)
    form = CommitmentForm(posted(request), priorities=Priority.objects.filter(plan=version))
    return _change(
        request,
        form,
        lambda: actions.add_commitment(
            **form.cleaned_data, by=request.membership, at=timezone.now()
        ),
        title="Add a commitment",
        button="Add it",
        done="The commitment is in the draft. Choose its measures next.",
    )


@requires(P.PLAN_MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def change(request: MemberRequest, number: int) -> HttpResponse:
    """Change what the draft promises."""
    found = _of_draft(request, number)
    names = ("title", "owner", "starts_on", "due_on", "resources", "is_public")
    form = CommitmentForm(
        posted(request), initial={name: getattr(found, name) for name in names}
    )
    return _change(
        request,
        form,
        lambda: actions.change(
            commitment=found, **form.cleaned_data, by=request.membership, at=timezone.now()
        ),
        title="Change what is promised",
        button="Save",
        done="The draft is changed.",
    )


@requires(P.PLAN_MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def measures(request: MemberRequest, number: int) -> HttpResponse:
    """Choose the measures that would show whether a commitment of the draft did anything."""
    found = _of_draft(request, number)
    outcome = found.priority.outcome
    form = MeasuresForm(
        posted(request),
        known=known_measures(viewer=request.membership),
        chosen={"activity": found.activity_measures, "outcome": found.outcome_measures},
        first=OUTCOME_TITLES[Outcome(outcome)] if outcome else "",
    )
    return _change(
        request,
        form,
        lambda: actions.choose_measures(
            commitment=found, **form.cleaned_data, by=request.membership, at=timezone.now()
        ),
        title=f"Measures of: {found.title}",
        button="Save",
        done="Its measures are chosen.",
    )


@requires(P.PLAN_MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def take_back(request: MemberRequest, number: int) -> HttpResponse:
    """Take back what only the draft promised."""
    found = _of_draft(request, number)
    if found.carried_from_id is not None:
        raise Http404
    return _change(
        request,
        NothingForm(posted(request), viewer=request.membership),
        lambda: actions.take_back(commitment=found, by=request.membership, at=timezone.now()),
        title=f"Take back: {found.title}",
        button="Take it back",
        done="The draft promises it no longer.",
    )


@requires(P.PLAN_MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def adopt(request: MemberRequest) -> HttpResponse:
    """Put the draft in force, by a decision of the board."""
    viewer = request.membership
    form = AdoptForm(
        posted(request),
        decisions=selectors.decisions(viewer=viewer).exclude(status__in=actions.NO_GROUNDS),
        is_first=plans.in_force(viewer=viewer) is None,
    )
    return _change(
        request,
        form,
        lambda: actions.adopt(**form.cleaned_data, by=viewer, at=timezone.now()),
        title="Adopt the plan",
        button="Adopt it",
        done="The plan is in force. It is not changed any more: the next version replaces it.",
        to=reverse("board:plan"),
    )


@requires(P.PLAN_MANAGE)
@never_cache
@require_http_methods(["GET", "POST"])
def give_up(request: MemberRequest) -> HttpResponse:
    """Give the draft up."""
    form = DropForm(posted(request))
    form.fields["reason"].label = "Why is the draft given up?"
    return _change(
        request,
        form,
        lambda: actions.give_up(**form.cleaned_data, by=request.membership, at=timezone.now()),
        title="Give the draft up",
        button="Give it up",
        done="The draft is given up. The version in force stays in force.",
        to=reverse("board:plan"),
    )


def _change(
    request: MemberRequest,
    form: forms.Form,
    act: Callable[[], object],
    *,
    title: str,
    button: str,
    done: str,
    back: str = "",
    to: str = "",
) -> HttpResponse:
    """Ask, and lead back to the draft."""
    address = reverse("board:draft")

    def change_and_go() -> str:
        act()
        return to or address

    return ask(
        request,
        form,
        change_and_go,
        title=title,
        button=button,
        done=done,
        back=back or address,
        back_words="The plan" if back else "The draft",
    )


def _in_force(request: MemberRequest, number: int) -> Commitment:
    found = plans.commitment(number, viewer=request.membership)
    if found is None or found.priority.plan.status != PlanStatus.ADOPTED:
        raise Http404
    return found


def _of_draft(request: MemberRequest, number: int) -> Commitment:
    version = plans.draft(viewer=request.membership)
    promised = plans.promised(version) if version else []
    found = next((one for one in promised if one.pk == number), None)
    if found is None:
        raise Http404
    return found
