"""Decisions about charts: who may take one, and which hold."""

from datetime import UTC, datetime

import pytest

from fingerpost.evidence.core.errors import MeasureError
from fingerpost.evidence.core.rebases import RebaseDecision, in_force


def decision(period="2024-11", **changes):
    facts = {
        "measure": "made_up",
        "area": "E07000010",
        "period": period,
        "by": "A. Person",
        "reason": "The force counts warnings since then.",
        "decided_at": datetime(2026, 10, 1, tzinfo=UTC),
    }
    return RebaseDecision(**{**facts, **changes})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"by": " "}, "person", id="nobody"),
        pytest.param({"reason": ""}, "reason", id="no reason"),
        pytest.param({"period": "2024-Q4"}, "month", id="a quarter"),
        pytest.param({"period": "2024"}, "month", id="a year"),
    ],
)
def test_a_decision_has_a_person_a_reason_and_a_month(changes, words):
    with pytest.raises(MeasureError, match=words):
        decision(**changes)


BACK = {"takes_back": True}


@pytest.mark.parametrize(
    ("taken", "held"),
    [
        pytest.param([], [], id="none"),
        pytest.param([("2024-11", {})], ["2024-11"], id="one"),
        pytest.param([("2024-11", {}), ("2024-02", {})], ["2024-02", "2024-11"], id="by month"),
        pytest.param([("2024-11", {}), ("2024-11", BACK)], [], id="taken back"),
        pytest.param(
            [("2024-11", {}), ("2024-11", BACK), ("2024-11", {})], ["2024-11"], id="taken again"
        ),
        pytest.param(
            [("2024-11", {}), ("2024-11", {"area": "E07000008", **BACK})],
            ["2024-11"],
            id="another area's is taken back",
        ),
    ],
)
def test_which_decisions_hold(taken, held):
    decisions = [decision(period, **changes) for period, changes in taken]
    assert [one.period for one in in_force(decisions, "made_up")] == held
    assert in_force(decisions, "another") == ()
