"""A whole file is of the instalment that most of its rows name."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.evidence.sources.instalments import (
    commonest,
    commonest_financial_year,
    commonest_month,
    commonest_quarter,
)

APRIL, MAY = date(2021, 4, 30), date(2021, 5, 1)


def told(derive, values, dtype=pl.Date):
    frame = pl.DataFrame({"day": pl.Series(values, dtype=dtype)})
    return frame.with_columns(derive("day")().alias("of"))["of"].to_list()


@pytest.mark.parametrize(
    ("derive", "days", "of"),
    [
        pytest.param(commonest_month, [APRIL, MAY, APRIL], date(2021, 4, 1), id="month"),
        pytest.param(commonest_month, [MAY, APRIL], date(2021, 4, 1), id="a tie: the first"),
        pytest.param(
            commonest_month, [None, None, MAY], date(2021, 5, 1), id="blanks are none"
        ),
        pytest.param(
            commonest_quarter, [date(2021, 3, 31), APRIL, MAY], date(2021, 4, 1), id="quarter"
        ),
        pytest.param(
            commonest_quarter, [date(2021, 12, 31)], date(2021, 10, 1), id="last quarter"
        ),
        pytest.param(
            commonest_financial_year, [date(2022, 3, 31)], 2021, id="March is of last year"
        ),
        pytest.param(commonest_financial_year, [date(2022, 4, 1)], 2022, id="April is of this"),
        pytest.param(
            commonest_financial_year,
            [date(2020, 2, 29), date(2022, 4, 1), date(2022, 4, 2)],
            2022,
            id="a leap day",
        ),
    ],
)
def test_the_instalment_of_most_rows_is_that_of_all(derive, days, of):
    assert told(derive, days) == [of] * len(days)


def test_the_commonest_word():
    assert told(commonest, ["T2", "T1", "T2", None], pl.String) == ["T2"] * 4


def test_a_file_without_rows_has_no_instalment():
    assert told(commonest_month, []) == []


@given(st.lists(st.dates(date(2019, 1, 1), date(2026, 1, 1)), min_size=1), st.randoms())
def test_the_order_of_rows_does_not_matter(days, random):
    mixed = list(days)
    random.shuffle(mixed)
    for derive in (commonest_month, commonest_quarter, commonest_financial_year):
        assert told(derive, days) == told(derive, mixed)
