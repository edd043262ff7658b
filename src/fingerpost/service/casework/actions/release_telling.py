"""Tell the agencies of a release that it waits for them or has changed; asked by jobs alone."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from fingerpost.service.access import selectors
from fingerpost.service.access.actions import notices
from fingerpost.service.access.models import NoticeKind
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.casework.models import PrisonRelease


def page_of_release(release: PrisonRelease) -> str:
    """Return the address of its page."""
    return reverse("casework:release", args=[release.pk])


def tell_of_release(
    number: int, *, at: datetime, agency: int | None = None, but: int | None = None
) -> None:
    """Tell an agency of a release; without one the prison and all that are named, save `but`.

    In the prison whoever plans it is told, elsewhere everybody who works on releases.
    """
    release = PrisonRelease.objects.select_related("worker").get(pk=number)
    named = release.agencies.filter(ended_at__isnull=True, consent__withdrawn_at=None)
    all_of_it = {release.prison_id, *named.values_list("agency", flat=True)}
    for one in ({agency} if agency is not None else all_of_it) - {but}:
        held = selectors.held_in(one, on=timezone.localdate(at))
        users = [member.user for member in held if member.allows(P.RELEASE_PLAN)]
        if one == release.prison_id and release.worker in users:
            users = [release.worker]
        notices.tell(users, kind=NoticeKind.RELEASE, path=page_of_release(release), at=at)
