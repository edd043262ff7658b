"""The official methods against what their package documents and what R computes. See README.md."""

import json
from pathlib import Path

import numpy as np
import pytest

from fingerpost.evidence.statistics import (
    OK,
    control_chart,
    false_discovery,
    funnel_curve,
    funnel_limits,
    life_table,
    mean,
    overdispersion,
    proportion_difference,
    quantiles,
    slope_index,
    standardised_rate,
    standardised_ratio,
)

MADE_BY_R = json.loads((Path(__file__).parent / "official_r.json").read_text(encoding="utf-8"))


def cases(name):
    return [pytest.param(case, id=f"{name} {i}") for i, case in enumerate(MADE_BY_R[name])]


@pytest.mark.parametrize("case", cases("standardised_rate"))
def test_standardised_rate_agrees_with_calculate_dsr(case):
    found = standardised_rate(
        case["people"],
        case["population"],
        repeats=case["repeats"],
        confidence=case["confidence"],
    )
    if case["events"] < 10:
        assert found.reason[0].startswith("There are fewer than 10 events")
        assert np.isnan([found.value, found.lower, found.upper]).all()
    else:
        numbers = (found.value[0], found.lower[0], found.upper[0])
        assert numbers == pytest.approx((case["value"], case["lower"], case["upper"]), rel=1e-9)


def test_the_golden_rates_hold_refused_plain_and_repeated_events():
    kinds = {
        (case["events"] < 10, case["repeats"] is None)
        for case in MADE_BY_R["standardised_rate"]
    }
    assert kinds == {(True, True), (True, False), (False, True), (False, False)}


def test_standardised_rate_agrees_with_the_dsr_vignette():
    deaths = [1, 1, 0, 0, 0, 1, 1, 3, 3, 3, 3, 10, 10, 10, 10, 8, 8, 8, 8]
    people = [30, 35, 35, 35, 40, 40, 45, 50, 50, 50, 60, 60, 70, 75, 70, 60, 20, 20, 15]
    found = standardised_rate(deaths, people)
    assert (found.value[0], found.lower[0]) == pytest.approx((8283.016, 6570.819), abs=5e-4)
    assert found.upper[0] == pytest.approx(10289.65, abs=5e-3)


@pytest.mark.parametrize("case", cases("standardised_ratio"))
def test_standardised_ratio_agrees_with_calculate_isratio_and_israte(case):
    for name, per in (("ratio", 1), ("rate", case["crude"])):
        found = standardised_ratio(
            case["observed"],
            case["population"],
            case["events_ref"],
            case["population_ref"],
            per=per,
            confidence=case["confidence"],
        )
        numbers = (found.value[0], found.lower[0], found.upper[0])
        assert numbers == pytest.approx(case[name], rel=1e-9)


@pytest.mark.parametrize("case", cases("mean"))
def test_mean_agrees_with_t_test(case):
    found = mean(case["x"], confidence=case["confidence"])
    numbers = (found.value[0], found.lower[0], found.upper[0])
    assert numbers == pytest.approx((case["value"], case["lower"], case["upper"]), rel=1e-9)


@pytest.mark.parametrize("case", cases("slope_index"))
def test_slope_index_agrees_with_phe_sii(case):
    found = slope_index(
        case["value"], case["population"], standard_error=case["error"], seed=20261124
    )
    assert found.slope.value[0] == pytest.approx(case["sii"], rel=1e-9)
    assert found.relative.value[0] == pytest.approx(case["rii"], rel=1e-9)
    assert found.intercept[0] == pytest.approx(case["intercept"], rel=1e-9)
    # Drawn 100,000 times, a limit comes within a hundredth of a standard error of the exact one
    # (its own standard error is 0.0084 of that); four times as much is allowed.
    for limit, side in ((found.slope.lower[0], -1), (found.slope.upper[0], 1)):
        exact = case["sii"] + side * 1.959963984540054 * case["sii_error"]
        assert limit == pytest.approx(exact, abs=0.034 * case["sii_error"])


@pytest.mark.parametrize("case", cases("slope_index_transformed"))
def test_transformed_slope_index_agrees_with_phe_sii(case):
    found = slope_index(
        case["value"],
        case["population"],
        lower=case["lower"],
        upper=case["upper"],
        kind=case["kind"],
        transform=True,
        seed=20261124,
    )
    assert found.slope.value[0] == pytest.approx(case["sii"], rel=1e-9)
    assert found.relative.value[0] == pytest.approx(case["rii"], rel=1e-9)
    assert found.intercept[0] == pytest.approx(case["intercept"], rel=1e-9)
    for name, interval in (("sii", found.slope), ("rii", found.relative)):
        width = case[f"{name}_upper"] - case[f"{name}_lower"]
        for end in ("lower", "upper"):
            limit = getattr(interval, end)[0]
            assert limit == pytest.approx(case[f"{name}_{end}"], abs=0.01 * width)


@pytest.mark.parametrize("case", cases("life_table"))
def test_life_table_agrees_with_r(case):
    found = life_table(case["deaths"], case["population"])
    assert (found.status == OK).all()
    for name in ("value", "lower", "upper"):
        np.testing.assert_allclose(getattr(found, name), case[name], rtol=1e-9)


# fmt: off
PUBLISHED_LIFE = [
    80.16960813, 79.36245674, 75.44193645, 70.47299936, 65.52909542, 60.67510088, 55.78835987,
    50.92752727, 46.06740425, 41.24505636, 36.49322717, 31.83343842, 27.26027992, 22.9719144,
    18.76856852, 14.95858336, 11.51684445, 8.618849241, 6.163942934, 6.16210635,
]
PUBLISHED_LOWER = [
    79.88268548, 79.0898816, 75.17407307, 70.20675732, 65.26548673, 60.41876577, 55.53801579,
    50.68279939, 45.82666794, 41.00842831, 36.26223216, 31.60996318, 27.04337271, 22.76653134,
    18.57570352, 14.77985004, 11.34831778, 8.451134045, 5.978358351, 5.887683386,
]
# fmt: on


def test_life_table_agrees_with_the_package_test():
    case = MADE_BY_R["life_table"][0]
    found = life_table(case["deaths"], case["population"])
    np.testing.assert_allclose(found.value, PUBLISHED_LIFE, rtol=1e-9)
    # The published limits were made with 1.96 for 1.95996; the package compares four decimals.
    np.testing.assert_allclose(found.lower, PUBLISHED_LOWER, atol=5e-5 / 10)


@pytest.mark.parametrize("case", cases("quantiles"))
def test_quantiles_agree_with_phe_quantile(case):
    found = quantiles(case["x"], groups=case["groups"], highest_first=case["invert"])
    assert found.tolist() == case["quantile"]


@pytest.mark.parametrize(
    ("dependence", "name"),
    [pytest.param("positive", "BH", id="BH"), pytest.param("any", "BY", id="BY")],
)
def test_false_discovery_agrees_with_p_adjust(dependence, name):
    made = MADE_BY_R["false_discovery"]
    found = false_discovery(made["p"], dependence=dependence)
    np.testing.assert_allclose(found.adjusted, made[name], rtol=1e-9)
    assert found.is_discovery.tolist() == [p <= 0.05 for p in made[name]]
    assert 0 < found.is_discovery.sum() < len(made["p"])


@pytest.mark.parametrize("case", cases("funnel_curve"))
def test_poisson_funnel_passes_through_the_exact_limits(case):
    events = np.array(case["events"])
    for at, side in ((case["lower_at"], 0), (case["upper_at"], 1)):
        limit = funnel_curve(at, statistic="ratio", baseline=1, confidence=case["confidence"])[
            side
        ]
        np.testing.assert_allclose(limit, events / np.array(at), rtol=1e-9)


@pytest.mark.parametrize(
    ("events", "confidence", "lower_at", "lower", "upper_at", "upper"),
    [
        pytest.param(1, 0.95, 5.571644585, 17.94802207, 0.025317898, 3949.774946, id="1, 95%"),
        pytest.param(10, 0.95, 18.39035799, 54.3763205, 4.795387629, 208.5337156, id="10, 95%"),
        pytest.param(
            100, 0.95, 121.6268111, 82.21871402, 81.36400699, 122.9044681, id="100, 95%"
        ),
        pytest.param(
            1, 0.998, 9.233410143, 10.83023482, 0.001000547, 99945.32721, id="1, 99.8%"
        ),
        pytest.param(
            716, 0.998, 802.60414, 89.20960712, 636.1521174, 112.5516964, id="716, 99.8%"
        ),
    ],
)
def test_ratio_funnel_agrees_with_the_package_test(
    events, confidence, lower_at, lower, upper_at, upper
):
    # The package finds where a limit lies by halving an interval down to 1e-7, we exactly.
    sizes = [lower_at, upper_at]
    low, high = funnel_curve(
        sizes, statistic="ratio", baseline=1, confidence=confidence, per=100
    )
    tolerance = 3e-6 if events > 1 else 6e-4
    assert (low[0], high[1]) == pytest.approx((lower, upper), rel=tolerance)


@pytest.mark.parametrize(
    ("at_95", "at_998"),
    [
        pytest.param(
            (111970.3773, 85.14156661, 88494.9416, 107.727438),
            (119317.6437, 79.89877305, 82485.29064, 115.5761622),
            id="286 events",
        ),
        pytest.param(
            (152363.0849, 86.63515845, 124805.4643, 105.7645999),
            (160885.1251, 82.04611825, 117619.5689, 112.2262232),
            id="396 events",
        ),
        pytest.param(
            (413702.6663, 90.16137202, 367628.0403, 101.4612486),
            (427558.6565, 87.23949201, 355104.4927, 105.0395046),
            id="1,119 events",
        ),
    ],
)
def test_rate_funnel_agrees_with_the_package_test(at_95, at_998):
    for level, (lower_at, lower, upper_at, upper) in ((0.95, at_95), (0.998, at_998)):
        low, high = funnel_curve(
            [3 * lower_at, 3 * upper_at],  # three years of people, of which one is printed
            statistic="rate",
            baseline=95.60285106 / 100_000,
            confidence=level,
            per=100_000,
        )
        assert (low[0], high[1]) == pytest.approx((lower, upper), rel=3e-6)


@pytest.mark.parametrize(
    ("population", "low_95", "high_95", "low_998", "high_998"),
    [
        pytest.param(1, 3.204264, 100, 0, 100, id="1"),
        pytest.param(18, 62.390093, 98.894803, 51.864359, 100, id="18"),
        pytest.param(41, 68.548635, 92.73626, 61.574398, 99.710497, id="41"),
        pytest.param(1008, 78.203374, 83.081521, 76.796814, 84.488082, id="1,008"),
        pytest.param(110000, 80.408963, 80.875933, 80.274317, 81.010578, id="110,000"),
    ],
)
def test_proportion_funnel_agrees_with_the_package_test(
    population, low_95, high_95, low_998, high_998
):
    found = [
        limit[0]
        for level in (0.95, 0.998)
        for limit in funnel_curve(
            population, statistic="proportion", baseline=0.80642448, confidence=level, per=100
        )
    ]
    assert found == pytest.approx([low_95, high_95, low_998, high_998], abs=1e-6)


@pytest.mark.parametrize(
    ("cases", "people", "position", "level"),
    [
        pytest.param(35078.488, 41980, "higher", "99.8%", id="New Forest: High (0.001)"),
        pytest.param(24803.6256, 31824, "lower", "99.8%", id="Norwich: Low (0.001)"),
        pytest.param(50050.7443, 61921, "similar", "", id="South Gloucestershire: not"),
        pytest.param(26789.238, 33012, "higher", "95%", id="West Norfolk: High (0.025)"),
        pytest.param(36850.0492, 45449, "higher", "95%", id="North Tees: High (0.025)"),
        pytest.param(30277.5312, 37828, "lower", "95%", id="North Devon: Low (0.025)"),
        pytest.param(24866.916, 30929, "similar", "", id="Exeter: not"),
    ],
)
def test_funnel_words_agree_with_the_package_test(cases, people, position, level):
    found = funnel_limits(cases, people, statistic="proportion", baseline=0.80642448)
    assert (found.position[0], found.level[0]) == (position, level)


@pytest.mark.parametrize("case", cases("funnel_proportion"))
def test_proportion_funnel_agrees_with_sigma_adjustment(case):
    found = funnel_limits(
        np.array(case["n"]) * case["baseline"],
        case["n"],
        statistic="proportion",
        baseline=case["baseline"],
    )
    for name in ("lower_95", "upper_95", "lower_998", "upper_998"):
        np.testing.assert_allclose(getattr(found, name), case[name], rtol=1e-9, atol=1e-12)


def test_ratio_funnel_words_agree_with_assign_funnel_significance():
    made = MADE_BY_R["funnel_position"]
    found = funnel_limits(made["observed"], made["expected"], statistic="ratio")
    words = [f"{p} {at}" for p, at in zip(found.position, found.level, strict=True)]
    assert words == made["word"]
    assert len(set(words)) == 5


@pytest.mark.parametrize("case", cases("overdispersion"))
def test_overdispersion_agrees_with_spiegelhalter(case):
    found = overdispersion(
        case["x"], case["n"], statistic=case["statistic"], baseline=case["baseline"]
    )
    assert (found.ratio, found.between) == pytest.approx((case["phi"], case["tau"]), rel=1e-9)


@pytest.mark.parametrize("kind", ["t", "g"])
def test_charts_of_rare_events_agree_with_qicharts2(kind):
    made = MADE_BY_R[f"{kind}_chart"]
    found = control_chart(made["values"], kind=kind)
    lines = (found.lower[0], found.centre[0], found.upper[0])
    assert lines == pytest.approx((made["lower"], made["centre"], made["upper"]), rel=1e-9)


@pytest.mark.parametrize(
    ("counts", "lower", "upper"),
    [
        pytest.param((56, 70, 48, 80), 0.0524, 0.3339, id="(a) 56/70 - 48/80"),
        pytest.param((9, 10, 3, 10), 0.1705, 0.8090, id="(b) 9/10 - 3/10"),
        pytest.param((6, 7, 2, 7), 0.0582, 0.8062, id="(c) 6/7 - 2/7"),
        pytest.param((5, 56, 0, 29), -0.0381, 0.1926, id="(d) 5/56 - 0/29"),
        pytest.param((0, 10, 0, 20), -0.1611, 0.2775, id="(e) 0/10 - 0/20"),
        pytest.param((0, 10, 0, 10), -0.2775, 0.2775, id="(f) 0/10 - 0/10"),
        pytest.param((10, 10, 0, 20), 0.6791, 1.0, id="(g) 10/10 - 0/20"),
        pytest.param((10, 10, 0, 10), 0.6075, 1.0, id="(h) 10/10 - 0/10"),
    ],
)
def test_proportion_difference_agrees_with_newcombe(counts, lower, upper):
    found = proportion_difference(*counts)
    assert (found.lower[0], found.upper[0]) == pytest.approx((lower, upper), abs=5.1e-5)
