"""What the three kinds of interval refuse, what they cannot say, and the shape they answer in."""

import doctest
import importlib
import pkgutil
import subprocess
import sys

import numpy as np
import pytest

from fingerpost.evidence import statistics
from fingerpost.evidence.statistics import (
    CANNOT_SAY,
    OK,
    percentage_change,
    proportion,
    proportion_difference,
    rate,
    rate_ratio,
)

NAN = float("nan")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(
            lambda: proportion([1, -2, -3], [5, 5, 5]),
            r"numerator\[1\] is -2: a count must not be negative",
            id="proportion: negative numerator, the first named",
        ),
        pytest.param(
            lambda: proportion([0, 1], [5, -5]),
            r"denominator\[1\] is -5",
            id="proportion: negative denominator",
        ),
        pytest.param(
            lambda: proportion([5, 6, 7], [5, 5, 5]),
            r"numerator\[1\] is 6: it must not be more than its denominator",
            id="proportion: more cases than people",
        ),
        pytest.param(
            lambda: proportion(1, 0),
            r"numerator\[0\] is 1: it must not be more than its denominator",
            id="proportion: a case among nobody",
        ),
        pytest.param(
            lambda: proportion([1, 2], [3, 4, 5]),
            "different lengths: numerator 2, denominator 3",
            id="lengths that differ",
        ),
        pytest.param(
            lambda: proportion([[1, 2]], [3, 4]), r"numerator has shape \(1, 2\)", id="a table"
        ),
        pytest.param(
            lambda: proportion([1, np.inf], np.inf),
            r"numerator\[1\] is inf: it must be finite",
            id="infinite",
        ),
        pytest.param(
            lambda: proportion(1, 2, confidence=95),
            "confidence is 95: give a fraction",
            id="confidence in per cent",
        ),
        pytest.param(
            lambda: rate(1, 2, confidence=1.0), "confidence is 1.0", id="confidence of one"
        ),
        pytest.param(
            lambda: proportion(1, 2, per=0), "per is 0: give a positive", id="per nothing"
        ),
        pytest.param(lambda: rate(1, 2, per=NAN), "per is nan", id="per NaN"),
        pytest.param(
            lambda: rate([3, -1], 10), r"events\[1\] is -1: a count", id="rate: negative events"
        ),
        pytest.param(
            lambda: rate(3, [10, -1]),
            r"exposure\[1\] is -1: time",
            id="rate: negative exposure",
        ),
        pytest.param(
            lambda: rate_ratio(1, 1, -1, 1),
            r"reference_events\[0\] is -1",
            id="ratio: negative",
        ),
        pytest.param(
            lambda: rate_ratio(1, 1, 1, -1),
            r"reference_exposure\[0\] is -1",
            id="ratio: negative reference exposure",
        ),
        pytest.param(
            lambda: percentage_change([1, -1], [1, 1]),
            r"before\[1\] is -1",
            id="change: negative before",
        ),
        pytest.param(
            lambda: percentage_change(1, 1, after_exposure=-2),
            r"after_exposure\[0\] is -2",
            id="change: negative exposure",
        ),
    ],
)
def test_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        pytest.param(
            proportion(0, 0),
            "The denominator is zero: there was nobody to count among.",
            id="proportion of nobody",
        ),
        pytest.param(proportion(NAN, 3), "The numerator is missing.", id="no numerator"),
        pytest.param(proportion(None, 3), "The numerator is missing.", id="numerator None"),
        pytest.param(proportion(3, NAN), "The denominator is missing.", id="no denominator"),
        pytest.param(
            proportion(np.ma.array([2], mask=[True]), 3),
            "The numerator is missing.",
            id="masked numerator",
        ),
        pytest.param(
            rate(0, 0), "The exposure is zero: there was nobody at risk.", id="rate of nobody"
        ),
        pytest.param(
            rate(4, 0),
            "The exposure is zero: there was nobody at risk.",
            id="events, nobody there",
        ),
        pytest.param(rate(NAN, 9), "The number of events is missing.", id="no events known"),
        pytest.param(
            rate(9, NAN), "The exposure (the population) is missing.", id="no population"
        ),
        pytest.param(
            rate_ratio(4, 10, 0, 10),
            "There were no events in the reference, and nothing is a multiple of none.",
            id="ratio to none",
        ),
        pytest.param(
            rate_ratio(4, 0, 3, 10),
            "The exposure is zero: there was nobody at risk.",
            id="ratio of nobody",
        ),
        pytest.param(
            rate_ratio(4, 10, 3, 0),
            "The exposure of the reference is zero: there was nobody at risk.",
            id="ratio to nobody",
        ),
        pytest.param(
            rate_ratio(4, 10, NAN, 5),
            "The number of events in the reference is missing.",
            id="reference missing",
        ),
        pytest.param(
            percentage_change(0, 7),
            "There were no events before, and no percentage leads up from none.",
            id="change from none",
        ),
        pytest.param(
            percentage_change(0, 0),
            "There were no events before, and no percentage leads up from none.",
            id="change from none to none",
        ),
        pytest.param(
            percentage_change(3, NAN),
            "The number of events after is missing.",
            id="no number after: not a fall",
        ),
        pytest.param(
            proportion_difference(1, 2, 0, 0),
            "In the reference: the denominator is zero: there was nobody to count among.",
            id="proportion_difference: nobody to compare with",
        ),
        pytest.param(
            proportion_difference(NAN, 2, 1, 2),
            "The numerator is missing.",
            id="proportion_difference: a missing count",
        ),
    ],
)
def test_cannot_say(found, reason):
    assert found.status.tolist() == [CANNOT_SAY]
    assert found.reason.tolist() == [reason]
    assert np.isnan([found.value[0], found.lower[0], found.upper[0]]).all()


def test_one_row_that_cannot_be_said_leaves_the_others_alone():
    found = proportion([3, 0, NAN, 4], [4, 0, 4, 4])
    assert found.status.tolist() == [OK, CANNOT_SAY, CANNOT_SAY, OK]
    assert found.value[[0, 3]].tolist() == [0.75, 1.0]
    assert found.reason[[0, 3]].tolist() == ["", ""]


@pytest.mark.parametrize(
    ("found", "value", "lower", "is_open_above"),
    [
        pytest.param(proportion(0, 20), 0.0, 0.0, True, id="no cases"),
        pytest.param(rate(0, 1000), 0.0, 0.0, True, id="no events"),
        pytest.param(rate_ratio(0, 10, 4, 10), 0.0, 0.0, True, id="no events in the first"),
        pytest.param(percentage_change(4, 0), -100.0, -100.0, True, id="none left"),
    ],
)
def test_zero_is_a_number(found, value, lower, is_open_above):
    assert (found.value[0], found.lower[0]) == (value, lower)
    assert bool(found.upper[0] > value) is is_open_above
    assert found.status[0] == OK


def test_all_of_them_reach_exactly_one():
    assert proportion(7, 7, per=100).upper[0] == 100.0


def test_the_method_changes_at_ten_events():
    found = rate([9, 9.5, 10], 100)
    assert found.method.tolist() == ["exact Poisson 95%", "exact Poisson 95%", "Byar 95%"]
    assert found.version == "1"


@pytest.mark.parametrize(
    "found",
    [
        proportion(3, [10, 20]),
        rate([3, 4], 10),
        rate_ratio([3, 4], 9, 5, 9),
        proportion([], []),
    ],
    ids=["scalar numerator", "scalar exposure", "one reference", "no rows"],
)
def test_every_column_has_the_length_of_the_input(found):
    columns = (found.value, found.lower, found.upper, found.status, found.reason, found.method)
    assert {len(column) for column in columns} == {len(found)}


def test_a_result_cannot_be_changed():
    found = proportion([1], [2])
    with pytest.raises(ValueError, match="read-only"):
        found.value[0] = 9
    with pytest.raises(AttributeError):
        found.per = 9


def test_the_input_is_not_changed():
    counts = np.array([1.0, np.nan])
    proportion(counts, [2.0, 2.0])
    assert counts.flags.writeable
    assert counts[0] == 1.0


def test_percentage_change_of_rates_needs_both_exposures():
    found = percentage_change(10, 10, before_exposure=31, after_exposure=28)
    assert found.value[0] == pytest.approx(100 * (31 / 28 - 1))
    assert found.per == 100


@pytest.mark.parametrize(
    "module", [found.name for found in pkgutil.iter_modules(statistics.__path__)]
)
def test_examples_in_docstrings_are_true(module):
    result = doctest.testmod(importlib.import_module(f"{statistics.__name__}.{module}"))
    assert result.failed == 0


def test_importing_the_room_does_not_import_scipy_stats():
    code = "import fingerpost.evidence.statistics, sys; sys.exit('scipy.stats' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_repeat_events_say_nothing_below_ten_or_without_what_each_person_had():
    found = rate([9, 10, 10], [100, 100, 100], spread=[1.0, NAN, 1.8])
    assert found.status.tolist() == [CANNOT_SAY, CANNOT_SAY, OK]
    assert "fewer than 10" in found.reason[0]
    assert "each person" in found.reason[1]
    assert found.method[2] == "Byar, repeat events 95%"
    with pytest.raises(ValueError, match=r"spread\[0\] is 0.5"):
        rate([10], [100], spread=[0.5])
