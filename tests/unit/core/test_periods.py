"""Periods: codes that read back, labels for people, steps of the right length."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.evidence.core.periods import Period


@pytest.mark.parametrize(
    ("code", "label", "start", "end", "following", "year_before"),
    [
        pytest.param(
            "2024-02",
            "February 2024",
            date(2024, 2, 1),
            date(2024, 2, 29),
            "2024-03",
            "2023-02",
            id="a month in a leap year",
        ),
        pytest.param(
            "2024-12",
            "December 2024",
            date(2024, 12, 1),
            date(2024, 12, 31),
            "2025-01",
            "2023-12",
            id="a month at the end of a year",
        ),
        pytest.param(
            "2024-Q4",
            "October to December 2024",
            date(2024, 10, 1),
            date(2024, 12, 31),
            "2025-Q1",
            "2023-Q4",
            id="a quarter",
        ),
        pytest.param(
            "2024",
            "2024",
            date(2024, 1, 1),
            date(2024, 12, 31),
            "2025",
            "2023",
            id="a calendar year",
        ),
        pytest.param(
            "2023/24",
            "year to March 2024",
            date(2023, 4, 1),
            date(2024, 3, 31),
            "2024/25",
            "2022/23",
            id="a financial year",
        ),
        pytest.param(
            "12m-2025-01",
            "year to January 2025",
            date(2024, 2, 1),
            date(2025, 1, 31),
            "12m-2025-02",
            "12m-2024-01",
            id="twelve months, moving by one",
        ),
        pytest.param(
            "2018-2020",
            "2018 to 2020",
            date(2018, 1, 1),
            date(2020, 12, 31),
            "2019-2021",
            "2017-2019",
            id="three years, moving by one",
        ),
        pytest.param(
            "mid-2019",
            "mid-2019",
            date(2019, 6, 30),
            date(2019, 6, 30),
            "mid-2020",
            "mid-2018",
            id="a mid-year",
        ),
        pytest.param(
            "2021-autumn",
            "autumn term 2021",
            date(2021, 9, 1),
            date(2021, 12, 31),
            "2022-spring",
            "2020-autumn",
            id="the first term of a school year",
        ),
        pytest.param(
            "2022-summer",
            "summer term 2022",
            date(2022, 4, 1),
            date(2022, 8, 31),
            "2022-autumn",
            "2021-summer",
            id="the last term, with the holidays",
        ),
    ],
)
def test_a_period_reads_back_and_steps(code, label, start, end, following, year_before):
    period = Period.parse(code)
    assert (period.code, period.label) == (code, label)
    assert (period.start, period.end) == (start, end)
    assert period.next().code == following
    assert period.year_before().code == year_before


@pytest.mark.parametrize(
    "code",
    [
        "",
        "May 2024",
        "2024-13",
        "2024-00",
        "2024-Q5",
        "2023/25",
        "2018-2021",
        "24-05",
        "12m-2024",
    ],
)
def test_what_is_not_a_period_is_refused(code):
    with pytest.raises(ValueError, match=r"\d|period|month|quarter|year"):
        Period.parse(code)


@given(st.integers(1990, 2060), st.integers(1, 12), st.integers(-600, 600))
def test_a_month_steps_there_and_back(year, month, steps):
    period = Period.month(year, month)
    if period.start.year + steps // 12 - 1 >= 1 and period.start.year + steps // 12 + 1 < 9999:
        assert period.shift(steps).shift(-steps) == period


def test_twelve_months_hold_their_own_months():
    period = Period.parse("12m-2025-06")
    assert [month.code for month in period.months()][::11] == ["2024-07", "2025-06"]
    assert len(period.months()) == 12
    assert date(2024, 6, 30) not in period
    assert date(2024, 7, 1) in period


def test_the_population_of_three_years_is_that_of_each():
    assert Period.parse("2018-2020").middle_year == 2019
    assert Period.parse("12m-2025-06").middle_year == 2024
