"""When a step change is suggested, and when not."""

import numpy as np
import pytest

from fingerpost.evidence.statistics import CANNOT_SAY, control_chart, suggest_step_change

QUIET = [10, 12, 9, 11, 10, 13, 8, 11, 9, 12, 10, 9, 12, 8, 11, 10, 12, 9, 11, 10]
NAN = float("nan")


def test_a_clear_step_is_suggested_with_its_evidence():
    step = suggest_step_change([*QUIET, *[v + 8 for v in QUIET[:10]]])
    assert (step.status, step.reason) == ("suggested", "")
    assert (step.position, step.points_before, step.points_since) == (20, 20, 10)
    assert step.points_needed == 2  # of twelve, before it could have limits
    assert step.before == pytest.approx(np.mean(QUIET))
    assert step.since == pytest.approx(np.mean(QUIET[:10]) + 8)
    assert step.lower < step.size < step.upper
    assert step.p_value < 1e-6
    assert step.run == 10


def test_the_interval_by_hand():
    values = [*QUIET, *[v + 8 for v in QUIET]]
    step = suggest_step_change(values)
    ranges = np.abs(np.diff(values))
    kept = ranges[ranges < 3.267 * ranges.mean()]
    error = 2.66 * kept.mean() / 3 * np.sqrt(1 / 20 + 1 / 20)
    assert step.upper - step.size == pytest.approx(1.959963984540054 * error)


def test_a_step_down_is_below_zero():
    assert suggest_step_change([*QUIET, *[v - 8 for v in QUIET]]).upper < 0


def test_a_gap_moves_no_position():
    step = suggest_step_change([*QUIET[:5], NAN, *QUIET[5:], *[v + 8 for v in QUIET]])
    assert (step.position, step.points_before) == (21, 20)


def test_a_suggestion_changes_no_chart_until_a_person_rebases():
    values = [*QUIET, *[v + 8 for v in QUIET]]
    before = control_chart(values)
    step = suggest_step_change(values)
    np.testing.assert_array_equal(control_chart(values).upper, before.upper)
    after = control_chart(values, rebase=(step.position,))
    assert after.centre[-1] - after.centre[0] == pytest.approx(step.size)


def test_after_a_rebase_earlier_points_are_not_looked_at():
    values = [*QUIET, *[v + 8 for v in QUIET]]
    step = suggest_step_change(values, begin=20)
    assert step.status == "none"
    assert step.reason == "No step is clearer than chance alone would make."
    assert step.position >= 32


def test_a_step_that_did_not_last_is_not_suggested():
    step = suggest_step_change([*QUIET, *[v + 8 for v in QUIET[:14]], 9, 10])
    assert (step.status, step.run) == ("none", 0)
    assert step.reason == (
        "The clearest step has not lasted: the latest 7 points do not all keep to it."
    )


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        pytest.param(
            QUIET[:18],
            "A step can be told from 19 points on and there are 18: 1 more needed.",
            id="eighteen points",
        ),
        pytest.param(
            [5] * 30,
            "Nearly all points are the same as the one before, so there is no usual variation to "
            "tell a step by.",
            id="always the same",
        ),
        pytest.param(
            [],
            "A step can be told from 19 points on and there are 0: 19 more needed.",
            id="none",
        ),
    ],
)
def test_cannot_say(values, reason):
    step = suggest_step_change(values)
    assert (step.status, step.reason, step.position) == (CANNOT_SAY, reason, None)


def test_chance_alone_is_suggested_less_often_than_stated():
    series = np.random.default_rng(20261124).normal(size=(1000, 36))
    suggested = [suggest_step_change(row).status == "suggested" for row in series]
    assert np.mean(suggested) <= 0.01 + 3 * np.sqrt(0.01 * 0.99 / 1000)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param({"most_by_chance": 0}, "most_by_chance is 0", id="never by chance"),
        pytest.param({"begin": 21}, "begin is 21", id="begins after the end"),
        pytest.param({"confidence": 95}, "confidence is 95", id="percent"),
    ],
)
def test_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        suggest_step_change(QUIET, **arguments)
