"""Rules tried out on quiet records: which threshold keeps to a budget, and what is found."""

from datetime import date

import numpy as np
import pytest

from fingerpost.evidence.early_warning.quality import (
    DECISION_INTERVALS,
    RARITIES,
    evaluate_rule,
    signals_as_detection,
    try_cases,
    tune_rule,
    with_threshold,
)
from fingerpost.evidence.early_warning.rules import Cusum, SpaceTimeScan, all_rules
from fingerpost.evidence.early_warning.series import count_series
from tests.unit.early_warning.made_casebook import (
    crimes,
    financial_years,
    make_casebook,
    steady,
)

FIRST, LAST = date(2018, 4, 1), date(2023, 3, 31)
COUNT = all_rules()["possession_recorded_monthly"]
CUSUM = COUNT.model_copy(
    update={"detector": Cusum(training=24, reference_value=0.5), "short_history": None}
)
SCAN = all_rules()["possession_recorded_scan"].model_copy(
    update={
        "detector": SpaceTimeScan(
            study_periods=24, maximum_periods=2, maximum_share=0.4, replicates=99
        ),
        "alarm_once_in_days": 365.0,
    }
)


@pytest.fixture(autouse=True)
def _files_come_at_once(monkeypatch):
    monkeypatch.setattr("fingerpost.evidence.early_warning.cases.DAYS_UNTIL_KNOWN", {})


@pytest.fixture(scope="module")
def quiet():
    days, areas = steady(FIRST, (LAST - FIRST).days + 1, seed=5, per_day=0.9)
    return make_casebook(
        "force_crime", crimes(days, areas), periods=financial_years(*range(2018, 2023))
    )


@pytest.mark.parametrize(
    ("rule", "thresholds"),
    [
        pytest.param(CUSUM, DECISION_INTERVALS, id="CUSUM"),
        pytest.param(COUNT, RARITIES, id="rarity"),
    ],
)
def test_the_most_sensitive_threshold_within_the_budget_is_chosen(quiet, rule, thresholds):
    found = tune_rule(rule, quiet, on=LAST, years=5)
    assert found.threshold in thresholds
    tried = dict(found.tried)
    assert list(tried) == list(thresholds)
    assert tried[found.threshold] <= rule.budget_per_year
    stricter = [t for t in thresholds if t < found.threshold]
    assert all(tried[t] > rule.budget_per_year for t in stricter)
    rates = [tried[t] for t in thresholds]
    assert rates[-1] <= rates[0]


def test_a_stretch_in_alarm_counts_once(quiet):
    eager = CUSUM.model_copy(update={"detector": Cusum(training=24, reference_value=0.0)})
    rule = with_threshold(eager, DECISION_INTERVALS[0])
    series = count_series(rule, quiet, LAST)
    tested = len(series.starts) - rule.detector.training
    alarm = signals_as_detection(rule, series, tested).alarm
    stretches = int((alarm & ~np.vstack([np.zeros_like(alarm[:1]), alarm[:-1]])).sum())
    years = tested * 30.4375 / 365.25
    found = dict(tune_rule(eager, quiet, on=LAST, years=5).tried)
    assert alarm.sum() > stretches > 0
    assert found[DECISION_INTERVALS[0]] == pytest.approx(stretches / years)


def test_a_threshold_is_the_rarity_or_the_decision_interval():
    assert with_threshold(COUNT, 91.0).alarm_once_in_days == 91.0
    assert with_threshold(CUSUM, 8.0).detector.decision_interval == 8.0
    assert with_threshold(CUSUM, 8.0).alarm_once_in_days == CUSUM.alarm_once_in_days


def test_a_rule_that_scans_has_no_threshold_to_tune_and_finds_added_cases(quiet):
    assert tune_rule(SCAN, quiet, on=LAST, years=1) is None
    assert evaluate_rule(SCAN, quiet, on=LAST, seed=1) is None
    found = try_cases(
        SCAN,
        quiet,
        first=date(2021, 4, 1),
        last=date(2022, 10, 1),
        cases=24,
        days=28,
        times=3,
        seed=1,
    )
    assert (found.outbreaks, found.found) == (3, 3)
    assert found.median_delay >= 0
