"""When a step is due: so many working days on, by England's bank holidays."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache

import holidays
from django.utils import timezone

CLOSES = time(17, 0)  # a step is due by the end of its working day


@cache
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date) -> bool:
    """Tell whether a day is neither of a weekend nor a bank holiday in England."""
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


def working_days_after(day: date, working_days: int) -> date:
    """Return the working day that comes so many working days after a day.

    Nought days after a Saturday is the Monday: what cannot be done on a day is due on the next.
    """
    assert working_days >= 0, "a clock runs forwards"
    while working_days or not is_working_day(day):
        day += timedelta(days=1)
        if is_working_day(day):
            working_days = max(working_days - 1, 0)
    return day


def due_after(at: datetime, working_days: int) -> datetime:
    """Return when a step is due that began at a time: the close of that working day, local time."""
    day = working_days_after(timezone.localdate(at), working_days)
    return timezone.make_aware(datetime.combine(day, CLOSES))
