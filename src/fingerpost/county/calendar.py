"""The county's time: months as numbers, days as days since 1970, bank holidays.

Two years are lived before the first month that is written, so that the first files are not those
of a county where everything has just begun.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fingerpost.evidence.core.periods import add_months

EPOCH = date(1970, 1, 1)
BURN_IN_MONTHS = 24
UNTIL = date(2026, 3, 31)  # the end of a financial year, as the annual files are

# How harm and crime vary over the year, January to December: a mild summer peak.
SEASON = np.array([0.93, 0.92, 0.97, 0.99, 1.03, 1.06, 1.09, 1.08, 1.03, 1.01, 0.96, 0.93])
BANK_HOLIDAY_RATIO = 1.6  # call-outs for overdose on a bank holiday, against another day
# Bank holidays of England and Wales that fall on the same day every year. Easter, and the holidays
# that move to a Monday, are counted below.
FIXED_HOLIDAYS = ((1, 1), (12, 25), (12, 26))


def day_number(day: date) -> int:
    """Return the days since 1 January 1970."""
    return (day - EPOCH).days


def easter(year: int) -> date:
    """Return Easter Sunday (the anonymous Gregorian computus, as in Meeus 1991)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    f = (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    j = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * j) // 451
    month, day = divmod(h + j - 7 * m + 114, 31)
    return date(year, month, day + 1)


def bank_holidays(year: int) -> list[date]:
    """Return the bank holidays of England and Wales in a year, without those given only once."""
    days = [date(year, month, day) for month, day in FIXED_HOLIDAYS]
    moved = []
    for day in days:  # a holiday on a weekend moves to the next weekday that is free
        while day.weekday() >= 5 or day in moved:
            day += timedelta(days=1)
        moved.append(day)
    sunday = easter(year)
    first_of_may = date(year, 5, 1)
    early_may = first_of_may + timedelta(days=(7 - first_of_may.weekday()) % 7)
    last_of = [
        last - timedelta(days=last.weekday()) for last in (date(year, 5, 31), date(year, 8, 31))
    ]
    return sorted(
        [*moved, sunday - timedelta(days=2), sunday + timedelta(days=1), early_may, *last_of]
    )


@dataclass(frozen=True)
class Calendar:
    """The months of a county: those lived before (burn-in), then those written.

    Months are numbered from 0 at the first month lived; `first_written` is the number of the first
    that files are written for.
    """

    years: int
    until: date = UNTIL

    @property
    def first_written(self) -> int:
        """The number of the first month that is written."""
        return BURN_IN_MONTHS

    @property
    def count(self) -> int:
        """How many months are lived, burn-in included."""
        return BURN_IN_MONTHS + 12 * self.years

    @cached_property
    def starts(self) -> tuple[date, ...]:
        """The first day of each month lived."""
        first = add_months(self.until, 1 - self.count)
        return tuple(add_months(first, step) for step in range(self.count))

    @cached_property
    def first_days(self) -> NDArray[np.int32]:
        """The first day of each month, and of the month after the last: shape (count + 1,)."""
        ends = [*self.starts, add_months(self.until, 1)]
        return np.array([day_number(day) for day in ends], dtype=np.int32)

    @property
    def start(self) -> date:
        """The first day that is written."""
        return self.starts[self.first_written]

    @property
    def first_day(self) -> int:
        """The first day that is written, as a number."""
        return day_number(self.start)

    @property
    def last_day(self) -> int:
        """The last day, as a number."""
        return day_number(self.until)

    @property
    def days(self) -> int:
        """How many days are written."""
        return self.last_day - self.first_day + 1

    def month_of(self, day: NDArray[np.int32]) -> NDArray[np.int64]:
        """Return the number of the month that each day lies in."""
        return np.searchsorted(self.first_days, day, side="right") - 1

    @cached_property
    def season(self) -> NDArray[np.float64]:
        """How much harm and crime each month has, against a mean of 1: shape (count,)."""
        return np.array([SEASON[start.month - 1] for start in self.starts])

    @cached_property
    def financial_years(self) -> tuple[int, ...]:
        """The years in which the written financial years begin."""
        first = self.start.year - (self.start.month < 4)
        last = self.until.year - (self.until.month < 4)
        return tuple(range(first, last + 1))

    @cached_property
    def day_weights(self) -> NDArray[np.float64]:
        """How likely each day lived is for a call-out: weekends and bank holidays are busier."""
        first, last = int(self.first_days[0]), int(self.first_days[-1])
        days = np.arange(first, last)
        weights = np.where((days + 3) % 7 >= 5, 1.15, 1.0)  # day 0 was a Thursday
        for year in range(self.starts[0].year, self.until.year + 1):
            for holiday in bank_holidays(year):
                place = day_number(holiday) - first
                if 0 <= place < len(weights):
                    weights[place] = BANK_HOLIDAY_RATIO
        return weights
