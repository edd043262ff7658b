"""What the interval of unmet need says, and what it refuses."""

import numpy as np
import pytest
from scipy.stats import gamma

from fingerpost.evidence.statistics import CANNOT_SAY, unmet_need

NAN = float("nan")


@pytest.mark.parametrize(
    ("estimate", "lower", "upper"),
    [
        pytest.param(2_000e6, 1_600e6, 2_500e6, id="limits even on the log scale"),
        pytest.param(2_000e6, 1_900e6, 3_000e6, id="limits far above"),
        pytest.param(2_000e6, 1_200e6, 2_100e6, id="limits far below"),
    ],
)
def test_of_a_count_without_doubt_the_limits_are_those_of_the_estimate(estimate, lower, upper):
    found = unmet_need([900e6], [estimate], [lower], [upper])
    assert found.value[0] == pytest.approx(1 - 900e6 / estimate)
    assert found.lower[0] == pytest.approx(1 - 900e6 / lower, abs=2e-3)
    assert found.upper[0] == pytest.approx(1 - 900e6 / upper, abs=2e-3)


@pytest.mark.parametrize("count", [3, 40, 900])
def test_of_an_estimate_without_doubt_the_limits_are_those_of_the_count(count):
    found = unmet_need([count], [2000], [2000], [2000])
    low, high = gamma(count + 0.5).ppf([0.025, 0.975])
    assert found.lower[0] == pytest.approx(1 - high / 2000, abs=2e-4)
    assert found.upper[0] == pytest.approx(1 - low / 2000, abs=2e-4)


def test_both_doubts_together_are_wider_than_either():
    both = unmet_need([90], [200], [160], [260])
    count = unmet_need([90], [200], [200], [200])
    assert both.lower[0] < min(1 - 90 / 160, count.lower[0])
    assert both.upper[0] > max(1 - 90 / 260, count.upper[0])


def test_another_seed_hardly_moves_the_limits():
    one, other = (unmet_need([90], [200], [160], [260], per=100, seed=s) for s in (1, 2))
    assert one.lower[0] == pytest.approx(other.lower[0], abs=0.5)
    assert one.upper[0] == pytest.approx(other.upper[0], abs=0.5)


def test_more_people_reached_than_estimated_is_no_need_and_far_more_cannot_be_said():
    found = unmet_need([210, 261], [200, 200], [160, 160], [260, 260], per=100)
    assert (found.value[0], found.lower[0]) == (0, 0)
    assert 0 < found.upper[0] < 30
    assert found.status[1] == CANNOT_SAY
    assert "upper limit" in found.reason[1]


def test_without_an_estimate_nothing_can_be_said():
    found = unmet_need([90, NAN], [NAN, 200], [NAN, 160], [NAN, 260])
    assert found.status.tolist() == [CANNOT_SAY, CANNOT_SAY]
    assert "no estimate" in found.reason[0]
    assert "reached is missing" in found.reason[1]
    assert np.isnan(found.value).all()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        pytest.param((-1, 200, 160, 260), r"reached\[0\] is -1", id="negative count"),
        pytest.param((9, 200, 0, 260), r"lower\[0\] is 0", id="a limit of nobody"),
        pytest.param((9, 200, 201, 260), r"lower\[0\] is 201", id="lower above the estimate"),
        pytest.param((9, 200, 160, 199), r"upper\[0\] is 199", id="upper below the estimate"),
    ],
)
def test_limits_out_of_order_are_refused(row, message):
    with pytest.raises(ValueError, match=message):
        unmet_need(*([x] for x in row))
