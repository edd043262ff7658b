"""Periods as first-class values: what stretch of time a number is about.

A period has a kind, a first day and a last day (both inside it), a code for files and machines,
and a label for people. Codes: ``2024-05`` (month), ``2024-Q2`` (quarter), ``2024`` (calendar
year), ``2024/25`` (financial year, April to March), ``12m-2024-05`` (twelve months ending then),
``2018-2020`` (three calendar years pooled), ``mid-2019`` (a mid-year estimate: 30 June),
``2021-autumn`` (a school term; the summer holidays belong to the summer term).
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MONTH_NAMES = tuple(calendar.month_name)
TERMS = {1: ("spring", 3), 4: ("summer", 8), 9: ("autumn", 12)}  # first month: name, last month


class PeriodKind(StrEnum):
    """The kinds of period that a measure can be published for."""

    MONTH = "month"
    QUARTER = "quarter"
    CALENDAR_YEAR = "calendar_year"
    FINANCIAL_YEAR = "financial_year"
    ROLLING_12_MONTHS = "rolling_12_months"
    THREE_YEARS = "three_years"
    MID_YEAR = "mid_year"
    TERM = "term"


def add_months(day: date, months: int) -> date:
    """Return the first day of the month `months` after the month of `day`."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def last_day_of_month(day: date) -> date:
    """Return the last day of the month of `day`."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


@dataclass(frozen=True, order=True)
class Period:
    """A stretch of time: `start` and `end` are its first and last day, both inside it."""

    start: date
    end: date
    kind: PeriodKind

    def __post_init__(self) -> None:
        """Refuse a period that ends before it starts."""
        if self.end < self.start:
            raise ValueError(
                f"a period cannot end ({self.end}) before it starts ({self.start})"
            )

    # -- makers ---------------------------------------------------------------------------

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """Return one calendar month."""
        start = date(year, month, 1)
        return cls(start, last_day_of_month(start), PeriodKind.MONTH)

    @classmethod
    def quarter(cls, year: int, quarter: int) -> Period:
        """Return one calendar quarter, 1 to 4."""
        if not 1 <= quarter <= 4:
            raise ValueError(f"a quarter is 1 to 4, not {quarter}")
        start = date(year, 3 * quarter - 2, 1)
        return cls(start, last_day_of_month(add_months(start, 2)), PeriodKind.QUARTER)

    @classmethod
    def calendar_year(cls, year: int) -> Period:
        """Return January to December of `year`."""
        return cls(date(year, 1, 1), date(year, 12, 31), PeriodKind.CALENDAR_YEAR)

    @classmethod
    def financial_year(cls, year: int) -> Period:
        """Return April of `year` to March of the next year."""
        return cls(date(year, 4, 1), date(year + 1, 3, 31), PeriodKind.FINANCIAL_YEAR)

    @classmethod
    def rolling_12_months(cls, year: int, month: int) -> Period:
        """Return the twelve months that end with the given month."""
        last = date(year, month, 1)
        return cls(add_months(last, -11), last_day_of_month(last), PeriodKind.ROLLING_12_MONTHS)

    @classmethod
    def three_years(cls, last_year: int) -> Period:
        """Return the three calendar years that end with `last_year`, pooled."""
        return cls(date(last_year - 2, 1, 1), date(last_year, 12, 31), PeriodKind.THREE_YEARS)

    @classmethod
    def mid_year(cls, year: int) -> Period:
        """Return 30 June of `year`, the day of a mid-year population estimate."""
        return cls(date(year, 6, 30), date(year, 6, 30), PeriodKind.MID_YEAR)

    @classmethod
    def term(cls, year: int, first_month: int) -> Period:
        """Return the school term that begins in January, April or September."""
        if first_month not in TERMS:
            raise ValueError(f"a school term begins in month 1, 4 or 9, not {first_month}")
        end = last_day_of_month(date(year, TERMS[first_month][1], 1))
        return cls(date(year, first_month, 1), end, PeriodKind.TERM)

    @classmethod
    def parse(cls, code: str) -> Period:
        """Return the period that `code` names.

        Raises
        ------
        ValueError
            With the forms that are understood.
        """
        for pattern, make in _CODES:
            match = pattern.fullmatch(code.strip())
            if match:
                numbers = [int(group) for group in match.groups()]
                return make(*numbers)
        named = _TERM_CODE.fullmatch(code.strip())
        if named:
            return cls.term(int(named[1]), _FIRST_MONTH[named[2]])
        raise ValueError(
            f"{code!r} is not a period: write 2024-05, 2024-Q2, 2024, 2024/25, 12m-2024-05, "
            "2018-2020, mid-2019 or 2021-autumn"
        )

    # -- readers --------------------------------------------------------------------------

    @property
    def code(self) -> str:
        """The code for files and machines; `parse` reads it back."""
        match self.kind:
            case PeriodKind.MONTH:
                return f"{self.start:%Y-%m}"
            case PeriodKind.QUARTER:
                return f"{self.start:%Y}-Q{(self.start.month + 2) // 3}"
            case PeriodKind.CALENDAR_YEAR:
                return f"{self.start:%Y}"
            case PeriodKind.FINANCIAL_YEAR:
                return f"{self.start:%Y}/{self.end:%y}"
            case PeriodKind.ROLLING_12_MONTHS:
                return f"12m-{self.end:%Y-%m}"
            case PeriodKind.THREE_YEARS:
                return f"{self.start:%Y}-{self.end:%Y}"
            case PeriodKind.MID_YEAR:
                return f"mid-{self.start:%Y}"
            case PeriodKind.TERM:
                return f"{self.start:%Y}-{TERMS[self.start.month][0]}"

    @property
    def label(self) -> str:
        """The words for people, as in a sentence: ``May 2025``, ``year to March 2025``."""
        month = f"{MONTH_NAMES[self.end.month]} {self.end.year}"
        match self.kind:
            case PeriodKind.MONTH:
                return month
            case PeriodKind.QUARTER:
                return f"{MONTH_NAMES[self.start.month]} to {month}"
            case PeriodKind.CALENDAR_YEAR:
                return f"{self.start:%Y}"
            case PeriodKind.FINANCIAL_YEAR | PeriodKind.ROLLING_12_MONTHS:
                return f"year to {month}"
            case PeriodKind.THREE_YEARS:
                return f"{self.start:%Y} to {self.end:%Y}"
            case PeriodKind.MID_YEAR:
                return f"mid-{self.start:%Y}"
            case PeriodKind.TERM:
                return f"{TERMS[self.start.month][0]} term {self.start:%Y}"

    def next(self) -> Period:
        """Return the following period of the same kind (a rolling window moves one month)."""
        return self.shift(1)

    def shift(self, steps: int) -> Period:
        """Return the period `steps` later (earlier if negative), of the same kind.

        A rolling twelve months moves by a month, a pooled three years by a year.
        """
        match self.kind:
            case PeriodKind.MONTH:
                start = add_months(self.start, steps)
                return Period.month(start.year, start.month)
            case PeriodKind.QUARTER:
                start = add_months(self.start, 3 * steps)
                return Period.quarter(start.year, (start.month + 2) // 3)
            case PeriodKind.CALENDAR_YEAR:
                return Period.calendar_year(self.start.year + steps)
            case PeriodKind.FINANCIAL_YEAR:
                return Period.financial_year(self.start.year + steps)
            case PeriodKind.ROLLING_12_MONTHS:
                last = add_months(self.end, steps)
                return Period.rolling_12_months(last.year, last.month)
            case PeriodKind.THREE_YEARS:
                return Period.three_years(self.end.year + steps)
            case PeriodKind.MID_YEAR:
                return Period.mid_year(self.start.year + steps)
            case PeriodKind.TERM:
                months = sorted(TERMS)
                years, place = divmod(months.index(self.start.month) + steps, len(months))
                return Period.term(self.start.year + years, months[place])

    def year_before(self) -> Period:
        """Return the same period one year earlier."""
        steps = {
            PeriodKind.MONTH: 12,
            PeriodKind.QUARTER: 4,
            PeriodKind.ROLLING_12_MONTHS: 12,
            PeriodKind.TERM: 3,
        }
        return self.shift(-steps.get(self.kind, 1))

    def months(self) -> tuple[Period, ...]:
        """Return the calendar months inside this period, in order."""
        first = date(self.start.year, self.start.month, 1)
        count = (self.end.year - first.year) * 12 + self.end.month - first.month + 1
        starts = (add_months(first, step) for step in range(count))
        return tuple(Period.month(start.year, start.month) for start in starts)

    def years(self) -> tuple[int, ...]:
        """Return the calendar years that this period touches."""
        return tuple(range(self.start.year, self.end.year + 1))

    @property
    def middle_year(self) -> int:
        """The calendar year that holds the middle day: whose mid-year population applies."""
        return date.fromordinal((self.start.toordinal() + self.end.toordinal()) // 2).year

    def __contains__(self, day: date) -> bool:
        """Tell whether `day` is inside this period."""
        return self.start <= day <= self.end

    def __str__(self) -> str:
        """Return the code."""
        return self.code


def _financial_year(first: int, last_two_digits: int) -> Period:
    if (first + 1) % 100 != last_two_digits:
        raise ValueError(f"{first}/{last_two_digits:02d} is not one financial year")
    return Period.financial_year(first)


def _three_years(first: int, last: int) -> Period:
    if last != first + 2:
        raise ValueError(f"{first}-{last} is not three calendar years")
    return Period.three_years(last)


_CODES = (
    (re.compile(r"(\d{4})-(\d{2})"), Period.month),
    (re.compile(r"(\d{4})-Q([1-4])"), Period.quarter),
    (re.compile(r"(\d{4})"), Period.calendar_year),
    (re.compile(r"(\d{4})/(\d{2})"), _financial_year),
    (re.compile(r"12m-(\d{4})-(\d{2})"), Period.rolling_12_months),
    (re.compile(r"(\d{4})-(\d{4})"), _three_years),
    (re.compile(r"mid-(\d{4})"), Period.mid_year),
)
_FIRST_MONTH = {name: month for month, (name, _) in TERMS.items()}
_TERM_CODE = re.compile(rf"(\d{{4}})-({'|'.join(_FIRST_MONTH)})")
