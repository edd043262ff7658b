"""Tell the owners of risks and documents that these wait for them. Told as the service, by a job.

What stays due is told again once a week, until somebody sees to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from fingerpost.service.access import selectors
from fingerpost.service.access.actions import notices
from fingerpost.service.access.models import Notice, NoticeKind, User
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board.models import RequiredDocument, Risk

SOON = timedelta(days=7)
AGAIN = timedelta(days=7)


def tell_owner(agency: int, person: int | None, kind: NoticeKind, path: str) -> None:
    """Hand in the job that tells an owner: a page does not read who works for another agency."""
    app.configure_task("board.tell_owner").defer(
        agency=agency, person=person, kind=kind.value, path=path
    )


@transaction.atomic
def tell(
    agency: int, person: int | None, kind: NoticeKind, path: str, *, at: datetime
) -> list[User]:
    """Tell the person of an agency who is named, or whoever acts for it on the board; return whom."""
    held = selectors.held_in(agency, on=timezone.localdate(at))
    told = [one.user for one in held if one.user_id == person]
    told = told or [one.user for one in held if one.allows(P.BOARD_VIEW)]
    notices.tell(told, kind=kind, path=path, at=at)
    return list(dict.fromkeys(told))


def remind_owners(*, at: datetime) -> int:
    """Tell the owners of what is due within a week or over, if they were not told this week."""
    told = 0
    for record, kind, path in _due(timezone.localdate(at)):
        known = Notice.objects.filter(kind=kind, path=path, made_at__gt=at - AGAIN)
        if not known.exists():
            told += bool(tell(record.owner_id, record.person_id, kind, path, at=at))
    return told


def _due(on: date) -> Iterator[tuple[Risk | RequiredDocument, NoticeKind, str]]:
    kept = RequiredDocument.objects.filter(retired_on__isnull=True)
    for document in kept.filter(due_on__lte=on + SOON):
        path = reverse("board:document", args=[document.pk])
        yield document, NoticeKind.DOCUMENT, path
    for risk in Risk.objects.filter(closed_at__isnull=True, review_on__lte=on + SOON):
        yield risk, NoticeKind.RISK, reverse("board:risk", args=[risk.pk])
