"""The four rules one by one, gaps, and the charts that have no limits."""

import numpy as np
import pytest

from fingerpost.evidence.statistics import (
    CANNOT_SAY,
    COMMON_CAUSE,
    OK,
    SPECIAL_CAUSE_CONCERN,
    SPECIAL_CAUSE_IMPROVEMENT,
    SPECIAL_CAUSE_NEITHER,
    control_chart,
    control_charts,
)

NAN = float("nan")
QUIET = [10, 12, 9, 11, 10, 13, 8, 11, 9, 12, 10, 9, 12, 8, 11, 10, 12, 9, 11, 10]
WIDE = [0, 13] * 6  # so much usual variation that no other rule speaks


def flagged(chart, word):
    return [i for i, found in enumerate(chart.special_cause.tolist()) if word in found]


def test_a_quiet_series_is_common_cause():
    chart = control_chart(QUIET)
    assert chart.status == OK
    assert chart.reason == ""
    assert set(chart.variation.tolist()) == {COMMON_CAUSE}
    assert (chart.latest, chart.latest_variation) == (19, COMMON_CAUSE)
    assert (chart.points, chart.version) == (20, "1")


def test_limits_are_the_mean_and_mean_moving_range_by_hand():
    values = [4, 6, 5, 7, 4, 6, 5, 7, 4, 6, 5, 7]
    chart = control_chart(values)
    ranges = [2, 1, 2, 3, 2, 1, 2, 3, 2, 1, 2]  # mean 21 / 11
    assert chart.moving_ranges[1:].tolist() == ranges
    assert chart.centre[0] == pytest.approx(5.5)
    assert chart.upper[0] == pytest.approx(5.5 + 2.66 * 21 / 11)
    assert chart.lower[0] == pytest.approx(5.5 - 2.66 * 21 / 11)
    assert chart.near_upper[0] == pytest.approx(5.5 + 2.66 * 2 / 3 * 21 / 11)
    assert not chart.is_screened.any()


@pytest.mark.parametrize(
    ("extra", "position", "word", "direction"),
    [
        pytest.param([30], [20], "above the upper process limit", 1, id="outside, high"),
        pytest.param([-9], [20], "below the lower process limit", -1, id="outside, low"),
    ],
)
def test_a_point_outside_a_limit(extra, position, word, direction):
    chart = control_chart(QUIET + extra)
    assert flagged(chart, word) == position
    assert chart.direction[20] == direction


@pytest.mark.parametrize(
    ("run", "found"),
    [
        pytest.param([8, 9, 10, 11, 12, 13, 13.5], 7, id="seven rising"),
        pytest.param([8, 9, 10, 11, 12, 13], 0, id="six rising are not enough"),
        pytest.param([8, 9, 10, 11, 11, 12, 13, 13.5], 0, id="a tie ends the run"),
        pytest.param([8, 9, 10, NAN, 11, 12, 13, 13.5], 0, id="a gap ends the run"),
    ],
)
def test_seven_rising_points(run, found):
    start = [*QUIET, 9, 12, 9]
    chart = control_chart([*start, *run, 9, 12, 9])
    assert flagged(chart, "rising") == list(range(len(start), len(start) + found))


def test_seven_falling_points_are_concern_when_higher_is_better_even_above_the_mean():
    falling = [13.5, 13, 12.6, 12.2, 11.8, 11.4, 11.0]
    chart = control_chart([*QUIET, 12, 9, *falling], better="higher")
    assert flagged(chart, "falling") == list(range(22, 29))
    assert set(chart.variation.tolist()[22:]) == {SPECIAL_CAUSE_CONCERN}


def test_a_peak_between_two_runs_is_read_with_the_fall_it_begins():
    values = [*WIDE, 1, 2, 3, 4, 5, 6, 7, 8, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0.5, *WIDE[1:]]
    words = control_chart(values, screen_moving_ranges=False).special_cause.tolist()
    peak = values.index(9)
    assert words[peak] == "one of 7 or more falling points"
    assert words[peak - 1] == "one of 7 or more rising points"


def test_a_rise_a_tie_and_a_rise_are_all_rising():
    # The package calls the last point of the first rise "Decreasing", by the tie after it.
    rise = list(range(1, 8))
    values = [*WIDE, *rise, *[v + 6 for v in rise], *WIDE]
    chart = control_chart(values, screen_moving_ranges=False)
    assert flagged(chart, "rising") == list(range(len(WIDE), len(WIDE) + 14))


@pytest.mark.parametrize(
    ("run", "found"),
    [
        pytest.param([12.6, 12.6, 12.6, 12.7, 12.6, 12.6, 12.6], 7, id="seven above"),
        pytest.param([12.6, 12.6, 12.6, 12.7, 12.6, 12.6], 0, id="six are not enough"),
        pytest.param(
            [12.6, 12.6, 12.6, NAN, 12.6, 12.6, 12.6, 12.6], 0, id="a gap ends the run"
        ),
    ],
)
def test_seven_points_on_one_side_of_the_mean(run, found):
    start = [*QUIET, 9, 8]
    chart = control_chart([*start, *run, 8, 9])
    assert flagged(chart, "above the mean") == list(range(len(start), len(start) + found))


def test_a_point_on_the_mean_ends_a_run():
    side = [1, 1, 1, 0, 1, 1, 1, 1]
    chart = control_chart([-3, 3, -3, 3, -3, 3, -3, *side, -4])
    assert chart.centre[0] == 0
    assert flagged(chart, "above the mean") == []


@pytest.mark.parametrize(
    ("three", "found"),
    [
        pytest.param([20, 12, 20], [0, 2], id="first and third; the second only beside them"),
        pytest.param([20, 20, 12], [0, 1], id="first two"),
        pytest.param([20, 8, 20], [], id="the one between is below the mean"),
        pytest.param([20, 12, 12], [], id="one is not enough"),
        pytest.param([20, NAN, 20], [], id="a gap between"),
    ],
)
def test_two_in_three_near_a_limit(three, found):
    base = [10, 13, 8, 12, 9, 12, 8, 13, 10, 12, 8, 13, 9, 12, 8, 13, 8, 12, 8] * 2
    chart = control_chart([*base, *three, 8, 12, 8], screen_moving_ranges=False)
    assert chart.near_upper[0] < 20 < chart.upper[0]
    assert flagged(chart, "2 in 3") == [len(base) + i for i in found]


def test_a_point_outside_does_not_count_toward_two_in_three():
    base = [10, 13, 8, 12, 9, 12, 8, 13, 10, 12, 8, 13, 9, 12, 8, 13, 8, 12, 8] * 2
    chart = control_chart([*base, 20, 30, 12, 8, 12, 8])
    assert flagged(chart, "2 in 3") == []
    assert flagged(chart, "above the upper") == [len(base) + 1]


@pytest.mark.parametrize(
    ("better", "high", "low"),
    [
        ("higher", SPECIAL_CAUSE_IMPROVEMENT, SPECIAL_CAUSE_CONCERN),
        ("lower", SPECIAL_CAUSE_CONCERN, SPECIAL_CAUSE_IMPROVEMENT),
        ("neither", SPECIAL_CAUSE_NEITHER, SPECIAL_CAUSE_NEITHER),
    ],
)
def test_which_way_is_better(better, high, low):
    assert control_chart([*QUIET, 30], better=better).latest_variation == high
    assert control_chart([*QUIET, -9], better=better).latest_variation == low


@pytest.mark.parametrize(
    ("better", "target", "assurance"),
    [
        pytest.param("higher", 50, "fail", id="higher is better, target above the limits"),
        pytest.param("higher", -50, "pass", id="higher is better, target below the limits"),
        pytest.param("higher", 10, "hit or miss", id="target within the limits"),
        pytest.param("lower", 50, "pass", id="lower is better, target above the limits"),
        pytest.param("lower", -50, "fail", id="lower is better, target below the limits"),
        pytest.param("neither", 50, "", id="no direction, no assurance"),
        pytest.param("higher", None, "", id="no target, no assurance"),
    ],
)
def test_assurance(better, target, assurance):
    assert control_chart(QUIET, better=better, target=target).assurance == assurance


def test_a_target_on_the_limit_is_hit_or_miss():
    limit = float(control_chart(QUIET).upper[0])
    assert control_chart(QUIET, better="higher", target=limit).assurance == "hit or miss"


def test_a_gap_is_not_zero_and_has_no_moving_range():
    chart = control_chart([*QUIET[:10], NAN, *QUIET[10:]])
    assert chart.points == 20
    assert chart.centre[0] == pytest.approx(np.mean(QUIET))
    assert np.flatnonzero(np.isnan(chart.moving_ranges)).tolist() == [0, 10, 11]
    assert (chart.variation[10], chart.special_cause[10], chart.direction[10]) == ("", "", 0)


def test_the_icon_is_that_of_the_last_point_there_is():
    chart = control_chart([*QUIET, 30, NAN, NAN])
    assert (chart.latest, chart.latest_variation) == (20, SPECIAL_CAUSE_NEITHER)


def test_none_is_a_gap():
    assert np.isnan(control_chart([*QUIET, None]).values[-1])


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        pytest.param(
            QUIET[:11],
            "Process limits need at least 12 points and there are 11: 1 more needed.",
            id="eleven points",
        ),
        pytest.param(
            [*QUIET[:11], NAN, NAN],
            "Process limits need at least 12 points and there are 11: 1 more needed.",
            id="gaps are not points",
        ),
        pytest.param(
            [5],
            "Process limits need at least 12 points and there is 1: 11 more needed.",
            id="one point",
        ),
        pytest.param(
            [],
            "Process limits need at least 12 points and there are 0: 12 more needed.",
            id="no points",
        ),
        pytest.param(
            [NAN] * 15,
            "Process limits need at least 12 points and there are 0: 12 more needed.",
            id="only gaps",
        ),
        pytest.param(
            [x for v in QUIET for x in (v, NAN)],
            "Process limits need at least 6 pairs of neighbouring points and gaps leave 0: "
            "the missing periods are needed.",
            id="every second period missing",
        ),
        pytest.param(
            [0.1] * 24,
            "Nearly all points are the same as the one before, so there is no usual variation to "
            "set process limits by. Rare events need a chart of the time between them.",
            id="always the same",
        ),
        pytest.param(
            [0] * 20 + [5] + [0] * 20,
            "Nearly all points are the same as the one before, so there is no usual variation to "
            "set process limits by. Rare events need a chart of the time between them.",
            id="one event in three years",
        ),
    ],
)
def test_cannot_say(values, reason):
    chart = control_chart(values, better="higher", target=3)
    assert (chart.status, chart.reason) == (CANNOT_SAY, reason)
    assert np.isnan(chart.lower).all()
    assert np.isnan(chart.upper).all()
    assert set(chart.special_cause.tolist()) <= {""}
    assert set(chart.variation.tolist()) <= {""}
    assert (chart.latest_variation, chart.assurance) == ("", "")
    assert chart.method.startswith("run chart")


@pytest.mark.parametrize(
    ("pairs", "status"), [pytest.param(5, CANNOT_SAY, id="5"), pytest.param(6, OK, id="6")]
)
def test_half_as_many_neighbouring_pairs_as_points_are_needed(pairs, status):
    together = QUIET[: pairs + 1]
    alone = [x for v in QUIET[pairs + 1 :] for x in (NAN, v)]
    chart = control_chart([*together, *alone])
    assert chart.points == 20
    assert chart.status == status


def test_a_run_chart_is_about_the_median():
    chart = control_chart([1, 2, 30])
    assert chart.centre.tolist() == [2, 2, 2]
    assert chart.latest == 2


def test_fewer_points_are_enough_when_asked():
    assert control_chart(QUIET[:8], minimum_points=8).status == OK


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param({"values": [1, np.inf]}, r"values\[1\] is inf", id="infinite"),
        pytest.param({"values": [[1, 2]]}, r"values has shape \(1, 2\)", id="a table"),
        pytest.param({"better": "up"}, "better is 'up': it must be", id="a direction unknown"),
        pytest.param({"target": NAN}, "target is nan", id="target NaN"),
        pytest.param({"minimum_points": 1}, "minimum_points is 1", id="limits from one point"),
        pytest.param({"kind": "p"}, "kind is 'p': it must be", id="a chart unknown"),
        pytest.param({"rebase": (0,)}, r"rebase is \(0,\): positions must", id="rebase at 0"),
        pytest.param({"rebase": (20,)}, r"rebase is \(20,\)", id="rebase after the end"),
        pytest.param({"rebase": (9, 5)}, r"rebase is \(9, 5\)", id="rebases out of order"),
        pytest.param({"baseline_points": 11}, "limits need at least 12", id="short baseline"),
        pytest.param(
            {"values": [3, -1], "kind": "t"}, r"values\[0, 1\] is -1", id="time before an event"
        ),
        pytest.param({"target": -1, "kind": "g"}, r"target\[0\] is -1", id="target below 0"),
        pytest.param({"target": [1, 2]}, "give one, or one for each", id="two targets"),
    ],
)
def test_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        control_chart(**{"values": QUIET, **arguments})


def test_a_rebase_makes_new_lines_and_keeps_the_old_ones():
    later = [v + 20 for v in QUIET]
    chart = control_chart([*QUIET, *later], rebase=(20,))
    one, other = control_chart(QUIET), control_chart(later)
    assert chart.centre.tolist() == [*one.centre, *other.centre]
    assert chart.upper.tolist() == [*one.upper, *other.upper]
    assert (chart.status, chart.points, chart.rebase) == (OK, 20, (20,))
    assert set(chart.variation.tolist()) == {COMMON_CAUSE}
    assert np.isnan(chart.moving_ranges[20])  # no step from the old process to the new
    assert set(control_chart([*QUIET, *later]).variation.tolist()) != {COMMON_CAUSE}


def test_no_run_goes_across_a_rebase():
    values = [*QUIET, *[12.6] * 4, *[12.6] * 4, *QUIET]
    assert flagged(control_chart(values), "above the mean") == list(range(20, 28))
    assert flagged(control_chart(values, rebase=(24,)), "above the mean") == []


def test_a_new_process_of_eleven_points_cannot_say_and_the_old_lines_stay():
    chart = control_chart(
        [*QUIET, *[30, 32, 29, 31] * 2, 30, 32, 29], rebase=(20,), target=9, better="higher"
    )
    assert chart.status == CANNOT_SAY
    assert chart.reason == (
        "Process limits need at least 12 points and there are 11: 1 more needed."
    )
    assert chart.upper[:20].tolist() == control_chart(QUIET).upper.tolist()
    assert np.isnan(chart.upper[20:]).all()
    assert chart.centre[20] == 30  # the median
    assert set(chart.variation.tolist()[:20]) == {COMMON_CAUSE}
    assert set(chart.variation.tolist()[20:]) == {""}
    assert (chart.latest_variation, chart.assurance) == ("", "")


def test_a_fixed_baseline_judges_later_points_by_the_first():
    chart = control_chart([*QUIET, *[40] * 8], baseline_points=20)
    first = control_chart(QUIET)
    assert (chart.centre[-1], chart.upper[-1]) == (first.centre[0], first.upper[0])
    assert flagged(chart, "above the upper process limit") == list(range(20, 28))
    assert chart.points == 20
    assert np.isnan(chart.moving_ranges[20:]).all()


def test_a_baseline_with_gaps_needs_its_points_all_the_same():
    chart = control_chart([*QUIET[:6], NAN, *QUIET[6:]], baseline_points=12)
    assert (chart.status, chart.points) == (CANNOT_SAY, 11)


WAITS = [30, 12, 55, 8, 41, 22, 17, 63, 5, 28, 36, 19, 47, 11]


def test_a_long_wait_is_a_special_cause_of_a_t_chart():
    chart = control_chart([*WAITS, 400], kind="t", better="higher")
    assert chart.special_cause[-1] == "above the upper process limit"
    assert chart.latest_variation == SPECIAL_CAUSE_IMPROVEMENT
    assert chart.method.startswith("T chart")
    assert 0 <= chart.lower[0] < chart.near_lower[0] < chart.centre[0] < chart.near_upper[0]


def test_events_that_come_closer_together_run_below_the_centre_of_a_t_chart():
    chart = control_chart([*WAITS, *[3, 4, 2, 5, 3, 4, 2]], kind="t", better="higher")
    assert flagged(chart, "below the centre line") == list(range(13, 21))
    assert chart.latest_variation == SPECIAL_CAUSE_CONCERN


def test_a_g_chart_by_hand():
    chart = control_chart([*WAITS, 200], kind="g")
    mean = (sum(WAITS) + 200) / 15
    assert chart.upper[0] == pytest.approx(mean + 3 * np.sqrt(mean * (mean + 1)))
    assert (chart.lower[0], chart.centre[0]) == (0, 28)
    assert chart.special_cause[-1] == "above the upper process limit"
    assert not chart.is_screened.any()


def test_a_g_chart_has_runs_about_the_median_but_no_outer_third():
    chart = control_chart([*WAITS, *[90, 95, 91, 99, 92, 97, 93]], kind="g")
    assert flagged(chart, "above the median") == list(range(14, 21))
    assert flagged(chart, "2 in 3") == []


def test_a_g_chart_of_nothing_between_cannot_say():
    chart = control_chart([0] * 15, kind="g")
    assert (chart.status, chart.reason) == (
        CANNOT_SAY,
        "Nothing lies between any of the events, so there are no limits to set.",
    )


def test_many_charts_are_each_as_if_alone():
    rows = [
        QUIET,
        [*QUIET[:19], 40],
        [*QUIET[:10], *[NAN] * 10],
        [5] * 20,
        [NAN] * 20,
        list(range(20)),
    ]
    targets = [10, NAN, 3, 5, 5, -5]
    charts = control_charts(rows, better="lower", target=targets, rebase=(2,))
    assert len(charts) == 6
    for i, (row, target) in enumerate(zip(rows, targets, strict=True)):
        alone = control_chart(
            row, better="lower", target=None if np.isnan(target) else target, rebase=(2,)
        )
        for name, value in vars(alone).items():
            np.testing.assert_array_equal(getattr(charts[i], name), value, err_msg=name)
        assert charts.latest_variation[i] == alone.latest_variation
        assert charts.special_cause[i].tolist() == alone.special_cause.tolist()
    assert charts[-1].values.tolist() == charts[5].values.tolist()


def test_no_series_are_no_charts():
    assert len(control_charts(np.empty((0, 20)))) == 0
    empty = control_charts(np.empty((2, 0)))
    assert empty.status.tolist() == [CANNOT_SAY] * 2
    assert empty.latest_variation.tolist() == ["", ""]


def test_a_chart_cannot_be_changed_and_does_not_change_its_input():
    values = np.array(QUIET, dtype=float)
    chart = control_chart(values)
    with pytest.raises(ValueError, match="read-only"):
        chart.upper[0] = 9
    values[0] = 99
    assert chart.values[0] == 10
