"""The table of a referral's moves is whole: nothing is lost, and every open state is owed by somebody."""

from __future__ import annotations

import pytest

from fingerpost.service.casework.states import (
    MOVES,
    OVER,
    STANDINGS,
    Needs,
    Side,
    moves_from,
    why_not,
)
from fingerpost.service.casework.states import ReferralState as S

OPEN = [state for state in S if state not in OVER]


def test_every_open_state_is_owed_and_no_other_is() -> None:
    assert set(STANDINGS) == set(OPEN)
    assert all(one.working_days >= 1 for one in STANDINGS.values())


@pytest.mark.parametrize("state", OPEN)
def test_who_owes_the_next_step_can_take_it(state: S) -> None:
    assert moves_from(state, STANDINGS[state].side)


@pytest.mark.parametrize("state", OPEN)
def test_an_end_can_be_reached_from_every_open_state(state: S) -> None:
    seen, reached = set(), {state}
    while reached - seen:
        seen |= reached
        reached |= {move.after for move in MOVES if move.before in reached}
    assert reached & OVER


def test_a_move_stands_once() -> None:
    keys = [(move.before, move.after, move.side) for move in MOVES]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("before", "after", "side", "given", "says"),
    [
        pytest.param(S.SENT, S.RECEIVED, Side.RECEIVER, (), "", id="taken in"),
        pytest.param(S.SENT, S.RECEIVED, Side.SENDER, (), "cannot become", id="not by sender"),
        pytest.param(S.SENT, S.ACCEPTED, Side.RECEIVER, (), "cannot become", id="no jump"),
        pytest.param(S.RECEIVED, S.DECLINED, Side.RECEIVER, (), "reason", id="no without why"),
        pytest.param(
            S.RECEIVED, S.DECLINED, Side.RECEIVER, (Needs.REASON,), "", id="no because"
        ),
        pytest.param(S.ENGAGED, S.CLOSED, Side.SENDER, (), "cannot", id="not before outcome"),
        pytest.param(S.OUTCOME, S.CLOSED, Side.CLOCK, (), "", id="closed by its day"),
        pytest.param(S.SENT, S.LAPSED, Side.CLOCK, (), "cannot", id="no clock ends in silence"),
    ],
)
def test_moves(before: S, after: S, side: Side, given: tuple[Needs, ...], says: str) -> None:
    refusal = why_not(before, after, side=side, given=given)
    assert (says in refusal) if says else refusal == ""
