"""Taking minutes: a form for the next line, the lines of everybody who writes, and striking one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import can, requires
from fingerpost.service.access.requests import MemberRequest
from fingerpost.service.board import selectors
from fingerpost.service.board.actions import lines
from fingerpost.service.board.minutes_forms import LineForm, StrikeForm
from fingerpost.service.board.models import AgendaItem, Meeting, Minute, MinuteKind
from fingerpost.service.board.views.asking import ask, posted
from fingerpost.service.insight import selectors as insight

WRITE: dict[str, Callable[..., Minute]] = {
    MinuteKind.NOTE: lines.note,
    MinuteKind.DECISION: lines.decide,
    MinuteKind.ACTION: lines.give_action,
    MinuteKind.RISK: lines.raise_risk,
}


@requires(P.BOARD_PREPARE)
@never_cache
@require_http_methods(["GET", "POST"])
def take(request: MemberRequest, number: int) -> HttpResponse:
    """Write the next line, beside those that stand. A script sends it without leaving the page."""
    meeting = _meeting(request, number)
    form = LineForm(posted(request), meeting=meeting, at_item=_at_item(request, meeting))
    if form.is_valid():
        try:
            line = _write(request, form)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            if _is_script(request):
                return JsonResponse({"line": line.pk})
            return redirect(f"{reverse('board:minute', args=[number])}?item={line.item_id}")
    if form.errors and _is_script(request):
        problems = [str(one) for errors in form.errors.values() for one in errors]
        return JsonResponse({"problems": problems}, status=400)
    return render(
        request,
        "board/minute.html",
        {
            "meeting": meeting,
            "form": form,
            "rows": selectors.lines_by_item(meeting),
            "last": _last(meeting),
        },
        status=400 if form.errors else 200,
    )


@requires(P.BOARD_PREPARE)
@never_cache
@require_GET
def listed(request: MemberRequest, number: int) -> HttpResponse:
    """Give the lines of a meeting as a part of a page; nothing if there is none after a number."""
    meeting = _meeting(request, number)
    last = _last(meeting)
    if request.GET.get("after") == str(last):
        return HttpResponse(status=204)
    rows = selectors.lines_by_item(meeting)
    return render(
        request, "board/_lines.html", {"meeting": meeting, "rows": rows, "last": last}
    )


@requires(P.BOARD_PREPARE)
@never_cache
@require_http_methods(["GET", "POST"])
def strike(request: MemberRequest, number: int, line: int) -> HttpResponse:
    """Strike a line, and say why."""
    meeting = _meeting(request, number)
    struck = meeting.lines.filter(pk=line, strikes=None).select_related(
        "item__meeting", "decision", "action_item", "risk"
    ).first()  # fmt: skip
    if struck is None:
        raise Http404
    form = StrikeForm(posted(request), viewer=request.membership)
    address = reverse("board:minute", args=[number])

    def act() -> str:
        said = form.cleaned_data
        lines.strike(line=struck, **said, by=request.membership, at=timezone.now())
        return address

    return ask(
        request,
        form,
        act,
        title=f"Strike this line: {struck.words}",
        button="Strike it",
        done="It is struck. It stays in the list, with the reason.",
        back=address,
        back_words="Minutes",
    )


def _write(request: MemberRequest, form: LineForm) -> Minute:
    said, viewer = form.cleaned_data, request.membership
    more: dict[str, Any] = form.details
    if said["kind"] == MinuteKind.DECISION:
        more["edition"] = _edition(said["item"].meeting, viewer)
    return WRITE[said["kind"]](
        item=said["item"],
        words=said["words"],
        key=said["key"],
        by=viewer,
        at=timezone.now(),
        **more,
    )


def _edition(meeting: Meeting, viewer: Membership) -> str:
    """Return the edition of the evidence that lies before the board: the pack's, or the newest."""
    pack = selectors.packs(viewer=viewer).filter(meeting=meeting).values("edition").first()
    if pack:
        return str(pack["edition"])
    release = insight.release(viewer=viewer) if can(viewer, P.MEASURE_VIEW) else None
    return release.id if release else ""


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _at_item(request: HttpRequest, meeting: Meeting) -> AgendaItem | None:
    """Return the item that was written under last, or the one that the chair came to, if any."""
    items = meeting.items.filter(is_struck=False)
    named = request.GET.get("item", "")
    if named.isdecimal() and (last := items.filter(pk=named).first()):
        return last
    at = items.filter(taken_at__isnull=False, finished_at=None)
    return at.order_by("-taken_at").first()


def _last(meeting: Meeting) -> int:
    newest = meeting.lines.order_by("-id").first()
    return newest.pk if newest else 0


def _meeting(request: MemberRequest, number: int) -> Meeting:
    found = selectors.meetings(viewer=request.membership).filter(pk=number).first()
    if found is None or not lines.are_open(found):
        raise Http404
    return found
