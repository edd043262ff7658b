"""What must hold of every detector."""

import os
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.evidence.early_warning import (
    FARRINGTON_1996,
    NOUFAILY_2013,
    check_feed,
    cusum,
    days_between,
    ears,
    farrington_flexible,
    nowcast,
    reporting_triangle,
)
from fingerpost.evidence.statistics import CANNOT_SAY, OK

TWO_YEARS = NOUFAILY_2013.model_copy(update={"years_back": 2, "minimum_cases": 1})
SHORT_1996 = FARRINGTON_1996.model_copy(update={"years_back": 2, "minimum_cases": 1})
DELTA = TWO_YEARS.model_copy(update={"threshold": "delta"})
UPPER_MEAN = TWO_YEARS.model_copy(update={"threshold": "upper_mean"})
PEARSON = TWO_YEARS.model_copy(update={"dispersion": "pearson"})

SETTINGS = pytest.mark.parametrize(
    "settings",
    [
        pytest.param(TWO_YEARS, id="Noufaily, 2 years"),
        pytest.param(SHORT_1996, id="Farrington 1996, 2 years"),
        pytest.param(DELTA, id="delta"),
        pytest.param(UPPER_MEAN, id="upper mean"),
        pytest.param(PEARSON, id="pearson"),
    ],
)
DETECTORS = pytest.mark.parametrize(
    "detector",
    [
        pytest.param(partial(farrington_flexible, settings=TWO_YEARS), id="farrington 2013"),
        pytest.param(partial(farrington_flexible, settings=SHORT_1996), id="farrington 1996"),
        pytest.param(partial(farrington_flexible, settings=DELTA), id="farrington delta"),
        pytest.param(partial(ears, method="C1"), id="C1"),
        pytest.param(partial(ears, method="C2"), id="C2"),
        pytest.param(partial(ears, method="C3"), id="C3"),
        pytest.param(partial(ears, method="C3", minimum_sigma=0.5), id="C3, least sigma"),
        pytest.param(partial(ears, method="C3", c3_bound="surveillance"), id="C3 as R's code"),
        pytest.param(cusum, id="cusum"),
        pytest.param(partial(cusum, standardisation="rossi"), id="cusum rossi"),
        pytest.param(partial(cusum, standardisation="anscombe"), id="cusum anscombe"),
    ],
)
WEEKS = 115

seeds = st.integers(0, 10_000)
levels = st.sampled_from([0.2, 1.0, 4.0, 30.0, 400.0])


def some_counts(seed, level, series=3, weeks=WEEKS):
    generator = np.random.default_rng(seed)
    counts = generator.poisson(level * generator.gamma(2, 0.5, (weeks, series))).astype(float)
    counts[-3:, 0] += 5 * level + 3
    return counts


def same(one, other):
    assert one.alarm.tolist() == other.alarm.tolist()
    assert one.status.tolist() == other.status.tolist()
    assert one.reason.tolist() == other.reason.tolist()
    for name in ("counts", "expected", "upper", "p_value"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


@DETECTORS
@given(number=st.integers(0, 10**6))
def test_equal_numbers_never_alarm(detector, number):
    found = detector(np.full(WEEKS, float(number)), test_last=8)
    assert not found.alarm.any()
    is_ok = found.status == OK
    assert (found.counts[is_ok] <= found.upper[is_ok]).all()


@DETECTORS
@given(seed=seeds, level=levels, order=st.permutations([0, 1, 2]))
def test_order_of_series_does_not_matter(detector, seed, level, order):
    counts = some_counts(seed, level)
    found, moved = detector(counts, test_last=8), detector(counts[:, order], test_last=8)
    assert found.alarm[:, order].tolist() == moved.alarm.tolist()
    np.testing.assert_array_equal(found.upper[:, order], moved.upper)
    np.testing.assert_array_equal(found.reason[:, order], moved.reason)


@DETECTORS
@given(seed=seeds, level=levels)
def test_one_series_alone_says_what_it_says_among_others(detector, seed, level):
    counts = some_counts(seed, level)
    among, alone = detector(counts, test_last=8), detector(counts[:, 1], test_last=8)
    np.testing.assert_array_equal(among.upper[:, 1], alone.upper)
    assert among.alarm[:, 1].tolist() == alone.alarm.tolist()


@DETECTORS
@given(seed=seeds, level=levels)
def test_what_comes_later_changes_nothing(detector, seed, level):
    counts = some_counts(seed, level)
    now, then = detector(counts, test_last=8), detector(counts[:-3], test_last=5)
    assert now.alarm[:5].tolist() == then.alarm.tolist()
    np.testing.assert_array_equal(now.upper[:5], then.upper)


@pytest.mark.parametrize("method", ["C1", "C2", "C3"])
@given(seed=seeds, level=levels, earlier=st.integers(1, 60))
def test_ears_forgets_what_came_long_before(method, seed, level, earlier):
    counts = some_counts(seed, level)
    found = ears(counts, method=method, test_last=8)
    longer = np.vstack([some_counts(seed + 1, level, weeks=earlier), counts])
    same(found, ears(longer, method=method, test_last=8))


@SETTINGS
@given(seed=seeds, level=levels, earlier=st.integers(1, 60))
def test_farrington_forgets_what_came_long_before(settings, seed, level, earlier):
    counts = some_counts(seed, level)
    found = farrington_flexible(counts, settings, test_last=4)
    longer = np.vstack([some_counts(seed + 1, level, weeks=earlier), counts])
    same(found, farrington_flexible(longer, settings, test_last=4))


@SETTINGS
@given(seed=seeds, level=levels, start=st.integers(0, 2000))
def test_shifting_dates_shifts_signals(settings, seed, level, start):
    """By 28 years, when the calendar of weeks and leap years repeats."""
    counts = some_counts(seed, level)
    dates = np.datetime64("1960-01-04") + start + 7 * np.arange(WEEKS)
    found = farrington_flexible(counts, settings, dates=dates, test_last=4)
    shifted = dates + 7 * 1461
    same(found, farrington_flexible(counts, settings, dates=shifted, test_last=4))


@SETTINGS
@given(seed=seeds, level=levels, threads=st.integers(1, 5))
def test_any_number_of_threads_says_the_same(settings, seed, level, threads):
    counts = some_counts(seed, level)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "cpu_count", lambda: 1)
        found = farrington_flexible(counts, settings, test_last=4)
        patch.setattr(os, "cpu_count", lambda: threads)
        same(found, farrington_flexible(counts, settings, test_last=4))


@SETTINGS
@given(seed=seeds, level=levels, gap=st.integers(1, 40))
def test_a_series_that_began_later_needs_as_many_more_weeks(settings, seed, level, gap):
    counts = some_counts(seed, level)[:, 1]
    later = np.concatenate([np.full(gap, np.nan), counts[gap:]])
    cut = farrington_flexible(counts[gap:], settings, test_last=4)
    same(farrington_flexible(later, settings, test_last=4), cut)


@given(seed=seeds, alpha=st.sampled_from([0.001, 0.01, 0.1]))
def test_a_stricter_alpha_never_adds_an_alarm(seed, alpha):
    counts = some_counts(seed, 4.0)
    loose = farrington_flexible(counts, TWO_YEARS.model_copy(update={"alpha": 0.2}))
    strict = farrington_flexible(counts, TWO_YEARS.model_copy(update={"alpha": alpha}))
    assert not (strict.alarm & ~loose.alarm).any()
    is_ok = loose.status == OK
    assert (strict.upper[is_ok] >= loose.upper[is_ok]).all()


@given(seed=seeds, alpha=st.sampled_from([0.005, 0.05, 0.3]))
def test_an_alarm_is_a_p_value_below_alpha(seed, alpha):
    settings = TWO_YEARS.model_copy(update={"alpha": alpha})
    found = farrington_flexible(some_counts(seed, 4.0), settings)
    is_ok = found.status == OK
    assert found.alarm[is_ok].tolist() == (found.p_value[is_ok] <= alpha).tolist()


days = st.lists(st.integers(0, 3000), min_size=1, max_size=40)


@given(days, st.integers(-5000, 5000), st.randoms(use_true_random=False))
def test_days_between_moves_with_the_dates_and_ignores_their_order(days, shift, random):
    start = np.datetime64("2020-01-01")
    found = days_between(start + np.array(days))
    mixed = list(days)
    random.shuffle(mixed)
    moved = days_between(start + shift + np.array(mixed))
    np.testing.assert_array_equal(found.p_value, moved.p_value)
    assert found.alarm.tolist() == moved.alarm.tolist()
    assert (moved.dates - found.dates == np.timedelta64(shift, "D")).all()


@given(st.integers(1, 60), st.integers(0, 90), st.integers(1, 5))
def test_equal_days_between_never_alarm(events, gap, recent):
    dates = np.datetime64("2020-01-01") + gap * np.arange(events)
    assert not days_between(dates, recent_gaps=recent, alpha=0.2).alarm.any()


events = st.lists(st.tuples(st.integers(0, 120), st.integers(0, 60)), max_size=200)


@given(events, st.randoms(use_true_random=False))
def test_a_triangle_ignores_the_order_of_rows_and_loses_none_that_is_known(events, random):
    start, as_of = np.datetime64("2026-01-01"), np.datetime64("2026-04-30")

    def triangle(pairs):
        happened = start + np.array([day for day, _ in pairs], dtype=int)
        known = happened + np.array([delay for _, delay in pairs], dtype=int)
        return reporting_triangle(
            happened, known, as_of=as_of.item(), periods=20, maximum_delay=5, interval="week"
        )

    found = triangle(events)
    mixed = list(events)
    random.shuffle(mixed)
    np.testing.assert_array_equal(found, triangle(mixed))
    in_time = [day for day, delay in events if day + delay <= (as_of - start).astype(int)]
    assert np.nansum(found) == len(in_time)


@given(seeds, st.floats(0.3, 200), st.integers(0, 2))
def test_a_nowcast_never_takes_away_what_is_known(seed, level, silent):
    generator = np.random.default_rng(seed)
    triangle = generator.poisson(level * np.array([0.5, 0.3, 0.2]), (30, 3)).astype(float)
    period = np.arange(30)[:, np.newaxis] + np.arange(3)
    triangle[(period > 29 - silent) & (period <= 29)] = 0
    triangle[period > 29] = np.nan
    found = nowcast(triangle, seed=seed)
    is_ok = found.status == OK
    assert (found.lower[is_ok] >= found.observed[is_ok]).all()
    assert (found.lower[is_ok] <= found.upper[is_ok]).all()
    assert (found.value[is_ok] >= found.observed[is_ok]).all()
    assert (found.value[~found.is_late] == found.observed[~found.is_late]).all()
    assert np.isnan(found.value[found.status == CANNOT_SAY]).all()


@given(st.lists(st.integers(1, 50), min_size=12, max_size=60), st.integers(0, 6))
def test_a_longer_silence_is_never_more_probable(arrivals, empty):
    shorter, longer = (check_feed(arrivals + [0] * n) for n in (empty, empty + 1))
    assert longer.probability < shorter.probability
    assert longer.is_silent >= shorter.is_silent
