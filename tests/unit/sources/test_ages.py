"""The age on the day of the event is all that is left of a date of birth."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.evidence.sources import all_sources
from fingerpost.evidence.sources.ages import age_on


def age(born, *days):
    frame = pl.DataFrame(
        {"date_of_birth": [born], **{f"day{n}": [day] for n, day in enumerate(days)}},
        schema={"date_of_birth": pl.Date, **{f"day{n}": pl.Date for n in range(len(days))}},
    )
    derive = age_on(*(f"day{n}" for n in range(len(days))))
    return frame.select(age=derive())["age"][0]


@pytest.mark.parametrize(
    ("born", "days", "expected"),
    [
        pytest.param(
            date(1988, 2, 14), [date(2021, 2, 13)], 32, id="the day before a birthday"
        ),
        pytest.param(date(1988, 2, 14), [date(2021, 2, 14)], 33, id="on a birthday"),
        pytest.param(date(1988, 12, 31), [date(2021, 1, 1)], 32, id="over the turn of a year"),
        pytest.param(
            date(2000, 2, 29), [date(2021, 2, 28)], 20, id="29 February, the day before"
        ),
        pytest.param(date(2000, 2, 29), [date(2021, 3, 1)], 21, id="29 February, no leap year"),
        pytest.param(date(2000, 2, 29), [date(2024, 2, 29)], 24, id="29 February, leap year"),
        pytest.param(date(2021, 5, 1), [date(2021, 5, 1)], 0, id="born that day"),
        pytest.param(date(2021, 5, 2), [date(2021, 5, 1)], None, id="born a day later"),
        pytest.param(date(1901, 5, 1), [date(2021, 5, 1)], 120, id="the oldest"),
        pytest.param(date(1900, 5, 1), [date(2021, 5, 1)], None, id="too old"),
        pytest.param(date(1900, 1, 1), [date(2019, 5, 1)], None, id="1 January 1900"),
        pytest.param(None, [date(2021, 5, 1)], None, id="no date of birth"),
        pytest.param(date(1988, 2, 14), [None], None, id="no day"),
        pytest.param(date(1988, 2, 14), [None, date(2021, 2, 14)], 33, id="the second day"),
        pytest.param(
            date(1988, 2, 14), [date(2020, 2, 14), date(2021, 2, 14)], 32, id="the first of two"
        ),
        pytest.param(date(1988, 2, 14), [None, None], None, id="neither day"),
    ],
)
def test_age(born, days, expected):
    assert age(born, *days) == expected


@given(
    st.dates(date(1902, 1, 1), date(2024, 12, 31)),
    st.dates(date(2010, 1, 1), date(2021, 12, 31)),
)
def test_age_is_the_number_of_birthdays_had(born, day):
    def birthday(year):
        try:
            return born.replace(year=year)
        except ValueError:  # 29 February
            return date(year, 3, 1)

    had = sum(birthday(year) <= day for year in range(born.year + 1, day.year + 1))
    assert age(born, day) == (had if born <= day else None)


@pytest.mark.parametrize("name", sorted(all_sources()))
def test_every_source_with_a_date_of_birth_leaves_the_age_and_nothing_finer(name):
    columns = {column.name: column for column in all_sources()[name].columns}
    if "date_of_birth" not in columns:
        assert "age" not in columns or columns["age"].derive is None  # as it is sent
        return
    assert columns["date_of_birth"].personal
    assert columns["date_of_birth"].token is None
    assert columns["age"].derive is not None
    assert not columns["age"].personal
    derived = {column.name for column in columns.values() if column.derive}
    known = {"age", "agency", "quarter", "financial_year", "housing_authority"}
    assert derived <= known | {"underlying_cause_group"}
