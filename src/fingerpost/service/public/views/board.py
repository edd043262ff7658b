"""What the board decided and promised, done or not, for everybody."""

from __future__ import annotations

from itertools import groupby

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from fingerpost.service.access.policies import public
from fingerpost.service.public import changes
from fingerpost.service.public.views.drawing import missing, page


@public
@transaction.non_atomic_requests
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show promises, decisions, actions and what was heard, each with how it stands."""
    account = changes.known().account
    plan = [
        (priority, list(found))
        for priority, found in groupby(account.commitments, key=lambda one: one.priority)
    ]
    return page("public/board.html", account=account, plan=plan)


@public
@transaction.non_atomic_requests
@require_safe
def minutes(request: HttpRequest, number: int) -> HttpResponse:
    """Show the public part of one meeting's minutes."""
    found = next((one for one in changes.known().account.minutes if one.number == number), None)
    return page("public/minutes.html", minutes=found) if found else missing()
