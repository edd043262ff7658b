"""The official methods against the department's own Python package. See README.md."""

import json
from pathlib import Path

import numpy as np
import pytest

from fingerpost.evidence.statistics import (
    mean,
    proportion,
    quantiles,
    rate,
    standardised_rate,
    standardised_ratio,
)

MADE = json.loads((Path(__file__).parent / "official_python.json").read_text(encoding="utf-8"))


def cases(*methods):
    found = [one for one in MADE if one["method"] in methods]
    assert found
    return [pytest.param(one, id=f"{one['method']} {one['name']}") for one in found]


def with_interval(case):
    level = {"confidence": case["confidence"]}
    match case["method"]:
        case "is_rate" | "is_ratio":
            crude = 100_000 * sum(case["x_ref"]) / sum(case["n_ref"])
            per = crude if case["method"] == "is_rate" else 1
            found = standardised_ratio(
                sum(case["x"]), case["n"], case["x_ref"], case["n_ref"], per=per, **level
            )
        case "proportion":
            found = proportion(case["x"], case["n"], **level)
        case "rate":
            found = rate(case["x"], case["n"], **level)
        case "mean":
            found = mean(case["x"], groups=case["group"], **level)
        case "dsr":
            found = standardised_rate(case["x"], case["n"], **level)
    return np.column_stack([found.value, found.lower, found.upper])


@pytest.mark.parametrize(
    "case", cases("proportion", "rate", "mean", "dsr", "is_rate", "is_ratio")
)
def test_values_and_limits_agree_with_the_package(case):
    expected = np.array(case["found"], dtype=float)  # not a number where it refuses
    np.testing.assert_allclose(with_interval(case), expected, rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize("case", cases("quantile"))
def test_quantiles_agree_with_the_package(case):
    found = quantiles(case["x"], groups=case["groups"], highest_first=case["highest_first"])
    assert found.tolist() == case["found"]


def test_the_figures_hold_refused_exact_and_approximate_ones():
    refused = [one for one in MADE if one["method"] == "dsr" and one["found"][0][0] is None]
    assert refused
    assert all(sum(one["x"]) < 10 for one in refused)
    events = [x for one in MADE if one["method"] == "rate" for x in one["x"]]
    assert min(events) < 10 <= max(events)
