"""Detectors tried on added outbreaks, and thresholds tuned to a budget."""

from functools import partial

import numpy as np
import pytest

from fingerpost.evidence.early_warning import (
    NOUFAILY_2013,
    SHAPES,
    OutbreakShape,
    ears,
    evaluate_detector,
    farrington_flexible,
    tune_threshold,
)
from fingerpost.evidence.early_warning.detection import build_detection
from fingerpost.evidence.early_warning.outbreaks import add_outbreaks
from fingerpost.evidence.statistics import CANNOT_SAY, OK

COUNTS = np.random.default_rng(3).poisson(6, (160, 40)).astype(float)
TESTED = 104


def detect(counts, rule, tested=TESTED):
    """Return a detection with alarms by `rule(position, counts)`, for tests."""
    last = counts[-tested:]
    nothing = np.full_like(last, np.nan)
    return build_detection(
        counts,
        counts=last,
        expected=last,
        upper=nothing,
        p_value=nothing,
        alarm=rule(last),
        cannot_say=[],
        method="made up",
        version="1",
    )


def always(counts):
    return detect(counts, lambda last: np.ones(last.shape, dtype=bool))


def never(counts):
    return detect(counts, lambda last: np.zeros(last.shape, dtype=bool))


def far_above(counts):
    return detect(counts, lambda last: last > 30)


def test_a_detector_that_always_sounds_finds_nothing_and_is_always_wrong():
    found = evaluate_detector(always, COUNTS, seed=1, sizes=[5])
    assert {outcome.found for outcome in found.outcomes} == {0}
    assert found.false_alarms == TESTED * 40
    assert found.false_alarms_per_year == pytest.approx(52 * 40)
    assert found.tested_years == pytest.approx(80)


def test_a_detector_that_never_sounds_finds_nothing_and_is_never_wrong():
    found = evaluate_detector(never, COUNTS, seed=1, sizes=[5])
    assert {outcome.sensitivity for outcome in found.outcomes} == {0.0}
    assert found.false_alarms == 0
    assert found.upper == pytest.approx(3.689 / 2, abs=0.001)  # exact Poisson, 2 years


def test_what_is_far_above_is_found_at_once_or_as_soon_as_it_is():
    flat = np.full((120, 30), 5.0)
    spike, late = OutbreakShape("spike", (1.0,)), OutbreakShape("late", (0.1, 0.1, 0.8))
    found = evaluate_detector(far_above, flat, seed=2, shapes=[spike, late], sizes=[60])
    at_once, after = found.outcomes
    assert (at_once.sensitivity, at_once.median_delay, at_once.cases_before) == (1.0, 0.0, 0.0)
    assert (after.sensitivity, after.median_delay) == (1.0, 2.0)
    assert 0.1 < after.cases_before < 0.35
    assert at_once.lower < 1.0


def test_sensitivity_grows_with_size_and_farrington_finds_what_is_large():
    counts = np.random.default_rng(5).poisson(8, (300, 25)).astype(float)
    settings = NOUFAILY_2013.model_copy(update={"years_back": 3})
    detector = partial(farrington_flexible, settings=settings, test_last=TESTED)
    found = evaluate_detector(detector, counts, seed=3, sizes=[1, 10, 30], repeats=2)
    assert len(found.outcomes) == 3 * len(SHAPES)
    for shape in SHAPES:
        small, middle, large = (o for o in found.outcomes if o.shape == shape.name)
        assert small.sensitivity < large.sensitivity
        assert middle.outbreaks == 50
    spikes = [o for o in found.outcomes if o.shape == "spike"]
    assert spikes[1].sensitivity > 0.9
    # alpha is 0.005, so 0.26 a series and year, for 25 series
    assert found.lower < 6.5 < found.upper * 1.5


def test_the_same_seed_gives_the_same_evaluation():
    one, two, other = (
        evaluate_detector(far_above, COUNTS, seed=seed, sizes=[8]) for seed in (1, 1, 2)
    )
    assert repr(one) == repr(two)  # NaN is not itself
    assert repr(one) != repr(other)


def test_a_detector_that_cannot_say_is_not_credited():
    short = COUNTS[:110]
    detector = partial(farrington_flexible, test_last=TESTED)
    found = evaluate_detector(detector, short, seed=1, sizes=[20])
    assert found.status == CANNOT_SAY
    assert "The history is too short" in found.reason
    assert np.isnan(found.false_alarms_per_year)
    assert {(o.outbreaks, o.untested) for o in found.outcomes} == {(0, 40)}
    assert all(np.isnan(o.sensitivity) for o in found.outcomes)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_an_outbreak_lies_within_the_tested_periods(shape):
    counts, added = add_outbreaks(
        COUNTS, shape, 20.0, first=100, generator=np.random.default_rng(1)
    )
    np.testing.assert_array_equal(counts - COUNTS, added)
    assert not added[:100].any()
    spans = [np.ptp(np.flatnonzero(column)) + 1 for column in added.T if column.any()]
    assert max(spans) <= shape.periods
    expected = 20 * COUNTS[:100].std(axis=0)
    assert added.sum() == pytest.approx(expected.sum(), rel=0.15)


def sensitive(counts, threshold):
    return ears(counts, method="C1", alpha=threshold, test_last=TESTED)


ALPHAS = (0.05, 0.02, 0.005, 0.001, 0.0001)


def test_the_most_sensitive_threshold_within_the_budget_is_chosen():
    found = tune_threshold(sensitive, COUNTS, thresholds=ALPHAS, budget_per_year=60)
    assert found.status == OK
    rates = dict(found.tried)
    assert list(rates) == list(ALPHAS)
    assert rates[found.threshold] <= 60
    more_sensitive = [alpha for alpha in ALPHAS if alpha > found.threshold]
    assert more_sensitive
    assert all(rates[alpha] > 60 for alpha in more_sensitive)


@pytest.mark.parametrize(
    ("counts", "budget", "says"),
    [
        pytest.param(COUNTS, 0.6, "No threshold tried keeps to 0.6", id="budget too small"),
        pytest.param(COUNTS, 0.4, "needs 26 more periods", id="time too short for the budget"),
        pytest.param(COUNTS[:TESTED] * np.nan, 24, "Nothing could be tested", id="no counts"),
    ],
)
def test_a_budget_that_cannot_be_kept_or_told(counts, budget, says):
    found = tune_threshold(sensitive, counts, thresholds=ALPHAS[:2], budget_per_year=budget)
    assert (found.threshold, found.status) == (None, CANNOT_SAY)
    assert says in found.reason


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(lambda: OutbreakShape("x", (0.5, 0.4)), "add up to 1", id="shares"),
        pytest.param(
            lambda: evaluate_detector(
                partial(detect, rule=lambda last: last > 9, tested=5), COUNTS, seed=1
            ),
            "lasts 8 periods and 5 are tested",
            id="longer than tested",
        ),
        pytest.param(
            lambda: tune_threshold(sensitive, COUNTS, thresholds=ALPHAS, budget_per_year=0),
            "budget_per_year is 0",
            id="no budget",
        ),
    ],
)
def test_impossible_arguments_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
