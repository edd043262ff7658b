"""When the board would meet next if it goes on as it did, and what that meeting would be like."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from fingerpost.service.access.models import Membership
from fingerpost.service.board import selectors
from fingerpost.service.board.states import MeetingStatus

QUARTER = timedelta(weeks=13)  # where only one meeting is known
WEEK = timedelta(weeks=1)


def next_day(days: list[date], *, on: date) -> date:
    """Return the day on which a next meeting would be, on the weekday of the last.

    Parameters
    ----------
    days : list of date
        The days of the meetings that are known, the latest first; at least one.
    on : date
        It lies after this.
    """
    between = days[0] - days[1] if len(days) > 1 else QUARTER
    between = max(WEEK, round(between / WEEK) * WEEK)
    found = days[0] + between
    while found <= on:
        found += between
    return found


def suggested(*, viewer: Membership, on: date) -> dict[str, Any]:
    """Return what a form for the next meeting begins with: as the last one was, and when it would be.

    Nothing where no meeting is known.
    """
    known = list(selectors.meetings(viewer=viewer).exclude(status=MeetingStatus.CANCELLED)[:2])
    if not known:
        return {}
    last = known[0]
    starts, ends = timezone.localtime(last.starts_at), timezone.localtime(last.ends_at)
    day = next_day([timezone.localdate(one.starts_at) for one in known], on=on)
    return {
        "title": last.title,
        "day": day,
        "begins": starts.time(),
        "ends": ends.time(),
        "place": last.place,
        "papers_due_on": day - (starts.date() - last.papers_due_on),
        "quorum": last.quorum,
    }
