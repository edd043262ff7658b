"""The board's first page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.board import selectors
from fingerpost.service.board.agenda import due_at
from fingerpost.service.board.models.action_items import SETTLED
from fingerpost.service.board.states import DecisionStatus

MOST = 5  # of each list; the rest is a page further


@requires(P.BOARD_VIEW)
@require_GET
def home(request: MemberRequest) -> HttpResponse:
    """Show when the board meets next, what is due then, what is late, and what was decided lately."""
    viewer, at = request.membership, timezone.now()
    on = timezone.localdate(at)
    meeting = selectors.next_meeting(viewer=viewer, at=at)
    unsettled = selectors.action_items(viewer=viewer).exclude(status__in=SETTLED)
    late = [one for one in selectors.late_first(unsettled, on) if one.is_late(on)]
    decided = selectors.decisions(viewer=viewer).exclude(status=DecisionStatus.WITHDRAWN)
    return render(
        request,
        "board/home.html",
        {
            "meeting": meeting,
            "due": due_at(meeting, viewer=viewer) if meeting else [],
            "late": [(one, one.days_late(on)) for one in late[:MOST]],
            "late_count": len(late),
            "open_count": len(unsettled),
            "decisions": decided[:MOST],
        },
    )
