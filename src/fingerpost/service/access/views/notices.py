"""How somebody is told what waits: by e-mail as often as they like, and in their own calendar."""

from __future__ import annotations

import email
import email.policy
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fingerpost.service.access import calendar, selectors
from fingerpost.service.access.actions import notices
from fingerpost.service.access.forms import NoticesForm
from fingerpost.service.access.models import CalendarAddress, HowOften
from fingerpost.service.access.policies import lacks_second_factor, public, signed_in
from fingerpost.service.access.requests import Request

SHOWN = 50  # e-mails of the outbox


@signed_in
@require_http_methods(["GET", "POST"])
def preferences(request: Request) -> HttpResponseBase:
    """Say how often one is told, and whether one's calendar has an address."""
    assert request.user.is_authenticated
    if lacks_second_factor(request):
        return redirect("mfa_activate_totp")
    form = NoticesForm(
        request.POST or None, initial={"how_often": notices.how_often(request.user)}
    )
    if request.method == "POST" and form.is_valid():
        chosen = HowOften(form.cleaned_data["how_often"])
        notices.prefer(how_often=chosen, by=request.user)
        messages.success(request, "You will be told as often as you chose.")
        return redirect("access:notices")
    held = CalendarAddress.objects.filter(user=request.user).first()
    context = {"form": form, "calendar": held}
    return render(request, "access/notices.html", context, status=400 if form.errors else 200)


@signed_in
@require_POST
def renew_calendar(request: Request) -> HttpResponseBase:
    """Make the calendar an address, and show it once."""
    assert request.user.is_authenticated
    if lacks_second_factor(request):
        return redirect("mfa_activate_totp")
    secret = notices.renew_calendar(by=request.user, at=timezone.now())
    url = settings.SERVICE_ADDRESS + reverse("access:calendar", args=[secret])
    return render(request, "access/calendar_made.html", {"url": url})


@signed_in
@require_POST
def end_calendar(request: Request) -> HttpResponseBase:
    """End the address of the calendar."""
    assert request.user.is_authenticated
    if lacks_second_factor(request):
        return redirect("mfa_activate_totp")
    notices.end_calendar(by=request.user, at=timezone.now())
    messages.success(request, "The address of your calendar has ended.")
    return redirect("access:notices")


@public
@never_cache
@require_GET
def feed(request: Request, secret: str) -> HttpResponse:
    """Give a calendar to whoever knows its address, while its person has a role here."""
    held = (
        CalendarAddress.objects.filter(digest=notices.digest_of(secret))
        .select_related("user")
        .first()
    )
    memberships = (
        selectors.open_memberships(held.user, on=timezone.localdate())
        if held is not None and held.user.is_active
        else []
    )
    if not memberships:
        raise Http404
    file = calendar.as_icalendar(calendar.entries_of(memberships), at=timezone.now())
    return HttpResponse(file, content_type="text/calendar; charset=utf-8")


@signed_in
@require_GET
def outbox(request: Request) -> HttpResponse:
    """Show the e-mails that were written to files. Where they go to people there is no such page.

    They hold invitations, so outside a demo only this machine itself is shown them.
    """
    is_here = request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1")
    if not settings.SHOWS_OUTBOX or not (settings.IS_DEMO or is_here):
        raise Http404
    return render(request, "access/outbox.html", {"mails": _mails(), "most": SHOWN})


def _mails() -> list[dict[str, object]]:
    """Return the newest e-mails of the outbox: when, to whom, about what, and the text."""
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.log"), key=lambda one: one.stat().st_mtime, reverse=True)
    found: list[dict[str, object]] = []
    for path in files:
        at = datetime.fromtimestamp(path.stat().st_mtime, timezone.get_current_timezone())
        for part in path.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
            if not part.strip():
                continue
            mail = email.message_from_bytes(part, policy=email.policy.default)
            body = mail.get_body(("plain",))
            found.append(
                {
                    "at": at,
                    "to": mail["To"],
                    "subject": mail["Subject"],
                    "text": body.get_content() if body else "",
                }
            )
        if len(found) >= SHOWN:
            break
    return found[:SHOWN]
