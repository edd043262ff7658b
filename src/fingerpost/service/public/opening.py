"""When something is open: at a time, on a day, and in words."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

DAYS = {
    "MO": "Monday",
    "TU": "Tuesday",
    "WE": "Wednesday",
    "TH": "Thursday",
    "FR": "Friday",
    "SA": "Saturday",
    "SU": "Sunday",
}
CODES = tuple(DAYS)
BYDAY = re.compile(r"^(?P<which>-1|[1-5])?(?P<day>MO|TU|WE|TH|FR|SA|SU)$")
WHICH = {
    "1": "first",
    "2": "second",
    "3": "third",
    "4": "fourth",
    "5": "fifth",
    "-1": "last",
}


@dataclass(frozen=True)
class Hours:
    """Days with the times between which it is open.

    Parameters
    ----------
    days : tuple of str
        "MO"; with a number before it where `freq` is MONTHLY: "1MO", "-1FR" (RFC 5545, BYDAY).
    opens, closes : time
        Local. Closing before opening means after midnight; the same time, round the clock.
    words : str
        What else is to know.
    place : UUID, optional
        If it is so at one place of the service only.
    """

    days: tuple[str, ...]
    opens: time
    closes: time
    freq: str = "WEEKLY"
    words: str = ""
    place: uuid.UUID | None = None

    def is_on(self, day: date) -> bool:
        """Tell whether it opens on a day."""
        return any(_is(one, day, self.freq) for one in self.days)

    def is_open(self, at: datetime) -> bool:
        """Tell whether it is open at a local time."""
        now, today = at.time(), at.date()
        if self.closes > self.opens:
            return self.is_on(today) and self.opens <= now < self.closes
        since = self.is_on(today) and now >= self.opens
        return since or (self.is_on(today - timedelta(days=1)) and now < self.closes)

    @property
    def day_words(self) -> str:
        """On which days, in words."""
        if self.freq == "MONTHLY":
            return ", ".join(_monthly(one) for one in self.days)
        chosen = [CODES.index(one) for one in self.days]
        if len(chosen) == len(CODES):
            return "Every day"
        if len(chosen) > 2 and chosen == list(range(chosen[0], chosen[-1] + 1)):
            return f"{DAYS[self.days[0]]} to {DAYS[self.days[-1]]}"
        names = [DAYS[one] for one in self.days]
        return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)

    @property
    def time_words(self) -> str:
        """Between which times, in words."""
        if self.opens == self.closes:
            return "at any hour"
        return f"{clock(self.opens)} to {clock(self.closes)}"


def _is(said: str, day: date, freq: str) -> bool:
    found = BYDAY.match(said)
    if found is None or CODES[day.weekday()] != found["day"]:
        return False
    if freq == "WEEKLY" or not found["which"]:
        return True
    if found["which"] == "-1":
        return (day + timedelta(days=7)).month != day.month
    return (day.day - 1) // 7 + 1 == int(found["which"])


def _monthly(said: str) -> str:
    found = BYDAY.match(said)
    assert found is not None, "checked when it was kept"
    if not found["which"]:
        return f"every {DAYS[found['day']]}"
    return f"the {WHICH[found['which']]} {DAYS[found['day']]} of a month"


def clock(at: time) -> str:
    """Return a time as people write it: 9am, 5:30pm, midday, midnight."""
    if (at.hour, at.minute) in ((0, 0), (12, 0)):
        return "midday" if at.hour else "midnight"
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{(at.hour - 1) % 12 + 1}{minutes}{'pm' if at.hour >= 12 else 'am'}"


def is_open(hours: Iterable[Hours], at: datetime) -> bool:
    """Tell whether any of these is open at a local time."""
    return any(one.is_open(at) for one in hours)


def in_order(days: Iterable[str]) -> tuple[str, ...]:
    """Return days of the week in their order, each once."""
    chosen = set(days)
    return tuple(one for one in CODES if one in chosen)
