"""In which states a release from prison stands, every move between these, and who owes what by when.

The same shape as `states`, which is the table of referrals: an action asks `check` before a state changes.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import models


class ReleaseState(models.TextChoices):
    """How far a release has come."""

    PLANNED = "planned", "Planned"
    READY = "ready", "Ready"
    RELEASED = "released", "Released"
    CONTACT = "contact", "In contact"
    ENGAGED = "engaged", "In treatment"
    NOT_ENGAGED = "not_engaged", "Not in treatment by day 21"
    OUT = "out", "Released, no clock"
    RECALLED = "recalled", "Back in custody"
    DIED = "died", "Died"
    DEPORTED = "deported", "Deported"
    MOVED = "moved", "Moved out of the area"
    CANCELLED = "cancelled", "Cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more is owed."""
        return self in OVER


S = ReleaseState
BEFORE = frozenset({S.PLANNED, S.READY})
RUNNING = frozenset({S.RELEASED, S.CONTACT})  # the clock runs
OVER = frozenset(S) - BEFORE - RUNNING


class Side(StrEnum):
    """Who acts: the prison, the community service that the person is transferred to, or the clock."""

    PRISON = "prison"
    COMMUNITY = "community"
    CLOCK = "clock"


class Needs(StrEnum):
    """What must be given with a move; the words are those of the refusal."""

    DAY = "Say on which day."
    REASON = "Choose the reason."
    ANSWERS = "Say first what became of everything that is needed before the day."


@dataclass(frozen=True)
class Move:
    """From one state to another: whose it is, what it needs, and what it is called."""

    before: ReleaseState
    after: ReleaseState
    words: str
    side: Side
    needs: tuple[Needs, ...] = ()


@dataclass(frozen=True)
class Standing:
    """What is owed while a release stands in a state; by when, `release_clock.due_at` computes."""

    side: Side
    owed: str


R, C, K = Side.PRISON, Side.COMMUNITY, Side.CLOCK
DAY, REASON = Needs.DAY, Needs.REASON
# A fact that is learned late, and is of a day up to day 21, takes the place of the clock's running out.
LATE_NEWS = (S.RELEASED, S.CONTACT, S.NOT_ENGAGED)

MOVES: tuple[Move, ...] = (
    Move(S.PLANNED, S.READY, "say that all is ready", R, (Needs.ANSWERS,)),
    Move(S.READY, S.PLANNED, "say that it is not ready after all", R),
    *(
        move
        for before in (S.PLANNED, S.READY)
        for move in (
            Move(before, S.RELEASED, "say that they were released", R, (DAY,)),
            Move(before, S.OUT, "say that they were released", R, (DAY,)),
            Move(before, S.DIED, "say that they died", R, (DAY,)),
            Move(before, S.CANCELLED, "cancel it", R, (REASON,)),
        )
    ),
    Move(S.RELEASED, S.CONTACT, "say that you are in contact", C),
    Move(S.RELEASED, S.CONTACT, "say that you are in contact", K),
    *(
        Move(before, S.ENGAGED, "say that they came to treatment", side, (DAY,))
        for before in LATE_NEWS
        for side in (C, K)
    ),
    *(
        Move(before, S.NOT_ENGAGED, "let the clock run out", K, (DAY, REASON))
        for before in (S.RELEASED, S.CONTACT)
    ),
    *(
        Move(before, after, words, side, (DAY,))
        for before in LATE_NEWS
        for after, words in (
            (S.RECALLED, "say that they are back in custody"),
            (S.DIED, "say that they died"),
            (S.DEPORTED, "say that they were deported"),
            (S.MOVED, "say that they moved out of the area"),
        )
        for side in (R, C)
    ),
)

STANDINGS: dict[ReleaseState, Standing] = {
    S.PLANNED: Standing(R, "make everything ready"),
    S.READY: Standing(R, "say that they were released"),
    S.RELEASED: Standing(C, "be in contact"),
    S.CONTACT: Standing(C, "bring them into treatment by day 21"),
}


def moves_from(state: ReleaseState, side: Side) -> tuple[Move, ...]:
    """Return the moves that a side may make from a state, in the order of the table."""
    return tuple(move for move in MOVES if move.before == state and move.side == side)


def why_not(
    before: ReleaseState, after: ReleaseState, *, side: Side, given: Collection[Needs] = ()
) -> str:
    """Return why a side may not move a release from one state to another, or nothing if it may."""
    for move in MOVES:
        if (move.before, move.after, move.side) == (before, after, side):
            return " ".join(need.value for need in move.needs if need not in given)
    return (
        f"It is “{before.label.lower()}”: it cannot become “{after.label.lower()}” by you now."
    )


def check(
    before: ReleaseState, after: ReleaseState, *, side: Side, given: Collection[Needs] = ()
) -> None:
    """Refuse a move that is not allowed.

    Raises
    ------
    ValidationError
        That says why not.
    """
    refusal = why_not(before, after, side=side, given=given)
    if refusal:
        raise ValidationError(refusal)
