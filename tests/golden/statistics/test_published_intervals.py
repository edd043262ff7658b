"""Intervals against the figures of the papers and packages that define them. See README.md."""

import csv
from pathlib import Path

import pytest

from fingerpost.evidence.statistics import (
    percentage_change,
    proportion,
    rate,
    rate_ratio,
)
from fingerpost.evidence.statistics.distributions import FloatArray
from fingerpost.evidence.statistics.intervals import as_values
from fingerpost.evidence.statistics.rates import byars_limits, exact_poisson_limits

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("numerator", "denominator", "lower", "upper"),
    [
        pytest.param(81, 263, 0.2553, 0.3662, id="Newcombe 1998 table I (a)"),
        pytest.param(15, 148, 0.0624, 0.1605, id="Newcombe 1998 table I (b)"),
        pytest.param(0, 20, 0.0000, 0.1611, id="Newcombe 1998 table I (c): no cases"),
        pytest.param(1, 29, 0.0061, 0.1718, id="Newcombe 1998 table I (d): one case"),
    ],
)
def test_proportion_agrees_with_newcombe(numerator, denominator, lower, upper):
    found = proportion(numerator, denominator)
    assert (found.lower[0], found.upper[0]) == pytest.approx((lower, upper), abs=5e-5)


AREAS = [f"Area{area} {year}" for year in (2015, 2016) for area in (1, 2, 3, 4)]
EVENTS = [24, 6, 68, 95, 46, 56, 76, 18]
POPULATION = [162, 120, 173, 146, 143, 132, 183, 149]


def _rows(*columns):
    return [
        pytest.param(*row, id=f"phe vignette 2019: {area}")
        for area, row in zip(AREAS, zip(EVENTS, POPULATION, *columns, strict=True), strict=True)
    ]


@pytest.mark.parametrize(
    ("numerator", "denominator", "value", "lower", "upper", "lower_998", "upper_998"),
    _rows(
        [14.81481, 5.0, 39.30636, 65.06849, 32.16783, 42.42424, 41.53005, 12.08054],
        [10.162049, 2.311436, 32.336123, 57.038874, 25.064630, 34.324611, 34.636288, 7.779726],
        [21.09760, 10.48029, 46.74118, 72.32550, 40.20403, 50.95234, 48.77211, 18.28745],
        [8.166047, 1.533517, 28.680466, 52.294492, 21.543623, 30.088158, 30.968023, 6.046514],
        [25.38084, 15.10069, 51.05106, 75.99232, 45.02461, 55.78251, 52.93222, 22.68239],
    ),
)
def test_proportion_agrees_with_phe_proportion(
    numerator, denominator, value, lower, upper, lower_998, upper_998
):
    found = proportion(numerator, denominator, per=100)
    wide = proportion(numerator, denominator, per=100, confidence=0.998)
    assert found.value[0] == pytest.approx(value, abs=5e-6)
    assert (found.lower[0], wide.lower[0]) == pytest.approx((lower, lower_998), abs=5e-7)
    assert (found.upper[0], wide.upper[0]) == pytest.approx((upper, upper_998), abs=5e-6)
    assert found.method[0] == "Wilson 95%"
    assert wide.method[0] == "Wilson 99.8%"


@pytest.mark.parametrize(
    ("events", "exposure", "value", "lower", "upper", "lower_998", "upper_998", "method"),
    _rows(
        [14814.81, 5000.00, 39306.36, 65068.49, 32167.83, 42424.24, 41530.05, 12080.54],
        [9489.334, 1834.912, 30521.553, 52642.965, 23548.788, 32044.793, 32719.746, 7156.037],
        [22044.21, 10882.90, 49830.92, 79543.66, 42908.37, 55092.43, 51981.74, 19093.45],
        [
            7.1693910,
            0.9225872,
            26.1925701,
            46.3595418,
            19.4573177,
            27.0186592,
            28.3382512,
            5.1176169,
        ],
        [26.77154, 15.05136, 56.39516, 88.46988, 49.71192, 63.05222, 58.47473, 23.75627],
        ["Byar", "exact Poisson", "Byar", "Byar", "Byar", "Byar", "Byar", "Byar"],
    ),
)
def test_rate_agrees_with_phe_rate(
    events, exposure, value, lower, upper, lower_998, upper_998, method
):
    found = rate(events, exposure)
    wide = rate(events, exposure, per=100, confidence=0.998)
    assert found.value[0] == pytest.approx(value, abs=5e-3)
    assert found.lower[0] == pytest.approx(lower, abs=5e-4)
    assert found.upper[0] == pytest.approx(upper, abs=5e-3)
    assert wide.lower[0] == pytest.approx(lower_998, abs=5e-8)
    assert wide.upper[0] == pytest.approx(upper_998, abs=5e-6)
    assert found.method[0] == f"{method} 95%"


@pytest.mark.parametrize(
    ("events", "confidence", "lower", "upper", "tolerance"),
    [
        pytest.param(25, 0.90, 17.38, 34.92, 5e-3, id="GraphPad QuickCalcs: 25 events, 90%"),
        pytest.param(25, 0.95, 16.18, 36.90, 5e-3, id="GraphPad QuickCalcs: 25 events, 95%"),
        pytest.param(25, 0.99, 14.00, 41.00, 5e-3, id="GraphPad QuickCalcs: 25 events, 99%"),
        pytest.param(
            15,
            0.95,
            400 * 0.0209884653319583,
            400 * 0.0618505471787146,
            1e-10,
            id="DescTools PoissonCI(15, 400, method = 'exact'), in statsmodels",
        ),
        pytest.param(0, 0.95, 0.0, 3.689, 5e-4, id="epitools pois.exact: no events"),
    ],
)
def test_exact_limits_agree(events, confidence, lower, upper, tolerance):
    limits = exact_poisson_limits(as_values("events", events), confidence=confidence)
    assert (limits[0][0], limits[1][0]) == pytest.approx((lower, upper), abs=tolerance)


@pytest.mark.parametrize(
    ("first", "second", "ratio", "lower", "upper", "tolerance"),
    [
        pytest.param(
            (2, 17877), (9, 16660), 0.2070941557, 0.02177406, 1.00054910, 5e-9, id="Fay 2022"
        ),
        pytest.param(
            (17, 100025), (3, 122268), 6.927, 2.004, 36.89, 5e-3, id="OpenEpi stratum 1"
        ),
        pytest.param((8, 78531), (1, 77932), 7.939, 1.064, 352.3, 5e-2, id="OpenEpi stratum 2"),
        pytest.param((25, 178556), (4, 200200), 7.008, 2.42, 27.71, 5e-3, id="OpenEpi crude"),
    ],
)
def test_rate_ratio_agrees(first, second, ratio, lower, upper, tolerance):
    found = rate_ratio(*first, *second)
    assert found.value[0] == pytest.approx(ratio, abs=min(tolerance, 5e-4))
    assert found.lower[0] == pytest.approx(lower, abs=min(tolerance, 5e-4))
    assert found.upper[0] == pytest.approx(upper, abs=tolerance)


def _made_by_r(kind: str) -> list[dict[str, float]]:
    with (HERE / "intervals_r.csv").open(encoding="utf-8", newline="") as file:
        return [
            {name: float(cell) for name, cell in row.items() if name != "kind" and cell}
            for row in csv.DictReader(file)
            if row["kind"] == kind
        ]


def _limits(row: dict[str, float]):
    return pytest.approx((row["lower"], row["upper"]), rel=1e-9, abs=1e-15)


def test_proportion_agrees_with_prop_test_of_r():
    rows = _made_by_r("wilson")
    assert len(rows) == 28
    for row in rows:
        found = proportion(row["events"], row["exposure"], confidence=row["confidence"])
        assert (found.lower[0], found.upper[0]) == _limits(row), row


def test_small_rates_agree_with_poisson_test_of_r():
    rows = _made_by_r("exact")
    assert len(rows) == 20
    for row in rows:
        found = rate(row["events"], row["exposure"], per=1, confidence=row["confidence"])
        assert (found.lower[0], found.upper[0]) == _limits(row), row
        assert found.value[0] == pytest.approx(row["value"], rel=1e-9)


def test_byars_limits_agree_with_the_formula_in_r():
    rows = _made_by_r("byar")
    assert len(rows) == 16
    for row in rows:
        events: FloatArray = as_values("events", row["events"])
        lower, upper = byars_limits(events, confidence=row["confidence"])
        assert (lower[0], upper[0]) == _limits(row), row


def test_rate_ratio_and_change_agree_with_poisson_test_of_r():
    rows = _made_by_r("ratio")
    assert len(rows) == 27
    for row in rows:
        first, second = row["events"], row["reference_events"]
        times = {
            "after_exposure": row["exposure"],
            "before_exposure": row["reference_exposure"],
        }
        level = {"confidence": row["confidence"]}
        ratio = rate_ratio(first, row["exposure"], second, row["reference_exposure"], **level)
        change = percentage_change(second, first, **times, **level)
        assert (ratio.lower[0], ratio.upper[0]) == _limits(row), row
        assert ratio.value[0] == pytest.approx(row["value"], rel=1e-9)
        assert (1 + change.lower[0] / 100, 1 + change.upper[0] / 100) == _limits(row), row
