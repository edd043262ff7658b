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
