"""Three meetings that a demo's board held, what became of each word of them, and the next meeting.

What happened is queued by its time and done in that order, through the actions: so every page and every
pack says what was known then.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from itertools import count

from django.db import transaction
from django.utils import timezone

from fingerpost.service.access.models import AgencyKind
from fingerpost.service.board import selectors
from fingerpost.service.board.actions import meetings, minutes, packs, sitting
from fingerpost.service.board.agenda import due_at
from fingerpost.service.board.demo import cast
from fingerpost.service.board.demo.lines import write
from fingerpost.service.board.demo.told import NEXT_ITEMS, PAST, Item, Past
from fingerpost.service.board.demo.what_became import what_became
from fingerpost.service.board.models import AgendaItem, Decision, Meeting, Minutes, Presence

WEDNESDAY = 2
BEGINS, LASTS = time(14), timedelta(hours=2)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
NEXT_IN = 21  # days


@transaction.atomic
def make(*, at: datetime) -> None:
    """Hold the meetings, and plan the next."""
    if Meeting.objects.exists():
        return
    begins = [_wednesday(at, -one.days_ago) for one in PAST]
    story = _Story(until=at)
    for number, past in enumerate(PAST):
        approved = begins[number + 1] + 5 * MINUTE if number + 1 < len(PAST) else None
        story.on(
            begins[number] - 35 * DAY, partial(_hold, story, past, begins[number], approved)
        )
    story.go_on()
    _plan_next(at)


class _Story:
    """What happened, done in the order of its times."""

    def __init__(self, *, until: datetime) -> None:
        self._until = until
        self._queue: list[tuple[datetime, int, Callable[[], object]]] = []
        self._order = count()

    def on(self, when: datetime, act: Callable[[], object]) -> None:
        """Do something at a time that is past."""
        assert when < self._until, "a demo tells what happened"
        heapq.heappush(self._queue, (when, next(self._order), act))

    def go_on(self) -> None:
        """Do what is queued; what is done may queue more."""
        while self._queue:
            heapq.heappop(self._queue)[-1]()


def _hold(story: _Story, past: Past, begins: datetime, approved: datetime | None) -> None:
    """Call a meeting, and queue all that follows up to the publication of its minutes."""
    lead, chair = cast.lead(), cast.chair()
    meeting = _plan(begins, begins - 35 * DAY)
    week_before, drafted = begins - 7 * DAY, begins + 6 * DAY
    story.on(begins - 14 * DAY, partial(_fill, meeting, past.items, begins - 14 * DAY))
    story.on(week_before, partial(packs.freeze, meeting=meeting, by=lead, at=week_before))
    story.on(begins, partial(_sit, story, meeting, past, begins))
    story.on(drafted, partial(minutes.draft, meeting=meeting, by=lead, at=drafted))
    if approved is None:
        return  # the next meeting approves them

    def approve() -> None:
        minutes.approve(minutes=_newest(meeting), by=chair, at=approved)

    def publish() -> None:
        minutes.publish(minutes=_newest(meeting), by=lead, at=approved + DAY)

    story.on(approved, approve)
    story.on(approved + DAY, publish)


def _sit(story: _Story, meeting: Meeting, past: Past, begins: datetime) -> None:
    lead, chair, now = cast.lead(), cast.chair(), begins
    for seat in selectors.seats_of(meeting):
        presence = _presence(AgencyKind(seat.agency.kind), past)
        meetings.note_attendance(
            meeting=meeting, seat=seat, presence=presence, by=lead, at=begins
        )
    sitting.open_meeting(meeting=meeting, by=chair, at=begins)
    items = meeting.items.filter(is_struck=False)
    for item, told in zip(items, past.items, strict=True):
        sitting.come_to(item=item, by=chair, at=now)
        decided: Decision | None = None
        for line in told.lines:
            now += 4 * MINUTE
            written = write(item, line, decided, at=now)
            decided = written.decision or decided
            for then in line.then:
                when = begins + then.days * DAY
                story.on(when, partial(what_became, written, then, at=when))
        now += MINUTE
        sitting.finish(item=AgendaItem.objects.get(pk=item.pk), by=chair, at=now)
    sitting.close_meeting(meeting=meeting, by=chair, at=begins + LASTS)


def _presence(kind: AgencyKind, past: Past) -> Presence:
    if kind in past.away:
        return Presence.APOLOGIES
    return Presence.DEPUTY if kind in past.deputies else Presence.PRESENT


def _plan_next(at: datetime) -> None:
    """Call the next meeting, and put onto its agenda what is due then."""
    lead = cast.lead()
    meeting = _plan(_wednesday(at, NEXT_IN), at - 14 * DAY)
    due = due_at(meeting, viewer=lead)
    meetings.take_up(meeting=meeting, due=due, by=lead, at=at - 2 * DAY)
    _fill(meeting, NEXT_ITEMS, at - DAY)


def _wednesday(at: datetime, days: int) -> datetime:
    """Return the early afternoon of the Wednesday in the week of a day."""
    on = timezone.localdate(at) + days * DAY
    day = on + (WEDNESDAY - on.weekday()) * DAY
    return timezone.make_aware(datetime.combine(day, BEGINS))


def _plan(begins: datetime, at: datetime) -> Meeting:
    return meetings.plan(
        title="High Harms Board",
        starts_at=begins,
        ends_at=begins + LASTS,
        place="Committee room 2, County Hall",
        papers_due_on=timezone.localdate(begins - 10 * DAY),
        quorum=6,
        by=cast.lead(),
        at=at,
    )


def _fill(meeting: Meeting, items: tuple[Item, ...], at: datetime) -> None:
    for one in items:
        meetings.add_item(
            meeting=meeting,
            title=one.title,
            kind=one.kind,
            question=one.question,
            minutes=one.minutes,
            presented_by=cast.agency(one.presented_by),
            is_public=one.is_public,
            measure=one.measure,
            by=cast.lead(),
            at=at,
        )


def _newest(meeting: Meeting) -> Minutes:
    found = selectors.minutes_that_count(meeting)
    assert found is not None, "they were drafted"
    return found
