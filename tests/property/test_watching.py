"""What must hold of every rule, whatever is watched."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.evidence.early_warning.rules import (
    Ears,
    SpaceTimeScan,
    all_rules,
)
from fingerpost.evidence.early_warning.watching import find
from tests.unit.early_warning.made_casebook import (
    crimes,
    financial_years,
    make_casebook,
    steady,
)

FIRST, DAYS = date(2021, 4, 5), 364
LAST = FIRST + timedelta(days=DAYS - 1)
TABLE = "force_crime"
WEEKLY = all_rules()["possession_recorded_monthly"].model_copy(
    update={
        "interval": "week",
        "detector": Ears(baseline=12, alpha=0.01, minimum_sigma=1.0),
        "short_history": None,
        "alarm_once_in_days": 30.0,
    }
)
SCAN = all_rules()["possession_recorded_scan"].model_copy(
    update={
        "interval": "day",
        "detector": SpaceTimeScan(
            study_periods=120, maximum_periods=14, maximum_share=0.4, replicates=99
        ),
        "alarm_once_in_days": 30.0,
    }
)
RULES = pytest.mark.parametrize("rule", [WEEKLY, SCAN], ids=["counts", "scan"])
YEARS = financial_years(*range(2018, 2026))


def book(frame):
    """Files without a lag: LDIS-like, so that a record is known on its own day."""
    return make_casebook(TABLE, frame, periods=YEARS)


@pytest.fixture(autouse=True)
def _files_come_at_once(monkeypatch):
    monkeypatch.setattr("fingerpost.evidence.early_warning.cases.DAYS_UNTIL_KNOWN", {})


def an_outbreak(seed):
    days, areas = steady(FIRST, DAYS, seed=seed, per_day=0.5)
    days += [LAST - timedelta(days=at % 6) for at in range(14)]
    areas += ["X01000002"] * 14
    return crimes(days, areas)


@RULES
@given(seed=st.integers(0, 10**6))
def test_an_outbreak_is_found(rule, seed):
    assert find(rule, book(an_outbreak(seed)), LAST).signals


@RULES
@given(seed=st.integers(0, 10**6), weeks=st.integers(1, 100))
def test_shifting_dates_shifts_signals(rule, seed, weeks):
    shift = timedelta(weeks=weeks)
    frame = an_outbreak(seed)
    moved = frame.with_columns(pl.col("day") + shift, pl.col("known_on") + shift)
    # Whole weeks: the days before the first record count as none in both.
    start = [FIRST - timedelta(days=700), FIRST + shift - timedelta(days=700)]
    found = find(rule, book(frame), LAST).signals
    later = find(rule, book(moved), LAST + shift).signals
    assert start[0] + shift == start[1]
    assert [
        (one.first_day + shift, one.last_day + shift, one.areas, one.observed, one.case_ids)
        for one in found
    ] == [(one.first_day, one.last_day, one.areas, one.observed, one.case_ids) for one in later]
    assert [one.expected for one in later] == pytest.approx([one.expected for one in found])


@RULES
@given(seed=st.integers(0, 10**6))
def test_order_of_rows_does_not_matter(rule, seed):
    frame = an_outbreak(seed)
    shuffled = frame.sample(fraction=1, shuffle=True, seed=seed)
    assert find(rule, book(frame), LAST) == find(rule, book(shuffled), LAST)


@RULES
@given(number=st.integers(1, 4), on=st.integers(200, DAYS - 1))
def test_a_series_of_equal_numbers_never_alarms(rule, number, on):
    days = [FIRST + timedelta(days=at) for at in range(DAYS) for _ in range(8 * number)]
    areas = [f"X0100000{at % 8}" for at in range(8 * number)] * DAYS
    finding = find(rule, book(crimes(days, areas)), FIRST + timedelta(days=on))
    assert finding.signals == ()
    assert finding.tested > 0


@RULES
@given(seed=st.integers(0, 10**6))
def test_what_becomes_known_later_changes_nothing(rule, seed):
    frame = an_outbreak(seed)
    late = frame.with_columns(
        known_on=pl.lit(LAST + timedelta(days=1)), record="late" + pl.col("record")
    )
    assert find(rule, book(frame), LAST) == find(rule, book(pl.concat([frame, late])), LAST)
