"""What all agencies promised and what became of it, what measures did since, money, and answers owed."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from fingerpost.service.access.models import Agency
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.board import grants, plans, questions
from fingerpost.service.board.models import PlanVersion
from fingerpost.service.board.plan_measures import known_measures, since
from fingerpost.service.board.promises import (
    Became,
    Promise,
    PromiseKind,
    once_each,
    promises,
    tally,
)

MOST = 10  # of what is late or not done; the rest is on the agency's own page
WORRYING = (grants.Pace.UNDER, grants.Pace.OVER, grants.Pace.NOT_KNOWN)


@requires(P.BOARD_OVERSEE)
@never_cache
@require_GET
def oversight(request: MemberRequest) -> HttpResponse:
    """Show across agencies what was promised, done, late, not done and why; and what it came to."""
    viewer, on = request.membership, timezone.localdate()
    every = promises(viewer=viewer)
    once = once_each(every)
    by_agency = groupby(sorted(every, key=lambda one: one.agency), key=lambda one: one.agency)
    numbers = dict(Agency.objects.values_list("name", "pk"))
    owing = sorted(
        (
            one
            for one in once
            if one.is_late(on) or one.became in (Became.NOT_DONE, Became.DROPPED)
        ),
        key=lambda one: one.first_due_on,
    )
    plan = plans.in_force(viewer=viewer)
    answers = [(one, questions.days_late(one, on)) for one in questions.owed(viewer=viewer)]
    return render(
        request,
        "board/oversight.html",
        {
            "on": on,
            "total": tally(once, on),
            "kinds": [
                ("Commitments of the plan", tally(_of(once, PromiseKind.COMMITMENT), on)),
                ("Actions of the board", tally(_of(once, PromiseKind.ACTION), on)),
            ],
            "agencies": [(name, numbers[name], tally(mine, on)) for name, mine in by_agency],
            "owing": [(one, one.is_late(on)) for one in owing[:MOST]],
            "owing_count": len(owing),
            "plan": plan,
            **(_measures(request, plan) if plan else {}),
            "money": [
                one for one in grants.outlooks(on, viewer=viewer) if one.pace in WORRYING
            ],
            "answers": answers,
            "late_answers": sum(days > 0 for _, days in answers),
        },
    )


@requires(P.BOARD_OVERSEE)
@never_cache
@require_GET
def agency(request: MemberRequest, number: int) -> HttpResponse:
    """Show everything that one agency promised, and what became of each."""
    found = Agency.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    on = timezone.localdate()
    mine = [one for one in promises(viewer=request.membership) if one.agency == found.name]
    mine.sort(
        key=lambda one: (one.became not in (Became.OPEN, Became.REPORTED), one.first_due_on)
    )
    return render(
        request,
        "board/oversight_agency.html",
        {
            "agency": found,
            "tally": tally(mine, on),
            "promises": [(one, one.is_late(on), one.is_late_on_first_day(on)) for one in mine],
        },
    )


def _of(found: list[Promise], kind: PromiseKind) -> list[Promise]:
    return [one for one in found if one.kind is kind]


def _measures(request: MemberRequest, plan: PlanVersion) -> dict[str, object]:
    """Return what the measures of the plan in force say of the time since, activity and outcome apart."""
    known = known_measures(viewer=request.membership)
    promised = plans.promised(plan)
    lines = plans.histories(promised)
    found: dict[str, object] = {}
    for kind in ("outcome", "activity"):
        first: dict[str, date] = {}
        for one in promised:
            day = lines[one.pk][0].priority.plan.adopted_on
            assert day is not None, "it is or was in force"
            for name in getattr(one, f"{kind}_measures"):
                first[name] = min(first.get(name, day), day)
        shown = [since(name, known, day) for name, day in first.items()]
        found[kind] = [one for one in shown if one.speaks]
        found[f"{kind}_silent"] = [one for one in shown if not one.speaks]
    return found
