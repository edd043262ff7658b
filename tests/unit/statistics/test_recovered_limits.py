"""Limits of sums and ratios, and what several searches all missed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.evidence.statistics import proportion, proportion_difference
from fingerpost.evidence.statistics.capture_recapture import unseen
from fingerpost.evidence.statistics.recovered_limits import Limits, ratio_of, sum_of


def test_a_sum_is_newcombes_difference_turned_round():
    # 56/70 - 48/80, Newcombe 1998 table II (a), method 10: 0.0524 to 0.3339.
    first, second = proportion(56, 70), proportion(48, 80)
    total = sum_of(
        [first.value[0], -second.value[0]],
        [first.lower[0], -second.upper[0]],
        [first.upper[0], -second.lower[0]],
    )
    assert (total.lower, total.upper) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert total.value == pytest.approx(proportion_difference(56, 70, 48, 80).value[0])


def fieller(x, x_error, y, y_error, z=1.959964):
    """Fieller 1954, for two independent normal estimates: roots of (x - r y)^2 = z^2 V."""
    a = y**2 - (z * y_error) ** 2
    b = -2 * x * y
    c = x**2 - (z * x_error) ** 2
    root = np.sqrt(b**2 - 4 * a * c)
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


@pytest.mark.parametrize(
    ("x", "x_error", "y", "y_error"),
    [
        pytest.param(10, 2, 50, 4, id="a small ratio"),
        pytest.param(90, 3, 40, 6, id="a large one"),
        pytest.param(5, 2, 5, 0.5, id="one"),
    ],
)
def test_a_ratio_of_even_limits_has_fiellers(x, x_error, y, y_error):
    z = 1.959964
    found = ratio_of(
        Limits(x, x - z * x_error, x + z * x_error), Limits(y, y - z * y_error, y + z * y_error)
    )
    assert (found.lower, found.upper) == pytest.approx(fieller(x, x_error, y, y_error))


def test_a_ratio_whose_divisor_may_be_nothing_has_no_upper_limit():
    found = ratio_of(Limits(2, 1, 4), Limits(3, 0, 8))
    assert found.upper == float("inf")
    assert 0 <= found.lower < found.value


positive = st.floats(0.01, 1e6)
limits = st.tuples(positive, st.floats(0, 1), st.floats(1, 5)).map(
    lambda one: Limits(one[0], one[0] * one[1], one[0] * one[2])
)


@given(limits, limits)
def test_a_ratio_lies_within_its_limits(numerator, denominator):
    found = ratio_of(numerator, denominator)
    assert 0 <= found.lower <= found.value * (1 + 1e-9)
    assert found.value <= found.upper * (1 + 1e-9)


@given(st.lists(limits, min_size=1, max_size=6))
def test_a_sum_is_not_wider_than_its_parts_added_up(parts):
    x, least, most = np.array([(one.value, one.lower, one.upper) for one in parts]).T
    total = sum_of(x, least, most)
    assert total.lower >= least.sum() - 1e-6
    assert total.upper <= most.sum() + 1e-6


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(
            lambda: sum_of([1], [2], [3]), r"lower\[0\] is 2", id="lower above its value"
        ),
        pytest.param(
            lambda: sum_of([4], [2], [3]), r"upper\[0\] is 3", id="upper below its value"
        ),
        pytest.param(
            lambda: ratio_of(Limits(1, -1, 2), Limits(1, 1, 1)), "it is negative", id="negative"
        ),
        pytest.param(
            lambda: ratio_of(Limits(1, 1, 1), Limits(0, 0, 1)),
            "divided",
            id="divided by nothing",
        ),
        pytest.param(lambda: unseen([1, 2]), r"shape \(2,\)", id="no table"),
        pytest.param(
            lambda: unseen([[0, 1], [1, -1]]), r"counts\[3\] is -1", id="a negative count"
        ),
    ],
)
def test_what_cannot_be_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_two_searches_agree_with_chapman():
    # recapr 0.4.4, its vignette: NChapman(n1=100, n2=150, m2=20) is 725.2381 in all.
    assert unseen([[0, 130], [80, 20]]).value[0] + 230 == pytest.approx(725.2381, abs=5e-5)


def test_three_searches_agree_with_the_log_linear_model_in_r():
    # d <- expand.grid(a=0:1, b=0:1, c=0:1); d$n <- c(NA, 36, 45, 22, 187, 30, 41, 60)
    # f <- glm(n ~ (a + b + c)^2, poisson, d[-1, ])
    # predict(f, d[1, ], type="link", se.fit=TRUE), R 4.2.2: exp(fit) 671.7073171, se 0.4185598917
    # Chapman's correction for each count by which is divided: 22, 30, 41.
    found = unseen(np.reshape([0, 36, 45, 22, 187, 30, 41, 60], (2, 2, 2)))
    assert found.value[0] == pytest.approx(671.7073171 * (22 / 23) * (30 / 31) * (41 / 42))
    error = np.log(found.upper[0] / found.value[0]) / 1.959964
    assert error == pytest.approx(np.sqrt(0.4185598917**2 + 1 / found.value[0]), rel=1e-6)


def test_dependence_moves_the_value_and_widens_the_limits():
    plain = unseen([[0, 130], [80, 20]])
    wide = unseen([[0, 130], [80, 20]], dependence=(1.0, 9.0))
    assert wide.value[0] == pytest.approx(3 * plain.value[0])
    assert wide.lower[0] > plain.lower[0]
    assert wide.upper[0] / wide.lower[0] > plain.upper[0] / plain.lower[0]


def test_counts_from_a_sample_are_less_sure():
    table = [[0, 130], [80, 20]]
    sampled = unseen(table, variance=[[0, 90], [60, 15]])
    assert sampled.value[0] == unseen(table).value[0]
    assert sampled.upper[0] > unseen(table).upper[0]


@pytest.mark.parametrize(
    "counts",
    [
        pytest.param([[0, 130], [80, 0]], id="two: none found by both"),
        pytest.param(
            [[[0, 3], [4, 0]], [[5, 1], [1, 1]]], id="three: none by two of them alone"
        ),
    ],
)
def test_without_an_overlap_nothing_can_be_said(counts):
    found = unseen(counts)
    assert found.status[0] == "cannot_say"
    assert "two searches" in found.reason[0]


def test_the_limits_cover_what_two_searches_missed():
    rng = np.random.default_rng(5)
    covered = 0
    for _ in range(400):
        people = 600
        first, second = rng.random(people) < 0.8, rng.random(people) < 0.6
        counts = [
            [0, np.sum(~first & second)],
            [np.sum(first & ~second), np.sum(first & second)],
        ]
        found = unseen(counts)
        covered += found.lower[0] <= np.sum(~first & ~second) <= found.upper[0]
    assert covered / 400 >= 0.93
