"""Ages: all that the lake keeps of a date of birth.

Each function returns what a `Column` takes as `derive`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

OLDEST = 120  # years; whoever is older was born on another day than the file says
NOT_KNOWN = date(1900, 1, 1)  # what systems write where the date of birth is not known


def age_on(*days: str, born: str = "date_of_birth") -> Callable[[], pl.Expr]:
    """Derive the age in whole years on a day, the first of `days` that is filled.

    Null where no day or no birth is known, and where the age would be below 0 or above 120. Who was
    born on 29 February is a year older on 1 March where there is no such day.
    """

    def derive() -> pl.Expr:
        day, birth = pl.coalesce(*days), pl.col(born)
        before_birthday = _in_year(day) < _in_year(birth)
        age = day.dt.year().cast(pl.Int64) - birth.dt.year() - before_birthday.cast(pl.Int64)
        return pl.when(age.is_between(0, OLDEST) & (birth != NOT_KNOWN)).then(age)

    return derive


def _in_year(day: pl.Expr) -> pl.Expr:
    """Return a number that grows through the year and is the same each year: 229 on 29 February."""
    return day.dt.month().cast(pl.Int32) * 100 + day.dt.day().cast(pl.Int32)
