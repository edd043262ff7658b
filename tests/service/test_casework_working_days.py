"""Working days leave out weekends and England's bank holidays (gov.uk/bank-holidays)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from fingerpost.service.casework.working_days import due_after, working_days_after


@pytest.mark.parametrize(
    ("day", "days", "due"),
    [
        pytest.param(date(2026, 11, 25), 1, date(2026, 11, 26), id="the next day"),
        pytest.param(date(2026, 11, 27), 1, date(2026, 11, 30), id="over a weekend"),
        pytest.param(date(2026, 11, 28), 0, date(2026, 11, 30), id="nought on a Saturday"),
        pytest.param(date(2026, 12, 24), 1, date(2026, 12, 29), id="Boxing Day moved to 28th"),
        pytest.param(date(2026, 4, 2), 1, date(2026, 4, 7), id="Easter 2026"),
        pytest.param(date(2027, 4, 30), 1, date(2027, 5, 4), id="early May 2027"),
        pytest.param(date(2026, 11, 25), 10, date(2026, 12, 9), id="two weeks"),
    ],
)
def test_due(day: date, days: int, due: date) -> None:
    assert working_days_after(day, days) == due


def test_it_is_due_at_the_close_of_the_day_in_local_time() -> None:
    began = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)  # half past midnight on the 2nd in England
    assert due_after(began, 1) == datetime(2026, 6, 3, 16, 0, tzinfo=UTC)
