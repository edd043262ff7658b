"""The board's action items: the list, one with its history, a new one, and each step with it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import can, requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.board import selectors
from fingerpost.service.board.action_steps import step as step_named
from fingerpost.service.board.action_steps import steps_for
from fingerpost.service.board.actions import action_items
from fingerpost.service.board.forms import ActionForm
from fingerpost.service.board.models import ActionItem
from fingerpost.service.board.models.action_items import SETTLED
from fingerpost.service.board.views.asking import ask, posted

SHOWN = {"mine": "For me", "open": "Not settled", "all": "All"}


@requires(P.ACTION_REPORT)
@never_cache
@require_GET
def listed(request: MemberRequest) -> HttpResponse:
    """Show action items, the late ones first."""
    viewer, on = request.membership, timezone.localdate()
    show = request.GET.get("show", "open")
    show = show if show in SHOWN else "open"
    found = selectors.action_items(viewer=viewer)
    if show != "all":
        found = found.exclude(status__in=SETTLED)
    items = selectors.late_first(found, on)
    if show == "mine":
        items = [one for one in items if selectors.is_for(one, viewer)]
    return render(
        request,
        "board/actions.html",
        {
            "rows": [(one, one.days_late(on)) for one in items],
            "show": show,
            "shown": SHOWN,
            "may_make": can(viewer, P.BOARD_PREPARE),
            "is_all_agencies": can(viewer, P.BOARD_VIEW),
        },
    )


@requires(P.ACTION_REPORT)
@never_cache
@require_GET
def action(request: MemberRequest, number: int) -> HttpResponse:
    """Show one action item: what is known of it, what was said of it, and what may be done now."""
    item, on = _item(request, number), timezone.localdate()
    return render(
        request,
        "board/action.html",
        {
            "item": item,
            "days_late": item.days_late(on),
            "reports": selectors.reports(item),
            "steps": steps_for(item, request.membership, on),
        },
    )


@requires(P.ACTION_REPORT)
@never_cache
@require_http_methods(["GET", "POST"])
def step(request: MemberRequest, number: int, name: str) -> HttpResponse:
    """Take one step with an action item."""
    item, viewer = _item(request, number), request.membership
    found = step_named(name, item, viewer, timezone.localdate())
    if found is None:
        raise Http404
    form = found.form(posted(request), viewer=viewer)  # type: ignore[call-arg]
    if form.is_valid():
        try:
            found.take(item, form.cleaned_data, viewer, timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, found.done)
            return redirect("board:action", number)
    return render(
        request,
        "board/action_step.html",
        {"item": item, "step": found, "form": form},
        status=400 if form.errors else 200,
    )


@requires(P.BOARD_PREPARE)
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Give an agency something to do."""
    form = ActionForm(posted(request))

    def act() -> str:
        said = form.cleaned_data
        item = action_items.make(**said, by=request.membership, at=timezone.now())
        return reverse("board:action", args=[item.pk])

    return ask(
        request,
        form,
        act,
        title="Give an agency an action",
        button="Record the action",
        done="The action is recorded, and its owner is told.",
        back=reverse("board:actions"),
    )


def _item(request: MemberRequest, number: int) -> ActionItem:
    item = selectors.action_item(number, viewer=request.membership)
    if item is None:
        raise Http404
    return item
