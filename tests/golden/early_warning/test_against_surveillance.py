"""Detectors against R surveillance 1.20.3. See README.md for the calls."""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from fingerpost.evidence.early_warning import (
    FarringtonFlexible,
    cusum,
    ears,
    farrington_flexible,
)
from fingerpost.evidence.statistics import OK

FOLDER = Path(__file__).parent
THRESHOLDS = {"delta": "delta", "nbPlugin": "negative_binomial", "muan": "upper_mean"}
# What `farringtonFlexible` and `farrington` do when a setting is not given.
FLEXIBLE = {
    "b": 5,
    "w": 3,
    "reweight": True,
    "weightsThreshold": 2.58,
    "alpha": 0.05,
    "trend": True,
    "pThresholdTrend": 0.05,
    "limit54": [5, 4],
    "powertrans": "2/3",
    "noPeriods": 1,
    "thresholdMethod": "delta",
}


@cache
def golden(path):
    return json.loads(path.read_text(encoding="utf-8"))


def calls(*methods):
    return list(_calls(methods))


def _calls(methods):
    for path in sorted(FOLDER.glob("*.json")):
        if path.stem == "nowcast_r":
            continue
        for call in golden(path)["calls"]:
            if call["method"] in methods:
                settings = ", ".join(f"{k}={v}" for k, v in call["control"].items())
                yield pytest.param(path, call, id=f"{path.stem} {call['method']}({settings})")


def as_table(rows):
    return np.array(rows, dtype=float).reshape(len(rows), -1)


def our_settings(call):
    control = FLEXIBLE | call["control"]
    is_original = call["method"] == "farrington"
    return FarringtonFlexible(
        years_back=control["b"],
        half_window=control["w"],
        seasonal_groups=control["noPeriods"],
        periods_excluded=control.get("pastWeeksNotIncluded", control["w"]),
        trend=control["trend"],
        trend_p=control["pThresholdTrend"],
        reweight_above=(1.0 if is_original else control["weightsThreshold"])
        if control["reweight"]
        else None,
        threshold=THRESHOLDS[control["thresholdMethod"]],
        power=control["powertrans"],
        alpha=control["alpha"] / 2 if is_original else control["alpha"],
        minimum_cases=control["limit54"][0],
        minimum_cases_periods=control["limit54"][1],
        dispersion="pearson" if is_original else "surveillance",
    )


@pytest.mark.parametrize(("path", "call"), calls("farringtonFlexible", "farrington"))
def test_bounds_and_alarms_are_those_of_r(path, call):
    data = golden(path)
    population = data["population"] if call["control"].get("populationOffset") else None
    found = farrington_flexible(
        as_table(data["counts"])[: call["last"]],
        our_settings(call),
        dates=data["dates"],
        interval=data["interval"],
        population=None if population is None else as_table(population)[: call["last"]],
        test_last=call["last"] - call["first"] + 1,
    )
    upper = as_table(call["upper"])
    if call["method"] == "farrington":  # gives 0 where there are too few cases
        upper = np.where(np.isnan(found.upper) & (upper == 0), np.nan, upper)
    np.testing.assert_allclose(found.upper, upper, rtol=1e-6, atol=1e-6)
    np.testing.assert_array_equal(found.alarm, as_table(call["alarm"]) == 1)
    if "expected" in call:
        there = ~np.isnan(upper)
        np.testing.assert_allclose(
            found.expected[there], as_table(call["expected"])[there], rtol=1e-6, atol=1e-9
        )
        np.testing.assert_allclose(
            found.dispersion[there], as_table(call["dispersion"])[there], rtol=1e-6
        )
        has_trend = ~np.isnan(found.trend[there])
        np.testing.assert_array_equal(has_trend, as_table(call["trend"])[there] == 1)
        np.testing.assert_allclose(
            found.p_value[there], as_table(call["pvalue"])[there], rtol=1e-5, atol=1e-9
        )


@pytest.mark.parametrize(("path", "call"), calls("earsC"))
def test_ears_bounds_and_alarms_are_those_of_r(path, call):
    control = call["control"]
    tested = call["last"] - call["first"] + 1
    found = ears(
        as_table(golden(path)["counts"])[: call["last"]],
        method=control["method"],
        baseline=control.get("baseline", 7),
        alpha=control.get("alpha"),
        minimum_sigma=control.get("minSigma", 0.0),
        c3_bound="surveillance",
        test_last=tested,
    )
    said = found.status == OK
    if control.get("minSigma", 0) > 0:
        assert said.all()
    assert said.mean() > 0.1
    np.testing.assert_allclose(found.upper[said], as_table(call["upper"])[said], rtol=1e-9)
    np.testing.assert_array_equal(found.alarm[said], as_table(call["alarm"])[said] == 1)


@pytest.mark.parametrize(
    ("path", "call"),
    [c for c in calls("earsC") if c.values[1]["control"]["method"] == "C3"],
)
def test_the_documented_bound_of_c3_starts_from_the_mean_instead_of_the_count(path, call):
    """U3 of the help page: R's bound less the count plus the mean of the baseline."""
    counts = as_table(golden(path)["counts"])[: call["last"]]
    control = call["control"]
    found = ears(
        counts,
        method="C3",
        baseline=control.get("baseline", 7),
        minimum_sigma=control.get("minSigma", 0.0),
        test_last=call["last"] - call["first"] + 1,
    )
    upper = as_table(call["upper"])
    said = (found.status == OK) & (upper > 0)
    expected = np.maximum(upper - found.counts + found.expected, 0)
    np.testing.assert_allclose(found.upper[said], expected[said], rtol=1e-9, atol=1e-9)
    assert (found.alarm == (found.counts > found.upper))[said].all()


STANDARDISATIONS = {"pearsonNegBin": "negative_binomial"}


@pytest.mark.parametrize(("path", "call"), calls("cusum"))
def test_cusum_bounds_and_alarms_are_those_of_r(path, call):
    control = call["control"]
    standardisation = control.get("trans", "standard")
    found = cusum(
        as_table(golden(path)["counts"])[: call["last"]],
        test_last=call["last"] - call["first"] + 1,
        expected=control.get("m"),
        reference_value=control.get("k", 1.04),
        decision_interval=control.get("h", 2.26),
        standardisation=STANDARDISATIONS.get(standardisation, standardisation),
        dispersion=control.get("alpha", 0.1),
    )
    np.testing.assert_allclose(found.upper, as_table(call["upper"]), rtol=1e-9, atol=1e-9)
    np.testing.assert_array_equal(found.alarm, as_table(call["alarm"]) == 1)
