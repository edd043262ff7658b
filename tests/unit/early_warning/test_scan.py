"""What a scan refuses, what it cannot say, and the parts around the kernel."""

import subprocess
import sys
from datetime import date, timedelta

import numpy as np
import pytest

from fingerpost.evidence.early_warning import recurrence_in_words, space_time_scan
from fingerpost.evidence.early_warning.scan_inference import (
    gumbel_p_value,
    monte_carlo_p_value,
    recurrence_interval,
    run_replicates,
)

END = date(2025, 6, 30)
PLACES = [(0.0, 0.0), (1.0, 0.0), (5.0, 0.0), (9.0, 0.0)]
CODES = ["E1", "E2", "E3", "E4"]


def days(*back):
    return [END - timedelta(days=number) for number in back]


def scan(case_areas, case_dates, **changed):
    given = {
        "areas": CODES,
        "coordinates": PLACES,
        "study_period": (END - timedelta(days=27), END),
        "maximum_days": 7,
        "replicates": 99,
        "seed": 3,
    } | changed
    return space_time_scan(case_areas, case_dates, **given)


STEADY = ["E1", "E2", "E3", "E4"] * 4
STEADY_DAYS = days(*[7 * week + 3 for week in range(4) for _ in CODES])


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        pytest.param({"model": "normal"}, "one of permutation", id="unknown model"),
        pytest.param({"extent": "everywhere"}, "one of space_time", id="unknown extent"),
        pytest.param({"extent": "spatial"}, "needs both", id="permutation needs time"),
        pytest.param({"model": "poisson"}, "population", id="poisson without people"),
        pytest.param({"model": "bernoulli"}, "controls", id="bernoulli without controls"),
        pytest.param({"population": [1] * 4}, "population", id="people that nobody asked for"),
        pytest.param({"study_period": None}, "first and the last day", id="no period"),
        pytest.param({"interval_days": 5}, "whole number of intervals", id="half an interval"),
        pytest.param({"areas": ["E1", "E2", "E3", "E1"]}, "E1 is given twice", id="area twice"),
        pytest.param({"areas": ["E1", "E2", "E3", "E9"]}, "E4: not one", id="unknown area"),
        pytest.param({"coordinates": PLACES[:3]}, "each of the 4 areas", id="too few places"),
        pytest.param(
            {"coordinates": [*PLACES[:3], (np.nan, 0.0)]},
            "E4 has no coordinates",
            id="no place",
        ),
        pytest.param(
            {"study_period": (END - timedelta(days=6), END)}, "not between", id="date outside"
        ),
        pytest.param({"maximum_share": 50}, "fraction", id="share as a percentage"),
        pytest.param({"maximum_days": 0}, "less than one interval", id="no day long"),
        pytest.param({"replicates": 0}, "at least 1", id="no replicate"),
        pytest.param(
            {"is_geographic": True, "coordinates": [(52.2, 0.1)] * 3 + [(52.2, 140.0)]},
            "longitude, then latitude",
            id="latitude first",
        ),
        pytest.param(
            {"is_elliptic": True, "is_geographic": True}, "plane", id="ellipses on the globe"
        ),
        pytest.param(
            {"adjust_for_weekday": True, "interval_days": 7}, "one day", id="weekdays of weeks"
        ),
        pytest.param(
            {"model": "poisson", "population": [1, 1, 1, 0]},
            "nobody at risk",
            id="case, no people",
        ),
        pytest.param(
            {"model": "poisson", "population": [1, 1, 1, -1]},
            "at least 0",
            id="fewer than nobody",
        ),
        pytest.param(
            {"model": "bernoulli", "controls": [1, 1, 1, 1]},
            "each interval",
            id="controls, no time",
        ),
    ],
)
def test_what_does_not_fit_is_refused(changed, words):
    with pytest.raises(ValueError, match=words):
        scan(STEADY, STEADY_DAYS, **changed)


@pytest.mark.parametrize(
    ("areas", "dates", "changed", "words"),
    [
        pytest.param(["E1"] * 4, days(1, 2, 3, 4), {}, "needs 6 more", id="too few cases"),
        pytest.param([], [], {}, "needs 10 more", id="no case at all"),
        pytest.param(
            STEADY, STEADY_DAYS, {"maximum_days": 18}, "needs 8 more days", id="short history"
        ),
        pytest.param(["E1"] * 12, days(*range(12)), {}, "one area", id="one area only"),
        pytest.param(STEADY, days(*[4] * 16), {}, "one interval", id="one day only"),
        pytest.param(
            STEADY,
            STEADY_DAYS,
            {"model": "bernoulli", "controls": np.zeros((4, 28))},
            "no controls",
            id="no controls",
        ),
    ],
)
def test_the_scan_says_what_is_missing(areas, dates, changed, words):
    found = scan(areas, dates, **changed)
    assert found.status == "cannot_say"
    assert words in found.reason
    assert found.clusters == ()


def test_a_new_cluster_is_found_with_its_evidence():
    earlier = [date - timedelta(days=2) for date in STEADY_DAYS]
    found = scan(
        STEADY + STEADY + ["E3"] * 5,
        STEADY_DAYS + earlier + days(0, 0, 1, 1, 2),
        replicates=999,
    )
    cluster = found.clusters[0]
    assert (found.status, found.reason) == ("ok", "")
    assert found.method == "prospective space_time scan, permutation model"
    assert (cluster.areas, cluster.centre) == (("E3",), "E3")
    assert (cluster.start, cluster.end) == (END - timedelta(days=2), END)
    assert cluster.cases == 5
    assert cluster.expected == pytest.approx(13 * 5 / 37)  # its 13 of 37 cases, on days with 5
    assert cluster.rows.tolist() == [32, 33, 34, 35, 36]
    assert cluster.p_value < 0.05
    assert cluster.recurrence_interval_days == pytest.approx(1 / cluster.p_value)
    assert np.isnan(cluster.relative_risk)


def test_a_cluster_that_is_over_counts_only_in_retrospect():
    cases, dates = STEADY + ["E3"] * 5, STEADY_DAYS + days(14, 14, 15, 15, 16)
    past = scan(cases, dates, is_prospective=False).clusters[0]
    assert (past.start, past.end) == (END - timedelta(days=16), END - timedelta(days=14))
    assert np.isnan(past.recurrence_interval_days)
    assert all(c.areas != ("E3",) or c.cases < 5 for c in scan(cases, dates).clusters)


def test_purely_temporal():
    found = scan(
        STEADY + CODES + ["E1"],
        STEADY_DAYS + days(0, 1, 1, 0, 0),
        model="poisson",
        population=[10, 20, 30, 40],
        extent="temporal",
    )
    cluster = found.clusters[0]
    assert sorted(cluster.areas) == CODES
    assert (cluster.start, cluster.centre) == (END - timedelta(days=3), "")
    assert cluster.cases == 9
    assert cluster.expected == pytest.approx(21 * 4 / 28)
    assert cluster.relative_risk == pytest.approx((9 / 3) / (12 / 18))


def test_a_busy_weekday_is_no_cluster():
    monday = [
        date for date in (END - timedelta(days=n) for n in range(28)) if date.weekday() == 0
    ]
    # END is a Monday; every Monday each area has three cases, and nothing happens otherwise.
    cases = [code for _ in monday for code in CODES for _ in range(3)]
    dates = [date for date in monday for _ in CODES for _ in range(3)]
    given = {
        "model": "poisson",
        "population": [1, 1, 1, 1],
        "extent": "temporal",
        "maximum_days": 1,
    }
    assert scan(cases, dates, **given).clusters[0].p_value < 0.05
    assert scan(cases, dates, adjust_for_weekday=True, **given).clusters == ()


def test_iterations_take_a_cluster_out_before_the_next():
    cases = STEADY + ["E1"] * 8 + ["E4"] * 6
    dates = STEADY_DAYS + days(0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1)
    given = {
        "model": "poisson",
        "population": [1, 1, 1, 1],
        "iterations": 3,
        "maximum_share": 0.3,
    }
    found = scan(cases, dates, **given)
    assert [c.areas for c in found.clusters][:2] == [("E1",), ("E4",)]
    assert [c.iteration for c in found.clusters] == list(range(1, len(found.clusters) + 1))
    once = scan(cases, dates, **(given | {"iterations": 1}))
    # Without the first cluster, less is expected of the second.
    assert found.clusters[1].expected < once.clusters[1].expected
    assert found.clusters[1].rows.tolist() == list(range(24, 30))


def test_weeks_as_intervals():
    found = scan(
        STEADY + ["E3"] * 5, STEADY_DAYS + days(0, 0, 1, 1, 2), interval_days=7, maximum_days=14
    )
    cluster = found.clusters[0]
    assert (cluster.start, cluster.end) == (END - timedelta(days=6), END)
    assert cluster.recurrence_interval_days == pytest.approx(7 / cluster.p_value)


def test_an_early_stop_keeps_the_replicates_up_to_the_one_that_decides():
    made = []

    def simulate(seeds):
        made.append(len(seeds))
        return (seeds % 4).astype(float)

    found = run_replicates(
        simulate, np.arange(999, dtype=np.uint32), observed=3.0, stop_after=5
    )
    assert len(found) == 20  # 3, 7, 11, 15 and 19 are as large
    assert sum(made) < 999
    assert monte_carlo_p_value(found, 3.0, stop_after=5) == 5 / 20


def test_the_early_stop_of_a_scan_agrees_with_its_full_run():
    full = scan(STEADY, STEADY_DAYS, replicates=499)
    short = scan(STEADY, STEADY_DAYS, replicates=499, stop_after=20)
    assert short.replicates < full.replicates == 499
    assert (short.simulated == full.simulated[: short.replicates]).all()


@pytest.mark.parametrize(
    ("simulated", "observed", "p_value"),
    [
        pytest.param([1.0, 2.0, 3.0], 5.0, 1 / 4, id="larger than all"),
        pytest.param([1.0, 2.0, 3.0], 2.0, 3 / 4, id="ties count"),
        pytest.param([1.0, 2.0, 3.0], 0.5, 1.0, id="smaller than all"),
    ],
)
def test_monte_carlo_p_value(simulated, observed, p_value):
    assert monte_carlo_p_value(np.array(simulated), observed) == p_value


def test_gumbel_p_value_is_that_of_the_distribution_it_was_drawn_from():
    location, scale = 5.0, 0.8
    drawn = np.random.default_rng(1).gumbel(location, scale, 200_000)
    for observed in (5.0, 7.0, 12.0):
        exact = 1 - np.exp(-np.exp(-(observed - location) / scale))
        assert gumbel_p_value(drawn, observed) == pytest.approx(exact, rel=0.05)
    assert np.isnan(gumbel_p_value(np.ones(5), 2.0))


def test_recurrence_interval_is_the_time_between_scans_over_p():
    assert recurrence_interval(0.001, days_between_scans=1) == pytest.approx(1000)
    assert recurrence_interval(0.02, days_between_scans=7) == pytest.approx(350)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        pytest.param(1, "about once a day by chance", id="every day"),
        pytest.param(4.1, "about once in 4 days by chance", id="SaTScan on fever: 4 days"),
        pytest.param(11, "about once in 2 weeks by chance", id="weeks"),
        pytest.param(100, "about once in 3 months by chance", id="months"),
        pytest.param(365, "about once a year by chance", id="a year"),
        pytest.param(1000, "about once in 3 years by chance", id="999 replicates, every day"),
        pytest.param(70_000, "about once in 190 years by chance", id="two figures"),
        pytest.param(9_000_000, "about once in 25,000 years by chance", id="thousands"),
    ],
)
def test_recurrence_in_words(days, words):
    assert recurrence_in_words(days) == words


@pytest.mark.parametrize("days", [0, -1, np.nan, np.inf])
def test_recurrence_in_words_refuses_what_is_no_time(days):
    with pytest.raises(ValueError, match="positive"):
        recurrence_in_words(days)


def test_numba_is_imported_only_when_a_scan_runs():
    code = "import sys, fingerpost.evidence.early_warning; print('numba' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert run.stdout == "False\n"
