"""Control charts against NHSRplotthedots and the NHS England tool. See README.md."""

import json
from pathlib import Path

import pytest

from fingerpost.evidence.statistics import (
    COMMON_CAUSE,
    SPECIAL_CAUSE_CONCERN,
    SPECIAL_CAUSE_IMPROVEMENT,
    SPECIAL_CAUSE_NEITHER,
    control_chart,
)

MADE_BY_R = json.loads(
    (Path(__file__).parent / "process_limits_r.json").read_text(encoding="utf-8")
)
SERIES = {chart["series"]: chart["values"] for chart in MADE_BY_R}
PACKAGE_TEST = "set.seed(123); rnorm(20), the package's own test"

# Our words for the package's `special_cause_type`.
WORDS = {
    "Above UCL": "above the upper process limit",
    "Below LCL": "below the lower process limit",
    "7 Point Trend (Increasing)": "one of 7 or more rising points",
    "7 Point Trend (Decreasing)": "one of 7 or more falling points",
    "2 in 3 Above CL": "one of 2 in 3 points near the upper process limit",
    "2 in 3 Below CL": "one of 2 in 3 points near the lower process limit",
    "7 Points Above CL": "one of 7 or more points above the mean",
    "7 Points Below CL": "one of 7 or more points below the mean",
}


@pytest.mark.parametrize(
    "chart", MADE_BY_R, ids=lambda chart: f"{chart['series']}, screened {chart['screened']}"
)
def test_lines_and_labels_are_those_of_nhsrplotthedots(chart):
    found = control_chart(chart["values"], screen_moving_ranges=chart["screened"])
    lines = (found.centre[0], found.lower[0], found.upper[0])
    assert lines == pytest.approx((chart["mean"], chart["lpl"], chart["upl"]), rel=1e-9)
    labels = {str(i): word for i, word in enumerate(found.special_cause.tolist()) if word}
    assert labels == {i: WORDS[label] for i, label in chart["special_cause_type"].items()}


def test_the_golden_file_holds_every_label():
    found = {label for chart in MADE_BY_R for label in chart["special_cause_type"].values()}
    assert found == set(WORDS)


OUTLIER = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]


@pytest.mark.parametrize(
    ("screen", "lower", "upper"),
    [
        pytest.param(True, -0.72, 4.6, id="package default: UPL 4.6, mean 1.94, LPL -0.72"),
        pytest.param(False, -3.06, 6.95, id="as the NHS spreadsheet: UPL 6.95, LPL -3.06"),
    ],
)
def test_vignette_deviations_from_excel_defaults(screen, lower, upper):
    found = control_chart(OUTLIER, better="higher", screen_moving_ranges=screen)
    lines = (found.lower[0], found.centre[0], found.upper[0])
    assert lines == pytest.approx((lower, 1.94, upper), abs=5e-3)
    expected = [COMMON_CAUSE] * 18
    expected[4] = SPECIAL_CAUSE_IMPROVEMENT  # "a single blue special cause improvement point"
    assert found.variation.tolist() == expected


@pytest.mark.parametrize(
    ("fifteenth", "screen", "mean", "lower", "upper"),
    [
        pytest.param(None, True, 0.1416238, -3.01138, 3.294627, id="snapshot r1"),
        pytest.param(
            10, True, 0.6694159, -2.383666, 3.722497, id="snapshot r2: outlier screened"
        ),
        pytest.param(10, False, 0.6694159, -4.596625, 5.935457, id="snapshot r3: not screened"),
    ],
)
def test_snapshot_of_ptd_spc_standard(fifteenth, screen, mean, lower, upper):
    values = list(SERIES[PACKAGE_TEST])
    if fifteenth is not None:
        values[14] = fifteenth
    found = control_chart(values, screen_moving_ranges=screen)
    lines = (found.centre[0], found.lower[0], found.upper[0])
    assert lines == pytest.approx((mean, lower, upper), abs=5e-6)


def test_snapshot_summary_has_twenty_common_cause_points():
    assert control_chart(SERIES[PACKAGE_TEST]).variation.tolist() == [COMMON_CAUSE] * 20


UP = "test-geom_ptd_icon s5: rnorm(12, 5) after 12 quiet"
DOWN = "test-geom_ptd_icon s7: rnorm(12, -5) after 12 quiet"


@pytest.mark.parametrize(
    ("series", "better", "target", "variation", "assurance"),
    [
        pytest.param(UP, "higher", -3, SPECIAL_CAUSE_IMPROVEMENT, "pass", id="s5"),
        pytest.param(UP, "lower", -3, SPECIAL_CAUSE_CONCERN, "fail", id="s6"),
        pytest.param(DOWN, "higher", 3, SPECIAL_CAUSE_CONCERN, "fail", id="s7"),
        pytest.param(DOWN, "lower", 3, SPECIAL_CAUSE_IMPROVEMENT, "pass", id="s8"),
        pytest.param(DOWN, "neither", 3, SPECIAL_CAUSE_NEITHER, "", id="s9: no assurance"),
    ],
)
def test_icons_of_geom_ptd_icon(series, better, target, variation, assurance):
    found = control_chart(SERIES[series], better=better, target=target)
    assert (found.latest_variation, found.assurance) == (variation, assurance)


def test_two_near_opposite_limits_are_common_cause():
    found = control_chart(SERIES["issue 143: near limits on opposite sides"])
    assert found.variation.tolist()[-2:] == [COMMON_CAUSE, COMMON_CAUSE]


def test_demonstration_of_the_nhs_england_tool():
    values = [89, 86, 75, 77, 81, 74, 72, 78, 76, 82, 77, 54, 66, 77, 86]
    found = control_chart(values, screen_moving_ranges=False)
    assert found.centre[0] == pytest.approx(76.67, abs=5e-3)
    assert (found.lower[0], found.upper[0]) == pytest.approx((57, 96), abs=0.5)
    special = [i for i, word in enumerate(found.special_cause.tolist()) if word]
    assert special == [11]


REBASED = json.loads(
    (Path(__file__).parent / "rebased_charts_r.json").read_text(encoding="utf-8")
)
POINT_TYPE = {
    "common_cause": COMMON_CAUSE,
    "special_cause_improvement": SPECIAL_CAUSE_IMPROVEMENT,
    "special_cause_concern": SPECIAL_CAUSE_CONCERN,
    "special_cause_neutral_high": SPECIAL_CAUSE_NEITHER,
    "special_cause_neutral_low": SPECIAL_CAUSE_NEITHER,
}
ASSURANCE = {
    "": "",
    "consistent_pass": "pass",
    "consistent_fail": "fail",
    "inconsistent": "hit or miss",
}
BETTER = {1: "higher", -1: "lower", 0: "neither"}


@pytest.mark.parametrize(
    "chart",
    [
        pytest.param(c, id=f"{i}: rebase {c['rebase']}, fix_after_n_points {c['fix']}")
        for i, c in enumerate(REBASED)
    ],
)
def test_rebased_and_fixed_charts_are_those_of_nhsrplotthedots(chart):
    found = control_chart(
        chart["values"],
        better=BETTER[chart["direction"]],
        target=chart["target"],
        rebase=chart["rebase"],
        baseline_points=chart["fix"],
        screen_moving_ranges=chart["screened"],
    )
    assert found.status == "ok"
    for line, name in (("centre", "mean"), ("lower", "lpl"), ("upper", "upl")):
        assert getattr(found, line) == pytest.approx(chart[name], rel=1e-9)
    labels = [WORDS.get(label, "") for label in chart["special_cause_type"]]
    assert found.special_cause.tolist() == labels
    assert found.variation.tolist() == [POINT_TYPE[kind] for kind in chart["point_type"]]
    assert found.assurance == ASSURANCE[chart["assurance"]]


def test_the_rebased_golden_file_holds_every_case():
    assert {len(c["rebase"]) for c in REBASED} == {0, 1, 2}
    assert {c["fix"] for c in REBASED} == {None, 12}
    assert {c["assurance"] for c in REBASED} == set(ASSURANCE)
    assert {kind for c in REBASED for kind in c["point_type"]} == set(POINT_TYPE)
