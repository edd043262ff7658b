"""What must hold of every interval and every control chart."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from fingerpost.evidence.statistics import (
    OK,
    compare_with_benchmark,
    control_chart,
    control_charts,
    false_discovery,
    funnel_curve,
    funnel_limits,
    mean,
    percentage_change,
    proportion,
    proportion_difference,
    quantiles,
    rate,
    rate_difference,
    rate_ratio,
    standardised_rate,
    standardised_ratio,
    suggest_step_change,
    unmet_need,
)

counts = st.integers(0, 100_000)
exposures = st.floats(0.5, 1e7, allow_nan=False)
levels = st.floats(0.5, 0.999)
pairs = st.tuples(counts, counts).map(sorted)
rows = st.lists(pairs, min_size=1, max_size=30)
series = arrays.arrays(np.int64, st.integers(12, 60), elements=st.integers(0, 40)).map(
    lambda values: values.astype(float)
)


@given(rows, levels)
def test_wilson_holds_the_value_and_stays_between_0_and_1(rows, level):
    found = proportion([x for x, _ in rows], [n for _, n in rows], confidence=level)
    is_ok = found.status == OK
    assert is_ok.tolist() == [n > 0 for _, n in rows]
    assert (found.lower[is_ok] >= 0).all()
    assert (found.lower[is_ok] <= found.value[is_ok]).all()
    assert (found.value[is_ok] <= found.upper[is_ok]).all()
    assert (found.upper[is_ok] <= 1).all()


@given(rows)
def test_wilson_of_the_others_is_the_mirror(rows):
    x, n = np.array(rows, dtype=float).T
    there, others = proportion(x, n), proportion(n - x, n)
    np.testing.assert_allclose(there.lower, 1 - others.upper, rtol=0, atol=1e-12)
    np.testing.assert_allclose(there.value, 1 - others.value, rtol=0, atol=1e-12)


@given(st.integers(1, 300), levels)
def test_wilson_limits_grow_with_the_numerator(n, level):
    found = proportion(np.arange(n + 1), n, confidence=level)
    assert (np.diff(found.lower) > 0).all()
    assert (np.diff(found.upper) > 0).all()


@given(st.lists(counts, min_size=2, max_size=60, unique=True).map(sorted), exposures, levels)
def test_rate_holds_the_value_and_grows_with_the_events(events, exposure, level):
    found = rate(events, exposure, confidence=level)
    assert (found.lower <= found.value).all()
    assert (found.value <= found.upper).all()
    assert (found.lower >= 0).all()
    assert (np.diff(found.lower) > 0).all()
    assert (np.diff(found.upper) > 0).all()


@given(counts, exposures, st.sampled_from([1, 100, 1000, 100_000]))
def test_per_and_exposure_only_scale(events, exposure, per):
    one, many = rate(events, exposure, per=1), rate(events, exposure, per=per)
    doubled = rate(events, 2 * exposure, per=2 * per)
    for name in ("value", "lower", "upper"):
        assert getattr(many, name) == pytest.approx(per * getattr(one, name), rel=1e-12)
        assert getattr(doubled, name) == pytest.approx(getattr(many, name), rel=1e-12)


@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows, random):
    order = list(range(len(rows)))
    random.shuffle(order)
    x, n = np.array(rows, dtype=float).T
    for statistic in (proportion, rate, percentage_change):
        there, shuffled = statistic(x, n), statistic(x[order], n[order])
        for name in ("value", "lower", "upper"):
            np.testing.assert_array_equal(getattr(there, name)[order], getattr(shuffled, name))
        assert there.reason[order].tolist() == shuffled.reason.tolist()
        assert there.method[order].tolist() == shuffled.method.tolist()


@given(rows)
def test_a_row_alone_gives_what_it_gives_among_others(rows):
    together = rate([x for x, _ in rows], [n for _, n in rows])
    alone = [rate(x, n) for x, n in rows]
    np.testing.assert_array_equal(together.upper, [found.upper[0] for found in alone])


@given(counts, exposures, st.integers(1, 100_000), exposures, levels)
def test_rate_ratio_holds_the_value_and_turns_over(x1, t1, x2, t2, level):
    ratio = rate_ratio(x1, t1, x2, t2, confidence=level)
    assert ratio.lower[0] <= ratio.value[0] <= ratio.upper[0]
    assume(x1 > 0)
    inverse = rate_ratio(x2, t2, x1, t1, confidence=level)
    assert ratio.lower[0] == pytest.approx(1 / inverse.upper[0], rel=1e-6)
    assert ratio.value[0] == pytest.approx(1 / inverse.value[0], rel=1e-9)


@given(counts, st.integers(1, 100_000))
def test_percentage_change_is_the_rate_ratio_less_one(after, before):
    change, ratio = percentage_change(before, after), rate_ratio(after, 1, before, 1)
    assert change.value[0] == pytest.approx(100 * (ratio.value[0] - 1))
    assert change.upper[0] == pytest.approx(100 * (ratio.upper[0] - 1))
    assert change.lower[0] >= -100


@given(counts, st.integers(1, 100_000), st.floats(0.5, 0.9))
def test_more_confidence_is_wider(x, n, level):
    x = min(x, n)
    for statistic, counted in (
        (proportion, (x, n)),
        (rate, (x, n)),
        (percentage_change, (n, x)),
    ):
        narrow, wide = (
            statistic(*counted, confidence=level),
            statistic(*counted, confidence=0.95),
        )
        assert wide.lower[0] <= narrow.lower[0]
        assert narrow.upper[0] <= wide.upper[0]


@given(
    series, st.integers(-1000, 1000), st.sampled_from([0.125, 0.5, 2.0, 64.0]), st.booleans()
)
def test_shift_and_scale_move_the_lines_and_no_label(values, shift, scale, screen):
    there = control_chart(values, screen_moving_ranges=screen)
    moved = control_chart(values * scale + shift, screen_moving_ranges=screen)
    assert moved.status == there.status
    assert moved.special_cause.tolist() == there.special_cause.tolist()
    for name in ("centre", "lower", "upper", "near_lower", "near_upper"):
        expected = getattr(there, name) * scale + shift
        np.testing.assert_allclose(getattr(moved, name), expected, rtol=1e-9, atol=1e-9)


@given(series)
def test_upside_down_turns_every_direction(values):
    there, turned = control_chart(values), control_chart(-values)
    assert turned.direction.tolist() == (-there.direction).tolist()
    np.testing.assert_allclose(turned.upper, -there.lower, rtol=1e-9, atol=1e-9)


@given(series)
def test_better_lower_is_better_higher_upside_down(values):
    lower, higher = (
        control_chart(values, better="lower"),
        control_chart(-values, better="higher"),
    )
    assert lower.variation.tolist() == higher.variation.tolist()


@given(series, st.integers(0, 5), st.integers(0, 5))
def test_gaps_at_the_ends_change_nothing(values, before, after):
    there = control_chart(values)
    gaps = control_chart(np.concatenate([[np.nan] * before, values, [np.nan] * after]))
    inside = slice(before, before + len(values))
    assert gaps.special_cause[inside].tolist() == there.special_cause.tolist()
    assert gaps.reason == there.reason
    np.testing.assert_array_equal(gaps.upper[inside], there.upper)
    assert set(gaps.special_cause.tolist()[:before] + gaps.variation.tolist()[:before]) <= {""}


@given(series, st.data())
def test_a_gap_never_counts_as_zero(values, data):
    gone = data.draw(st.sets(st.integers(0, len(values) - 1), max_size=len(values) // 4))
    values[list(gone)] = np.nan
    chart = control_chart(values)
    if chart.status == OK:
        assert np.nanmin(values) <= chart.centre[0] <= np.nanmax(values)
    assert (chart.variation[list(gone)] == "").all()
    assert chart.points == len(values) - len(gone)


@given(st.floats(-1e6, 1e6), st.integers(0, 100))
def test_equal_numbers_never_alarm(value, length):
    chart = control_chart([value] * length)
    assert not chart.direction.any()


@given(series, st.booleans())
def test_the_lines_lie_in_order_and_screening_never_widens_them(values, screen):
    chart = control_chart(values, screen_moving_ranges=screen)
    assume(chart.status == OK)
    lines = (chart.lower, chart.near_lower, chart.centre, chart.near_upper, chart.upper)
    for one, next_one in pairwise(lines):
        assert (one < next_one).all()
    assert (chart.upper <= control_chart(values, screen_moving_ranges=False).upper).all()


@given(series)
def test_every_point_outside_is_special_and_every_label_has_a_direction(values):
    chart = control_chart(values)
    assume(chart.status == OK)
    slack = 1e-6
    is_outside = (values > chart.upper + slack) | (values < chart.lower - slack)
    assert all("process limit" in word for word in chart.special_cause[is_outside].tolist())
    assert ((chart.special_cause == "") == (chart.direction == 0)).all()


@given(series)
def test_read_backward_the_same_points_lie_outside_near_or_to_one_side(values):
    chart, backward = control_chart(values), control_chart(values[::-1])
    is_trend = np.char.find(chart.special_cause, "ing points") >= 0
    turned = backward.special_cause[::-1]
    is_trend_backward = np.char.find(turned, "ing points") >= 0
    assert (is_trend == is_trend_backward).all()
    assert chart.special_cause[~is_trend].tolist() == turned[~is_trend].tolist()


kinds = st.sampled_from(["xmr", "t", "g"])
tables = arrays.arrays(
    np.float64,
    st.tuples(st.integers(1, 6), st.just(19)),
    elements=st.integers(0, 500).map(float),
)


@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_areas_and_of_bands_does_not_matter_to_standardised_rates(table, random):
    people = np.arange(1000.0, 20_000, 1000) + table.sum(axis=1, keepdims=True)
    standard = np.arange(1, 20)
    there = standardised_rate(table, people, standard_population=standard)
    rows, bands = list(range(len(table))), list(range(19))
    random.shuffle(rows)
    random.shuffle(bands)
    shuffled = standardised_rate(
        table[rows][:, bands], people[rows][:, bands], standard_population=standard[bands]
    )
    for name in ("value", "lower", "upper"):
        np.testing.assert_allclose(
            getattr(there, name)[rows], getattr(shuffled, name), rtol=1e-12
        )
    assert there.reason[rows].tolist() == shuffled.reason.tolist()


@given(tables, st.floats(0.01, 100))
def test_a_standard_population_counts_only_by_its_shares(table, scale):
    people, standard = np.full(table.shape, 5000.0), np.arange(1.0, 20)
    there = standardised_rate(table, people, standard_population=standard)
    scaled = standardised_rate(table, people, standard_population=standard * scale)
    np.testing.assert_allclose(there.upper, scaled.upper, rtol=1e-12)


@given(tables)
def test_repeat_events_never_make_a_rate_more_certain(table):
    people = np.full(table.shape, 9000.0)
    by_kind = np.stack([table, np.floor(table / 3)], axis=-1)
    repeated = standardised_rate(by_kind, people, repeats=[1, 3])
    plain = standardised_rate(by_kind @ [1.0, 3.0], people)
    is_ok = plain.status == OK
    np.testing.assert_allclose(repeated.value, plain.value, rtol=1e-12)
    assert (repeated.lower[is_ok] <= plain.lower[is_ok] + 1e-9).all()
    assert (repeated.upper[is_ok] >= plain.upper[is_ok] - 1e-9).all()


@given(tables)
def test_a_reference_against_itself_has_a_ratio_of_one(table):
    people = np.full(19, 2000.0)
    assume(table[0].sum() > 0)
    found = standardised_ratio(table[0].sum(), people, table[0], people)
    assert found.value[0] == pytest.approx(1)
    assert found.lower[0] < 1 < found.upper[0]


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(-1000, 1000)), min_size=1, max_size=40),
    st.randoms(use_true_random=False),
)
def test_the_order_of_values_does_not_matter_to_their_mean(pairs, random):
    shuffled = list(pairs)
    random.shuffle(shuffled)
    there, other = (
        mean([v for _, v in rows], groups=[g for g, _ in rows]) for rows in (pairs, shuffled)
    )
    assert there.reason.tolist() == other.reason.tolist()
    np.testing.assert_allclose(there.lower, other.lower, rtol=1e-9, atol=1e-9)


@given(counts, exposures, counts, exposures)
def test_a_difference_turned_round_changes_sign(x1, t1, x2, t2):
    one, other = rate_difference(x1, t1, x2, t2), rate_difference(x2, t2, x1, t1)
    assert one.lower[0] <= one.value[0] <= one.upper[0]
    assert one.lower[0] == pytest.approx(-other.upper[0])
    assert one.value[0] == pytest.approx(-other.value[0])


@given(rows)
def test_a_proportion_differs_from_itself_by_nothing(rows):
    x, n = np.array(rows, dtype=float).T
    found = proportion_difference(x, n, x, n)
    is_ok = found.status == OK
    assert (found.value[is_ok] == 0).all()
    np.testing.assert_allclose(found.lower[is_ok], -found.upper[is_ok], atol=1e-12)


@given(rows, st.floats(0, 1))
def test_lower_is_better_swaps_the_words(rows, benchmark):
    estimate = proportion([x for x, _ in rows], [n for _, n in rows])
    high = compare_with_benchmark(estimate, benchmark, better="higher").word
    low = compare_with_benchmark(estimate, benchmark, better="lower").word
    swap = {"better": "worse", "worse": "better", "similar": "similar", "": ""}
    assert [swap[word] for word in high.tolist()] == low.tolist()


@given(
    rows, st.randoms(use_true_random=False), st.sampled_from(["proportion", "rate", "ratio"])
)
def test_the_order_of_places_does_not_matter_to_a_funnel(rows, random, statistic):
    order = list(range(len(rows)))
    random.shuffle(order)
    x, n = np.array(rows, dtype=float).T
    there = funnel_limits(x, n, statistic=statistic)
    shuffled = funnel_limits(x[order], n[order], statistic=statistic)
    assert there.reason[order].tolist() == shuffled.reason.tolist()
    np.testing.assert_allclose(there.upper_998[order], shuffled.upper_998, rtol=1e-9)


@given(
    st.floats(0.01, 0.99),
    st.floats(1, 1e5),
    st.floats(1.01, 10),
    st.sampled_from(["proportion", "rate"]),
    st.sampled_from([0.0, 0.05]),
)
def test_a_funnel_holds_its_baseline_and_narrows(baseline, size, factor, statistic, between):
    lower, upper = funnel_curve(
        [size, size * factor], statistic=statistic, baseline=baseline, between=between
    )
    assert (lower <= baseline).all()
    assert (upper >= baseline).all()
    assert lower[0] <= lower[1] + 1e-12
    assert upper[1] <= upper[0] + 1e-12


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50), st.randoms(use_true_random=False))
def test_the_order_of_tests_does_not_matter_and_smaller_p_is_found_first(p, random):
    order = list(range(len(p)))
    random.shuffle(order)
    there = false_discovery(p)
    np.testing.assert_array_equal(
        there.adjusted[order], false_discovery([p[i] for i in order]).adjusted
    )
    assert (there.adjusted >= np.array(p)).all()
    assert (np.diff(there.adjusted[np.argsort(p)]) >= 0).all()


@given(st.lists(st.integers(0, 60), min_size=10, max_size=80), st.integers(1, 10))
def test_quantiles_are_in_order_of_the_values(values, groups):
    found = quantiles(values, groups=groups)
    assert found.min() >= 1
    assert found.max() <= groups
    assert (np.diff(found[np.argsort(values)]) <= 0).all()


@given(
    arrays.arrays(
        np.float64,
        st.tuples(st.integers(1, 5), st.integers(12, 40)),
        elements=st.one_of(st.integers(0, 30).map(float), st.just(np.nan)),
    ),
    kinds,
    st.randoms(use_true_random=False),
)
def test_the_order_of_series_does_not_matter_to_their_charts(table, kind, random):
    order = list(range(len(table)))
    random.shuffle(order)
    there = control_charts(table, kind=kind, better="lower")
    shuffled = control_charts(table[order], kind=kind, better="lower")
    for name in ("centre", "lower", "upper", "rule", "variation", "reason"):
        np.testing.assert_array_equal(getattr(there, name)[order], getattr(shuffled, name))


@given(st.floats(0, 1e6), st.integers(0, 60), kinds)
def test_equal_numbers_never_signal_on_any_chart_nor_step(value, length, kind):
    chart = control_chart([value] * length, kind=kind)
    assert not chart.direction.any()
    assert suggest_step_change([value] * length).status == "cannot_say"


@given(series, st.sampled_from([0.25, 2.0, 16.0]))
def test_another_unit_of_time_scales_a_t_chart(values, scale):
    there, scaled = control_chart(values, kind="t"), control_chart(values * scale, kind="t")
    assert there.special_cause.tolist() == scaled.special_cause.tolist()
    np.testing.assert_allclose(there.upper * scale, scaled.upper, rtol=1e-9)


@given(series, st.integers(12, 24))
def test_a_rebase_is_two_charts_side_by_side(values, at):
    assume(len(values) - at >= 12)
    whole = control_chart(values, rebase=(at,))
    parts = control_chart(values[:at]), control_chart(values[at:])
    for name in ("centre", "lower", "upper", "special_cause", "variation"):
        both = np.concatenate([getattr(part, name) for part in parts])
        np.testing.assert_array_equal(getattr(whole, name), both)
    assert whole.status == parts[1].status


@given(series)
def test_a_baseline_of_all_points_is_no_baseline(values):
    fixed, plain = control_chart(values, baseline_points=len(values)), control_chart(values)
    np.testing.assert_array_equal(fixed.upper, plain.upper)


@given(series, st.integers(-500, 500), st.sampled_from([0.5, 4.0]))
def test_shift_and_scale_move_a_step_and_not_its_evidence(values, shift, scale):
    there = suggest_step_change(values)
    moved = suggest_step_change(values * scale + shift)
    assert (moved.status, moved.position) == (there.status, there.position)
    assert moved.size == pytest.approx(there.size * scale, rel=1e-6, abs=1e-6, nan_ok=True)
    assert moved.p_value == pytest.approx(there.p_value, rel=1e-5, abs=1e-12, nan_ok=True)


events_each = st.lists(st.integers(1, 9), min_size=3, max_size=60).filter(
    lambda x: sum(x) >= 10
)


@given(events_each, exposures, levels)
def test_the_rate_of_repeat_events_is_the_standardised_rate_of_one_age_band(each, time, level):
    kinds = sorted(set(each))
    people = [[each.count(kind) for kind in kinds]]
    official = standardised_rate(
        people, [time], standard_population=[1], repeats=kinds, confidence=level
    )
    spread = sum(x * x for x in each) / sum(each)
    found = rate([sum(each)], [time], spread=[spread], confidence=level)
    plain = rate([sum(each)], [time], confidence=level)
    assert found.value[0] == pytest.approx(official.value[0])
    assert found.lower[0] == pytest.approx(max(0, official.lower[0]), abs=1e-9 * found.value[0])
    assert found.upper[0] == pytest.approx(official.upper[0])
    assert found.lower[0] <= plain.lower[0] * (1 + 1e-9)
    assert found.upper[0] >= plain.upper[0] * (1 - 1e-9)


@given(st.integers(0, 3000), st.integers(10, 5000), st.floats(1, 4), st.floats(1, 4), levels)
def test_unmet_need_holds_the_plug_in_value_and_stays_between_0_and_1(x, n, down, up, level):
    found = unmet_need([x], [n], [n / down], [n * up], confidence=level)
    assert (found.status[0] == OK) == (x <= n * up)
    if found.status[0] == OK:
        assert found.value[0] == pytest.approx(max(0, 1 - x / n))
        assert 0 <= found.lower[0] <= found.value[0] <= found.upper[0] <= 1


@given(st.integers(0, 500), st.integers(500, 5000), st.floats(1.01, 3))
def test_a_wider_estimate_is_a_wider_unmet_need(x, n, factor):
    narrow = unmet_need([x], [n], [n / factor**0.5], [n * factor**0.5])
    wide = unmet_need([x], [n], [n / factor], [n * factor])
    assert wide.lower[0] <= narrow.lower[0] + 1e-4  # the luck of the draw
    assert wide.upper[0] >= narrow.upper[0] - 1e-4


@given(st.lists(st.integers(0, 400), min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter_to_unmet_need(reached, random):
    rows = list(enumerate(reached))
    random.shuffle(rows)
    once = unmet_need(reached, [500], [400], [700])
    again = unmet_need([x for _, x in rows], [500], [400], [700])
    for at, (place, _) in enumerate(rows):
        assert again.lower[at] == once.lower[place]
        assert again.upper[at] == once.upper[place]
