"""The 21-day clock of a release: how days are counted, when it runs out, and who counts in the end.

Day 0 is the day on which somebody actually left. Who comes to treatment on day 21 came in time; the clock
runs out when day 21 is over (Public Health Outcomes Framework C20, continuity of care).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from fingerpost.service.casework.release_reasons import EXCLUDED, ClockOutcome
from fingerpost.service.casework.release_states import ReleaseState as S
from fingerpost.service.casework.working_days import due_after, is_working_day

LAST_DAY = 21
TO_BE_READY = 2  # working days before the day
CONTACT_WITHIN = 2  # working days after it
GATE = time(18, 0)  # by when a prison says that somebody left


def day_of(released_on: date, on: date) -> int:
    """Return which day of the clock a day is; the day of the release is day 0."""
    return (on - released_on).days


def ends_on(released_on: date) -> date:
    """Return the last day on which coming to treatment counts."""
    return released_on + timedelta(days=LAST_DAY)


def days_left(released_on: date, on: date) -> int:
    """Return how many days are left after a day; less than nought once it ran out."""
    return LAST_DAY - day_of(released_on, on)


def counts(released_on: date, on: date) -> bool:
    """Tell whether what happened on a day is within the clock."""
    return 0 <= day_of(released_on, on) <= LAST_DAY


def has_run_out(released_on: date, at: datetime) -> bool:
    """Tell whether day 21 is over, by the local calendar."""
    return timezone.localdate(at) > ends_on(released_on)


def due_at(
    state: S, *, due_on: date, released_on: date | None, is_transferred: bool, at: datetime
) -> datetime | None:
    """Return by when the next step is owed in a state; None once nothing is.

    Parameters
    ----------
    state : ReleaseState
    due_on : date
        On which the release is planned.
    released_on : date, optional
        On which it happened.
    is_transferred : bool
        Whether a community service has it; else the prison owes a transfer within a working day.
    at : datetime
        Now.
    """
    if state == S.PLANNED:
        return max(closing(_working_days_before(due_on, TO_BE_READY), time(17, 0)), at)
    if state == S.READY:
        return closing(due_on, GATE)
    if released_on is None or state not in (S.RELEASED, S.CONTACT):
        return None
    last = closing(ends_on(released_on), time(23, 59))
    if state == S.CONTACT:
        return last
    return min(due_after(at, CONTACT_WITHIN if is_transferred else 1), last)


def closing(day: date, hour: time) -> datetime:
    """Return a local time of a day."""
    return timezone.make_aware(datetime.combine(day, hour))


def _working_days_before(day: date, working_days: int) -> date:
    while working_days:
        day -= timedelta(days=1)
        working_days -= is_working_day(day)
    return day


@dataclass(frozen=True)
class Continuity:
    """Of those released with a need, who came to treatment by day 21.

    Who died, was recalled, deported or moved within the clock is in neither number, and whose clock still
    runs is in neither yet.
    """

    engaged: int
    released: int
    excluded: int
    running: int


def continuity(outcomes: Iterable[str]) -> Continuity:
    """Count releases with a need by what stopped their clock; "" where it still runs."""
    said = [ClockOutcome(one) if one else None for one in outcomes]
    excluded = sum(one in EXCLUDED for one in said)
    running = said.count(None)
    return Continuity(
        engaged=said.count(ClockOutcome.ENGAGED),
        released=len(said) - excluded - running,
        excluded=excluded,
        running=running,
    )
