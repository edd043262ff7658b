"""The pack of a meeting: freeze and send it, and read one's own as it was frozen."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.evidence.publication.html import policy_of
from fingerpost.service.access import audit
from fingerpost.service.access.models import EventKind
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.board import pack_contents, selectors
from fingerpost.service.board.actions import packs
from fingerpost.service.board.forms import NothingForm
from fingerpost.service.board.models import FrozenPack
from fingerpost.service.board.views.asking import ask, posted
from fingerpost.service.board.views.meetings import found_meeting


@requires(P.BOARD_PREPARE)
@never_cache
@require_http_methods(["GET", "POST"])
def freeze(request: MemberRequest, number: int) -> HttpResponse:
    """Freeze the pack, and send it to its readers; say before what it will lack."""
    meeting, at = found_meeting(request, number), timezone.now()
    form = NothingForm(posted(request), viewer=request.membership)
    address = reverse("board:meeting", args=[number])

    def act() -> str:
        packs.freeze(meeting=meeting, by=request.membership, at=at)
        return address

    papers = [one for of in pack_contents.papers_of(meeting).values() for one in of]
    return ask(
        request,
        form,
        act,
        title="Send the pack",
        button="Freeze it and send it",
        done="The pack is frozen, and its readers are told.",
        back=address,
        back_words=meeting.title,
        template="board/freeze.html",
        shown={
            "readers": pack_contents.readers_of(meeting, by=request.membership),
            "owed": [one for one in papers if one.newest is None],
            "is_again": meeting.pack_number > 0,
        },
    )


@requires(P.BOARD_VIEW)
@never_cache
@require_GET
def pack(request: MemberRequest, number: int, edition: int | None = None) -> HttpResponse:
    """Show the reader's own pack as it was frozen: the newest, or an earlier one."""
    found = _own(request, number, edition, without="pdf")
    if selectors.is_closed_to(found, viewer=request.membership):
        return render(request, "board/pack_closed.html", {"meeting": found.meeting})
    _write_down(request, found)
    html = bytes(found.html)
    response = HttpResponse(html, content_type="text/html; charset=utf-8")
    response["Content-Security-Policy"] = f"{policy_of(html)}; frame-ancestors 'none'"
    return response


@requires(P.BOARD_VIEW)
@never_cache
@require_GET
def pack_pdf(request: MemberRequest, number: int, edition: int) -> HttpResponse:
    """Give the reader's own pack as PDF."""
    found = _own(request, number, edition, without="html")
    if selectors.is_closed_to(found, viewer=request.membership):
        return render(request, "board/pack_closed.html", {"meeting": found.meeting})
    _write_down(request, found)
    response = HttpResponse(bytes(found.pdf), content_type="application/pdf")
    day = timezone.localdate(found.meeting.starts_at)
    name = f"board-{day.isoformat()}-pack-{found.number}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _own(
    request: MemberRequest, number: int, edition: int | None, *, without: str
) -> FrozenPack:
    mine = selectors.packs(viewer=request.membership).filter(meeting=number).defer(without)
    if edition is not None:
        mine = mine.filter(number=edition)
    found = mine.select_related("meeting").first()
    if found is None:
        raise Http404
    return found


def _write_down(request: MemberRequest, read: FrozenPack) -> None:
    audit.record(
        EventKind.PACK_READ,
        at=timezone.now(),
        by=request.membership,
        target_type="pack",
        target=read.pk,
    )
