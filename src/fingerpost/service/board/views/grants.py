"""Grant lines: each with what was spent and whether it will be, and what was said of one."""

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
from fingerpost.service.board import grants
from fingerpost.service.board.actions import grants as actions
from fingerpost.service.board.models import GrantLine
from fingerpost.service.board.oversight_forms import GrantLineForm, SpendForm
from fingerpost.service.board.views.asking import ask, posted


@requires(P.BOARD_VIEW)
@never_cache
@require_GET
def listed(request: MemberRequest) -> HttpResponse:
    """Show every grant line, the ones that will not be spent first."""
    viewer = request.membership
    found = grants.outlooks(timezone.localdate(), viewer=viewer)
    return render(
        request,
        "board/grants.html",
        {
            "outlooks": found,
            "under": [one for one in found if one.pace is grants.Pace.UNDER],
            "may_keep": can(viewer, P.GRANT_KEEP),
        },
    )


@requires(P.BOARD_VIEW)
@never_cache
@require_GET
def line(request: MemberRequest, number: int) -> HttpResponse:
    """Show one line with everything that was said of it."""
    found = _line(request, number)
    said = grants.spending(found)
    return render(
        request,
        "board/grant_line.html",
        {
            "outlook": grants.outlook(
                found, said[0][0] if said else None, timezone.localdate()
            ),
            "spending": said,
            "may_keep": can(request.membership, P.GRANT_KEEP),
        },
    )


@requires(P.GRANT_KEEP)
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Write down a line of a grant."""
    form = GrantLineForm(posted(request))

    def act() -> str:
        made = actions.add_line(**form.cleaned_data, by=request.membership, at=timezone.now())
        return reverse("board:grant_line", args=[made.pk])

    return ask(
        request,
        form,
        act,
        title="Add a grant line",
        button="Add it",
        done="The line is written down.",
        back=reverse("board:grants"),
    )


@requires(P.GRANT_KEEP)
@never_cache
@require_http_methods(["GET", "POST"])
def spend(request: MemberRequest, number: int) -> HttpResponse:
    """Say what was spent of a line up to a day."""
    found = _line(request, number)
    form = SpendForm(posted(request))
    back = reverse("board:grant_line", args=[number])

    def act() -> str:
        actions.say_spent(
            line=found, **form.cleaned_data, by=request.membership, at=timezone.now()
        )
        return back

    return ask(
        request,
        form,
        act,
        title="Say what was spent",
        button="Write it down",
        done="It is written down. What was said before stays.",
        back=back,
        back_words=found.title,
    )


def _line(request: MemberRequest, number: int) -> GrantLine:
    found = grants.line(number, viewer=request.membership)
    if found is None:
        raise Http404
    return found
