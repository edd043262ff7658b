"""The rules as data: each with its source, changed by name, and none that nothing uses."""

from __future__ import annotations

from pathlib import Path

import pytest

from fingerpost.evidence.core.errors import FingerpostError
from fingerpost.evidence.journeys import rules as module
from fingerpost.evidence.journeys.rules import Rules
from tests.unit.journeys.making import RULES

ROOM = Path(module.__file__).parent
CODE = "\n".join(path.read_text() for path in ROOM.glob("*.py"))


def test_every_rule_says_what_it_decides_and_where_it_comes_from():
    for rule in (*RULES.numbers, *RULES.reliable_change):
        assert rule.value > 0
        assert rule.unit
        assert len(rule.words) > 20
        assert rule.source
        if rule.source.startswith(("general knowledge", "a choice of ours")):
            assert not rule.confirmed


def test_every_rule_is_used():
    unused = [rule.name for rule in RULES.numbers if f'rules["{rule.name}"]' not in CODE]
    assert unused == []
    indirect = {"completed", "transferred", "unplanned", "died"}  # by the name of the exit
    assert [
        name for name in RULES.codes if name not in indirect and f'"{name}"]' not in CODE
    ] == []


def test_a_rule_is_changed_by_name():
    changed = RULES.but(journey_gap_days=28)
    assert (changed["journey_gap_days"], RULES["journey_gap_days"]) == (28, 21)
    assert changed["early_exit_days"] == RULES["early_exit_days"]


@pytest.mark.parametrize(
    "use", [lambda: RULES["gap"], lambda: RULES.but(gap=3)], ids=["read", "change"]
)
def test_an_unknown_rule_is_refused(use):
    with pytest.raises(FingerpostError, match=r"rules\.toml: there is no rule 'gap'"):
        use()


def test_the_standard_rules_are_read_once():
    assert Rules.standard() is Rules.standard()
