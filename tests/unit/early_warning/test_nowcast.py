"""Late reports and silent partners."""

from datetime import date

import numpy as np
import pytest

from fingerpost.evidence.early_warning import (
    check_feed,
    ears,
    nowcast,
    reporting_triangle,
)
from fingerpost.evidence.statistics import CANNOT_SAY, OK

SHARES = np.array([0.35, 0.3, 0.2, 0.1, 0.05])
WEEKS = 60


def triangle_and_truth(seed, level=20.0, weeks=WEEKS):
    generator = np.random.default_rng(seed)
    whole = generator.poisson(level * SHARES, (weeks, len(SHARES))).astype(float)
    truth = whole.sum(axis=1)
    period = np.arange(weeks)[:, np.newaxis] + np.arange(len(SHARES))
    whole[period >= weeks] = np.nan
    return whole, truth


def stop_sending(triangle, weeks):
    """Return the triangle as it looks when nothing has arrived for the latest weeks."""
    period = np.arange(len(triangle))[:, np.newaxis] + np.arange(triangle.shape[1])
    return np.where((period >= len(triangle) - weeks) & ~np.isnan(triangle), 0.0, triangle)


@pytest.mark.parametrize(
    ("level", "at_most"),
    [
        pytest.param(3.0, 1.0, id="3 a week: whole numbers make the interval wider"),
        pytest.param(20.0, 0.99, id="20 a week"),
        pytest.param(150.0, 0.99, id="150 a week"),
    ],
)
def test_the_interval_holds_the_truth_about_as_often_as_it_says(level, at_most):
    held, widths = [], []
    for seed in range(60):
        triangle, truth = triangle_and_truth(seed, level)
        found = nowcast(triangle, seed=seed, minimum_completeness=0.1)
        late = found.is_late
        assert late.tolist() == [False] * (WEEKS - 4) + [True] * 4
        held.append((found.lower <= truth) & (truth <= found.upper))
        widths.append((found.upper - found.lower)[late])
        assert (found.value[~late] == truth[~late]).all()
    share = np.mean(np.array(held)[:, -4:])
    assert 0.93 <= share <= at_most
    assert (np.diff(np.mean(widths, axis=0)) > 0).all()  # the later, the less sure


def test_delays_that_vary_from_week_to_week_widen_the_interval():
    steady, _ = triangle_and_truth(3, 100.0)
    generator = np.random.default_rng(8)
    shares = generator.dirichlet(8 * SHARES, WEEKS)
    varying = generator.poisson(100 * shares).astype(float)
    varying[np.isnan(steady)] = np.nan
    one, other = (nowcast(t, seed=1) for t in (steady, varying))
    assert one.dispersion < 1.5
    assert other.dispersion > 3
    width = [(found.upper - found.lower)[-3:] / found.value[-3:] for found in (one, other)]
    assert (width[1] > 1.5 * width[0]).all()


def test_late_weeks_are_marked_and_an_alarm_does_not_wait_for_them():
    triangle, truth = triangle_and_truth(4)
    triangle[-2, :2] *= 4  # an outbreak of which two thirds are known
    found = nowcast(triangle, seed=1)
    assert found.is_late[-4:].all()
    counted, estimated = (
        ears(counts, method="C2", alpha=0.001, test_last=4)
        for counts in (found.observed, found.value)
    )
    assert not counted.alarm[-2] or counted.counts[-2] < estimated.counts[-2]
    assert estimated.alarm[-2]
    assert ears(found.lower, method="C2", test_last=2).alarm[0]  # firm: the lower limit too
    assert found.observed[-1] < truth[-1]  # what looks like a fall


def test_too_new_a_week_cannot_be_said():
    triangle, _ = triangle_and_truth(5)
    found = nowcast(triangle, seed=1, minimum_completeness=0.5)
    assert found.status.tolist()[-2:] == [OK, CANNOT_SAY]
    assert found.reason[-1].startswith("Too little of this period")
    assert np.isnan(found.value[-1])
    assert ears(found.value, test_last=1).reason[0] == "There is no count for this period."


@pytest.mark.parametrize("weeks", [12, 11, 5])
def test_delays_not_seen_often_enough_need_more_weeks(weeks):
    triangle, _ = triangle_and_truth(6, weeks=weeks)
    found = nowcast(triangle, seed=1)
    more = 12 - weeks
    assert found.status[0] == OK
    assert found.status[-1] == (CANNOT_SAY if more else OK)
    assert (f"needs {more} more week" in found.reason[-1]) == bool(more)


@pytest.mark.parametrize("silent", [2, 3, 6])
def test_a_partner_that_stopped_sending_is_a_data_alarm_and_no_fall(silent):
    triangle, _ = triangle_and_truth(7)
    sent_then = triangle[: WEEKS - silent].copy()
    period = np.arange(WEEKS - silent)[:, np.newaxis] + np.arange(len(SHARES))
    sent_then[period >= WEEKS - silent] = np.nan
    sent = nowcast(sent_then, seed=1)
    found = nowcast(stop_sending(triangle, silent), seed=1)
    assert found.feed.is_silent
    assert found.feed.empty_periods == silent
    assert found.status[-silent:].tolist() == [CANNOT_SAY] * silent
    assert found.reason[-1].endswith("ask the sender. This is not a fall.")
    assert np.isnan(found.value[-silent:]).all()
    assert found.completeness[-silent:].tolist() == [0.0] * silent
    # Weeks before are read as known when the last records came.
    np.testing.assert_array_equal(found.value[:-silent], sent.value)
    np.testing.assert_array_equal(found.is_late[:-silent], sent.is_late)


@pytest.mark.parametrize(
    ("arrivals", "is_silent", "empty"),
    [
        pytest.param([4] * 20, False, 0, id="sends as usual"),
        pytest.param([4] * 20 + [0], False, 1, id="one week after 20: not yet"),
        pytest.param([4] * 20 + [0, 0], True, 2, id="two weeks after 20"),
        pytest.param([4] * 60 + [0], True, 1, id="one week after 60"),
        pytest.param([3, 0, 0, 0] * 13, False, 3, id="sends once a month"),
        pytest.param([3, 0, 0, 0] * 13 + [0] * 16, True, 19, id="sent once a month"),
        pytest.param([0] * 40 + [4] * 20 + [0, 0], True, 2, id="joined late"),
    ],
)
def test_silence_is_measured_by_what_is_usual(arrivals, is_silent, empty):
    found = check_feed(arrivals, unit="week")
    assert (found.is_silent, found.empty_periods, found.status) == (is_silent, empty, OK)
    assert bool(found.reason) == is_silent


@pytest.mark.parametrize(
    ("arrivals", "says"),
    [
        pytest.param([0, 0, 0], "Nothing has ever arrived", id="never"),
        pytest.param([3, 4, 0, 0], "needs 10 more weeks", id="new partner"),
    ],
)
def test_a_feed_without_history_cannot_be_judged(arrivals, says):
    found = check_feed(arrivals, unit="week")
    assert (found.status, found.is_silent) == (CANNOT_SAY, False)
    assert says in found.reason


def test_what_became_known_later_is_not_known():
    happened = ["2026-03-02", "2026-03-09", "2026-03-10", "2026-01-01"]
    known = ["2026-03-20", "2026-03-10", "2026-03-17", "2026-01-02"]
    found = reporting_triangle(
        happened, known, as_of=date(2026, 3, 15), periods=3, maximum_delay=1, interval="week"
    )
    np.testing.assert_array_equal(found, [[0, 0], [0, 0], [1, np.nan]])
    later = reporting_triangle(
        happened, known, as_of=date(2026, 3, 22), periods=3, maximum_delay=1, interval="week"
    )
    # 2 March was known 2 weeks later: as long a delay as there is a column for.
    np.testing.assert_array_equal(later, [[0, 1], [1, 1], [0, np.nan]])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(
            lambda: reporting_triangle(
                ["2026-03-02"],
                ["2026-03-01"],
                as_of=date(2026, 4, 1),
                periods=3,
                maximum_delay=1,
            ),
            r"known\[0\] is 2026-03-01, before it happened on 2026-03-02",
            id="known too early",
        ),
        pytest.param(
            lambda: reporting_triangle(
                ["NaT"], ["2026-03-01"], as_of=date(2026, 4, 1), periods=3, maximum_delay=1
            ),
            "a date is missing",
            id="no date",
        ),
        pytest.param(
            lambda: reporting_triangle(
                [], ["2026-03-01"], as_of=date(2026, 4, 1), periods=3, maximum_delay=1
            ),
            "give a pair each",
            id="no pairs",
        ),
        pytest.param(
            lambda: reporting_triangle(
                [], [], as_of=date(2026, 4, 1), periods=0, maximum_delay=1
            ),
            "periods must be 1 or more",
            id="no periods",
        ),
        pytest.param(lambda: nowcast([[1.0, 2.0]], seed=1), "triangle has shape", id="shape"),
        pytest.param(
            lambda: nowcast([[1.0, np.nan], [2.0, np.nan]], seed=1),
            r"triangle\[0, 1\] is nan",
            id="a hole",
        ),
        pytest.param(lambda: nowcast([[1.0]], seed=1, window=0), "window is 0", id="window"),
        pytest.param(lambda: nowcast([[1.0]], seed=1, confidence=2), "confidence", id="level"),
        pytest.param(lambda: check_feed([1.0, np.nan]), "give 0 where nothing", id="arrivals"),
    ],
)
def test_impossible_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_the_same_seed_gives_the_same_interval():
    triangle, _ = triangle_and_truth(9)
    one, two = nowcast(triangle, seed=4), nowcast(triangle, seed=4)
    np.testing.assert_array_equal(one.upper, two.upper)
