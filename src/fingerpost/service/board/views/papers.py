"""Papers: ask for one, read its versions, send one."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.evidence.publication.plain_text import text_blocks
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import can, requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.board import selectors
from fingerpost.service.board.actions import papers
from fingerpost.service.board.meeting_forms import PaperForm, VersionForm
from fingerpost.service.board.models import Paper
from fingerpost.service.board.views.asking import ask, posted
from fingerpost.service.board.views.meetings import found_item, found_meeting


@requires(P.BOARD_PREPARE)
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest, number: int, item: int) -> HttpResponse:
    """Ask an agency for a paper to an item."""
    meeting = found_meeting(request, number)
    of = found_item(meeting, item)
    form = PaperForm(posted(request), item=of)
    address = reverse("board:meeting", args=[number])

    def act() -> str:
        papers.ask_for(item=of, **form.cleaned_data, by=request.membership, at=timezone.now())
        return address

    return ask(
        request,
        form,
        act,
        title=f"Ask for a paper: {of.title}",
        button="Ask for it",
        done="The agency is asked for it, and told.",
        back=address,
        back_words=meeting.title,
    )


@requires(P.BOARD_PREPARE)
@never_cache
@require_http_methods(["GET", "POST"])
def change(request: MemberRequest, number: int) -> HttpResponse:
    """Ask another agency for a paper, or by another day."""
    found = _paper(request, number)
    form = PaperForm(posted(request), item=found.item, paper=found)
    address = reverse("board:paper", args=[number])

    def act() -> str:
        said = form.cleaned_data
        papers.ask_again(paper=found, **said, by=request.membership, at=timezone.now())
        return address

    return ask(
        request,
        form,
        act,
        title=f"Change what is asked for: {found.title}",
        button="Ask for it",
        done="The agency is asked for it, and told.",
        back=address,
        back_words=found.title,
    )


@requires(P.ACTION_REPORT)
@never_cache
@require_GET
def paper(request: MemberRequest, number: int, version: int | None = None) -> HttpResponse:
    """Show a paper: the newest version, or an earlier one."""
    found = _paper(request, number)
    versions = list(found.versions.select_related("sent_by").defer("sent_by__password"))
    shown = next((one for one in versions if version in (None, one.number)), None)
    if shown is None and version is not None:
        raise Http404
    return render(
        request,
        "board/paper.html",
        {
            "paper": found,
            "shown": shown,
            "blocks": text_blocks(shown.text) if shown else (),
            "others": [one for one in versions if one != shown],
            "is_newest": version is None or shown == versions[0],
            "is_late": found.is_late(timezone.localdate()),
            "may_send": selectors.may_send(found, request.membership),
            "may_change": shown is None and can(request.membership, P.BOARD_PREPARE),
            "may_see_meeting": can(request.membership, P.BOARD_VIEW),
        },
    )


@requires(P.ACTION_REPORT)
@never_cache
@require_http_methods(["GET", "POST"])
def send(request: MemberRequest, number: int) -> HttpResponse:
    """Send a version of a paper; the form begins with the words of the last."""
    found, viewer = _paper(request, number), request.membership
    if not selectors.may_send(found, viewer):
        raise Http404
    last = found.newest
    before = {"asked": last.asked, "text": last.text} if last else None
    form = VersionForm(posted(request), initial=before)
    address = reverse("board:paper", args=[number])

    def act() -> str:
        papers.send(paper=found, **form.cleaned_data, by=viewer, at=timezone.now())
        return address

    return ask(
        request,
        form,
        act,
        title=f"Send the paper: {found.title}",
        button="Send it",
        done="The paper is sent.",
        back=address,
        back_words=found.title,
    )


def _paper(request: MemberRequest, number: int) -> Paper:
    found = selectors.papers(viewer=request.membership).filter(pk=number).first()
    if found is None:
        raise Http404
    return found
