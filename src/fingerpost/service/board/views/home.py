"""The board's first page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.board import selectors


@requires(P.BOARD_VIEW)
@require_GET
def home(request: MemberRequest) -> HttpResponse:
    """Show when the board meets next, and what it has."""
    return render(
        request, "board/home.html", {"meetings": selectors.meetings(viewer=request.membership)}
    )
