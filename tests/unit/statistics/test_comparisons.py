"""Words for places: against a benchmark, in a funnel, in order, in inequality, and many at once."""

import numpy as np
import pytest

from fingerpost.evidence.statistics import (
    CANNOT_SAY,
    OK,
    compare_with_benchmark,
    false_discovery,
    funnel_curve,
    funnel_limits,
    life_table,
    overdispersion,
    proportion,
    quantiles,
    rate,
    slope_index,
)

NAN = float("nan")


@pytest.mark.parametrize(
    ("better", "high", "low"),
    [
        ("higher", "better", "worse"),
        ("lower", "worse", "better"),
        ("neither", "higher", "lower"),
    ],
)
def test_comparison_words(better, high, low):
    found = compare_with_benchmark(proportion([70, 50, 30], 100), 0.5, better=better)
    assert found.word.tolist() == [high, "similar", low]
    assert found.level.tolist() == ["95%", "", "95%"]


def test_a_benchmark_on_a_limit_is_similar():
    estimate = proportion([60], 100)
    for limit in (estimate.lower, estimate.upper):
        assert compare_with_benchmark(estimate, limit, better="higher").word[0] == "similar"
    beyond = np.nextafter(estimate.upper, 1)
    assert compare_with_benchmark(estimate, beyond, better="higher").word[0] == "worse"


def test_two_levels():
    counts = [70, 61, 55, 30]
    found = compare_with_benchmark(
        proportion(counts, 100),
        0.5,
        better="lower",
        wider=proportion(counts, 100, confidence=0.998),
    )
    assert found.word.tolist() == ["worse", "worse", "similar", "better"]
    assert found.level.tolist() == ["99.8%", "95%", "", "99.8%"]


def test_a_comparison_cannot_say_more_than_its_estimate():
    found = compare_with_benchmark(rate([5, NAN, 5], [10, 10, 0]), [NAN, 1, 1], better="lower")
    assert found.status.tolist() == [CANNOT_SAY] * 3
    assert found.word.tolist() == [""] * 3
    assert found.reason.tolist() == [
        "There is no benchmark.",
        "The number of events is missing.",
        "The exposure is zero: there was nobody at risk.",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param({"better": "up"}, "better is 'up'", id="a direction unknown"),
        pytest.param({"benchmark": [0.1, 0.2, 0.3]}, "different lengths", id="three for two"),
        pytest.param(
            {"wider": proportion([1, 2], 9)}, "at a higher level", id="the same level"
        ),
        pytest.param(
            {"wider": proportion([2, 2], 9, confidence=0.998)}, "same estimates", id="others"
        ),
    ],
)
def test_comparison_refuses(arguments, message):
    given = {"benchmark": 0.5, "better": "higher", **arguments}
    with pytest.raises(ValueError, match=message):
        compare_with_benchmark(proportion([1, 2], 9), **given)


def test_a_funnel_has_the_pooled_baseline_and_narrows_with_size():
    found = funnel_limits([1, 10, 100], [100, 1000, 10_000], statistic="rate", per=1000)
    assert found.baseline == pytest.approx(10)
    assert found.position.tolist() == ["similar"] * 3
    assert (np.diff(found.upper_998 - found.lower_998) < 0).all()
    assert (found.lower_998 <= found.lower_95).all()
    assert (found.upper_95 < found.upper_998).all()


def test_a_funnel_leaves_out_what_it_cannot_say():
    found = funnel_limits(
        [NAN, 4, 5, 9, 30], [10, NAN, 0, 20, 60], statistic="rate", minimum_events=10
    )
    assert found.baseline == pytest.approx(0.5)
    assert found.reason.tolist() == [
        "The numerator is missing.",
        "The denominator is missing.",
        "The denominator is zero.",
        "There are fewer than 10 events.",
        "",
    ]
    assert found.status.tolist() == [CANNOT_SAY] * 4 + [OK]
    assert found.position.tolist() == [""] * 4 + ["similar"]
    assert np.isnan(found.upper_95[:4]).all()


def test_a_funnel_without_events_says_similar():
    found = funnel_limits([0, 0], [10, 20], statistic="rate")
    assert found.position.tolist() == ["similar", "similar"]
    assert found.upper_95.tolist() == [0, 0]


def test_overdispersion_widens_the_funnel_and_takes_words_back():
    observed, expected = [60, 80, 100, 100, 120, 140], [100] * 6
    plain = funnel_limits(observed, expected, statistic="ratio")
    wide = funnel_limits(observed, expected, statistic="ratio", adjust_overdispersion=True)
    assert (plain.position != "similar").sum() == 3
    assert wide.position.tolist() == ["similar"] * 6
    assert wide.overdispersion.ratio > 1
    assert (wide.upper_95 > plain.upper_95).all()
    assert wide.method == "exact Poisson, over-dispersion added"


def test_chance_alone_adds_no_overdispersion():
    found = funnel_limits(
        [99, 100, 101], [100] * 3, statistic="ratio", adjust_overdispersion=True
    )
    assert found.overdispersion.between == 0
    assert found.method == "exact Poisson"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(
            lambda: funnel_limits(1, 2, statistic="mean"), "statistic is 'mean'", id="statistic"
        ),
        pytest.param(
            lambda: funnel_limits(3, 2, statistic="proportion"),
            r"numerator\[0\] is 3",
            id="more cases than people",
        ),
        pytest.param(
            lambda: funnel_limits(1, 2, statistic="proportion", baseline=1.5),
            "baseline is 1.5: it cannot be one of a proportion",
            id="baseline",
        ),
        pytest.param(
            lambda: funnel_limits(-1, 2, statistic="rate"),
            r"numerator\[0\] is -1",
            id="negative",
        ),
        pytest.param(
            lambda: funnel_curve([1, 0], statistic="rate", baseline=1),
            r"sizes\[1\] is 0",
            id="no size",
        ),
        pytest.param(
            lambda: overdispersion(1, 2, statistic="rate", baseline=1),
            "at least two places",
            id="one place",
        ),
        pytest.param(
            lambda: quantiles([1, 2, 3, NAN], groups=4),
            "there are 3 values, too few for 4 quantiles",
            id="quantiles of too few",
        ),
        pytest.param(lambda: quantiles([1], groups=0), "groups is 0", id="no quantiles"),
        pytest.param(
            lambda: false_discovery([0.1, 1.2]), r"p_values\[1\] is 1.2", id="no probability"
        ),
        pytest.param(lambda: false_discovery([0.1], rate=0), "rate is 0", id="rate 0"),
        pytest.param(
            lambda: false_discovery([0.1], dependence="some"), "dependence is", id="dependence"
        ),
        pytest.param(
            lambda: life_table([1, 2], [10, 10], ages=[1, 2]),
            "ages must rise from 0",
            id="ages",
        ),
        pytest.param(
            lambda: life_table([1, -2], [10, 10], ages=[0, 1]), r"deaths\[1\]", id="deaths"
        ),
    ],
)
def test_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_quantiles_with_ties_share_the_first_ones_group_and_missing_have_none():
    assert quantiles([5, 5, 5, 1, NAN], groups=2).tolist() == [1, 1, 1, 2, 0]


def test_equal_values_are_one_group():
    assert set(quantiles([7] * 10, groups=5).tolist()) == {1}


def test_a_test_that_was_not_made_counts_for_nothing():
    found = false_discovery([0.02, NAN, 0.04])
    assert found.tests == 2
    assert found.adjusted[[0, 2]].tolist() == pytest.approx([0.04, 0.04])
    assert found.is_discovery.tolist() == [True, False, True]
    assert false_discovery([]).tests == 0


DEATHS = [17, 9, 4, 8, 20, 15, 24, 33, 50, 71, 100, 163, 263, 304, 536, 872, 1390, 1605, 1936]
PEOPLE = [7060, 35059, 46974, 48489, 43219, 38561, 46009, 57208, 61435, 55601, 50209, 56416]
PEOPLE += [46411, 39820, 37978, 37039, 33288, 23306, 11936]


@pytest.mark.parametrize(
    ("deaths", "people", "reason"),
    [
        pytest.param(0, 11936, "Nobody died in the last age band", id="nobody dies"),
        pytest.param(12000, 11936, "more deaths than people", id="more deaths than people"),
        pytest.param(5, 0, "has nobody in it", id="nobody"),
        pytest.param(NAN, 5, "deaths in an age band is missing", id="deaths missing"),
        pytest.param(5, NAN, "population of an age band is missing", id="population missing"),
    ],
)
def test_life_table_cannot_say(deaths, people, reason):
    found = life_table([*DEATHS, deaths], [*PEOPLE, people])
    assert set(found.status.tolist()) == {CANNOT_SAY}
    assert reason in found.reason[0]


def test_life_table_of_5000_person_years_cannot_say():
    few = life_table([50, 50], [2500, 2500], ages=[0, 50])
    assert "5,000 person-years or fewer" in few.reason[0]
    assert "5,000" not in life_table([50, 50], [2500, 2501], ages=[0, 50]).reason[0]


# The areas of the package's own test of wide intervals: suppressed from age 35 up.
WIDE_DEATHS = [17, 9, 4, 8, 20, 15, 24, 33, 50, 51, 10, 16, 26, 30, 36, 22, 13, 5, 6, 1]
WIDE_PEOPLE = [270, 235, 246, 248, 243, 238, 246, 257, 261, 355]
PUBLISHED_WIDE = [19.22914685, 19.4412061, 18.33467808, 14.67659995, 11.81284556]
PUBLISHED_WIDE += [11.63815414, 10.05641628, 9.93152356, 11.95846561]
WIDE_PEOPLE += [350, 356, 346, 339, 337, 337, 333, 323, 311, 311]


def test_life_table_with_a_wide_interval_cannot_say():
    found = life_table(WIDE_DEATHS, WIDE_PEOPLE)
    is_wide = found.reason == "The interval at 95% is wider than 20 years."
    assert found.value[:9].tolist() == pytest.approx(
        PUBLISHED_WIDE,
        abs=5e-9,
    )
    assert is_wide.tolist() == [False] * 9 + [True] * 11


YEARS = [75.9, 78.3, 83.8, 83.6, 80.5]
POPULATION = [7291, 7997, 6105, 7666, 5790]


def index(values=YEARS, population=POPULATION, **given):
    given = {"standard_error": [1.6] * 5, "seed": 1, "repetitions": 1000, **given}
    return slope_index(values, population, **given)


def test_slope_of_a_straight_line_is_its_rise():
    found = index([1.5, 2.5, 3.5, 4.5, 5.5], [10] * 5, standard_error=[0.0] * 5)
    assert found.slope.value[0] == pytest.approx(5)
    assert found.intercept[0] == pytest.approx(1)
    assert found.relative.value[0] == pytest.approx(6)
    assert found.slope.lower[0] == pytest.approx(5)
    assert found.slope.method[0] == "1000 simulations 95%"


def test_limits_and_standard_error_are_the_same_thing():
    wide = 1.6 * 1.959963984540054
    limits = index(
        standard_error=None,
        lower=[y - wide for y in YEARS],
        upper=[y + wide for y in YEARS],
    )
    np.testing.assert_allclose(limits.slope.lower, index().slope.lower, rtol=1e-12)


@pytest.mark.parametrize("kind", ["rate", "proportion"])
def test_rates_and_proportions_are_drawn_on_their_own_scale(kind):
    share = [0.1, 0.12, 0.15, 0.2, 0.3]
    found = index(
        share,
        standard_error=None,
        lower=[s / 1.5 for s in share],
        upper=[s * 1.5 for s in share],
        kind=kind,
        repetitions=20_000,
    )
    middle = (found.slope.lower[0] + found.slope.upper[0]) / 2
    assert found.slope.lower[0] < found.slope.value[0] < found.slope.upper[0]
    assert middle > found.slope.value[0]  # skewed upward, as a symmetric drawing is not
    assert found.relative.lower[0] > 1


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        pytest.param({"values": [NAN, *YEARS[1:]]}, "The value of a quantile", id="value"),
        pytest.param({"population": [NAN, 1, 1, 1, 1]}, "The population of", id="population"),
        pytest.param({"population": [0, 1, 1, 1, 1]}, "nobody in it", id="nobody"),
        pytest.param({"standard_error": [NAN, 1, 1, 1, 1]}, "is missing", id="error"),
        pytest.param({"values": [0, 1, 1, 1, 1], "kind": "rate"}, "no logarithm", id="rate 0"),
        pytest.param(
            {
                "values": [0.2, 1, 0.5, 0.6, 0.7],
                "kind": "proportion",
                "transform": True,
                "standard_error": None,
                "lower": [0.1, 0.9, 0.4, 0.5, 0.6],
                "upper": [0.3, 1, 0.6, 0.7, 0.8],
            },
            "no logarithm",
            id="proportion 1, transformed",
        ),
    ],
)
def test_slope_index_cannot_say(given, reason):
    found = index(**given)
    assert found.slope.status[0] == found.relative.status[0] == CANNOT_SAY
    assert reason in found.slope.reason[0]
    assert np.isnan(found.intercept[0])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        pytest.param(
            {"values": YEARS[:4], "population": POPULATION[:4], "standard_error": [1.0] * 4},
            "there are 4 quantiles: it must be 5 to 100",
            id="quarters",
        ),
        pytest.param({"repetitions": 999}, "at least 1000", id="too few repetitions"),
        pytest.param({"standard_error": [-1.0] * 5}, r"standard_error\[0, 0\]", id="error < 0"),
        pytest.param({"standard_error": None}, "give either", id="no error"),
        pytest.param({"population": [-1, 1, 1, 1, 1]}, r"population\[0, 0\]", id="people < 0"),
        pytest.param(
            {"kind": "proportion"}, r"values\[0, 0\] is 75.9: a proportion", id="75.9"
        ),
        pytest.param({"kind": "mean"}, "kind is 'mean'", id="kind"),
        pytest.param({"transform": True}, "transform is for rates", id="transform of neither"),
        pytest.param({"population": [1, 2]}, "they must agree", id="shapes"),
    ],
)
def test_slope_index_refuses(given, message):
    with pytest.raises(ValueError, match=message):
        index(**given)


def test_an_area_has_the_same_slope_alone_as_among_others():
    both = slope_index(
        [YEARS, YEARS[::-1]],
        [POPULATION, POPULATION],
        standard_error=[[1.6] * 5, [0.5] * 5],
        seed=3,
        repetitions=1000,
    )
    alone = index(YEARS[::-1], standard_error=[0.5] * 5, seed=3)
    assert both.slope.upper[1] == alone.slope.upper[0]
