"""In which states a referral stands, every move between these, and who owes the next step by when.

One table of moves and one of standings. An action asks `check` before it changes a state, so that no
referral ends in silence, loses its owner or moves where nobody may move it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import models


class ReferralState(models.TextChoices):
    """How far a referral has come."""

    DRAFTED = "drafted", "Drafted"
    SENT = "sent", "Sent"
    RECEIVED = "received", "Received"
    MORE_NEEDED = "more_needed", "More information needed"
    ACCEPTED = "accepted", "Accepted"
    CONTACT_TRIED = "contact_tried", "First contact tried"
    APPOINTED = "appointed", "First appointment offered"
    ATTENDED = "attended", "Attended"
    MISSED = "missed", "Appointment missed"
    ENGAGED = "engaged", "Engaged"
    DECLINED = "declined", "Declined"
    OUTCOME = "outcome", "Outcome returned"
    CLOSED = "closed", "Closed"
    WITHDRAWN = "withdrawn", "Withdrawn"
    REDIRECTED = "redirected", "Redirected"
    LAPSED = "lapsed", "Lapsed"

    @property
    def is_over(self) -> bool:
        """Whether nothing more is owed."""
        return self in OVER


S = ReferralState
OVER = frozenset({S.CLOSED, S.WITHDRAWN, S.REDIRECTED, S.LAPSED})


class Side(StrEnum):
    """Who of the two agencies acts; the clock acts for neither."""

    SENDER = "sender"
    RECEIVER = "receiver"
    CLOCK = "clock"


class Needs(StrEnum):
    """What must be given with a move; the words are those of the refusal."""

    REASON = "Choose the reason."
    OUTCOME = "Say what became of it."
    CHANNEL = "Say how contact was tried."
    TIME = "Say when and where the appointment is."
    SERVICE = "Choose the service that it goes to."
    QUESTION = "Choose what else is needed."
    DEATH = "Only somebody who died can be ended so now."


@dataclass(frozen=True)
class Move:
    """From one state to another: whose it is, what it needs, and what it is called."""

    before: ReferralState
    after: ReferralState
    words: str
    side: Side
    needs: tuple[Needs, ...] = ()


@dataclass(frozen=True)
class Standing:
    """What is owed while a referral stands in a state: by whom, what, and within how many working days.

    A service may set days of its own (`Service.standards`); these are what counts where it does not.
    """

    side: Side
    owed: str
    working_days: int


R, T, K = Side.RECEIVER, Side.SENDER, Side.CLOCK

MOVES: tuple[Move, ...] = (
    Move(S.DRAFTED, S.SENT, "send", T),
    Move(S.DRAFTED, S.APPOINTED, "book a place", T, (Needs.TIME,)),  # of a course
    Move(S.DRAFTED, S.WITHDRAWN, "discard the draft", T, (Needs.REASON,)),
    Move(S.SENT, S.RECEIVED, "take it in", R),
    Move(S.RECEIVED, S.ACCEPTED, "accept", R),
    Move(S.RECEIVED, S.DECLINED, "decline", R, (Needs.REASON,)),
    Move(S.RECEIVED, S.MORE_NEEDED, "ask for more", R, (Needs.QUESTION,)),
    Move(S.MORE_NEEDED, S.RECEIVED, "answer", T),
    Move(S.ACCEPTED, S.CONTACT_TRIED, "say that contact was tried", R, (Needs.CHANNEL,)),
    Move(S.CONTACT_TRIED, S.CONTACT_TRIED, "say that contact was tried", R, (Needs.CHANNEL,)),
    Move(S.MISSED, S.CONTACT_TRIED, "say that contact was tried", R, (Needs.CHANNEL,)),
    Move(S.ACCEPTED, S.APPOINTED, "offer an appointment", R, (Needs.TIME,)),
    Move(S.CONTACT_TRIED, S.APPOINTED, "offer an appointment", R, (Needs.TIME,)),
    Move(S.APPOINTED, S.APPOINTED, "change the appointment", R, (Needs.TIME, Needs.REASON)),
    Move(S.MISSED, S.APPOINTED, "offer another appointment", R, (Needs.TIME,)),
    Move(S.ATTENDED, S.APPOINTED, "offer another appointment", R, (Needs.TIME,)),
    Move(S.APPOINTED, S.ATTENDED, "say that they came", R),
    Move(S.APPOINTED, S.MISSED, "say that they did not come", R),
    Move(S.ATTENDED, S.ENGAGED, "say that they stay", R),
    Move(S.ATTENDED, S.OUTCOME, "return the outcome", R, (Needs.OUTCOME,)),
    Move(S.ENGAGED, S.OUTCOME, "return the outcome", R, (Needs.OUTCOME,)),
    Move(S.CONTACT_TRIED, S.LAPSED, "give up contact", R, (Needs.REASON,)),
    Move(S.MISSED, S.LAPSED, "give up contact", R, (Needs.REASON,)),
    Move(S.DECLINED, S.REDIRECTED, "send it elsewhere", T, (Needs.SERVICE,)),
    Move(S.LAPSED, S.RECEIVED, "take it up again", R, (Needs.REASON,)),
    Move(S.OUTCOME, S.CLOSED, "close", T),
    Move(S.OUTCOME, S.CLOSED, "close", K),
    Move(S.OUTCOME, S.ENGAGED, "correct the outcome", R, (Needs.REASON,)),
    # Whoever works on it may learn that the person died.
    *(
        Move(state, S.LAPSED, "say that they died", R, (Needs.REASON, Needs.DEATH))
        for state in (
            S.SENT,
            S.RECEIVED,
            S.MORE_NEEDED,
            S.ACCEPTED,
            S.APPOINTED,
            S.ATTENDED,
            S.ENGAGED,
        )
    ),
    # The sender, or the person by withdrawing consent, may end what is not over; never in silence.
    *(
        Move(state, S.WITHDRAWN, "withdraw", T, (Needs.REASON,))
        for state in S
        if state not in OVER and state not in (S.DRAFTED, S.OUTCOME)
    ),
)

STANDINGS: dict[ReferralState, Standing] = {
    S.DRAFTED: Standing(T, "send it, or discard it", 2),
    S.SENT: Standing(R, "say that it is received", 1),
    S.RECEIVED: Standing(R, "accept it, decline it or ask for more", 2),
    S.MORE_NEEDED: Standing(T, "answer what was asked", 2),
    S.ACCEPTED: Standing(R, "try first contact", 2),
    S.CONTACT_TRIED: Standing(R, "offer an appointment, or try again", 3),
    S.APPOINTED: Standing(R, "say whether they came", 1),  # after the appointment
    S.ATTENDED: Standing(R, "say whether they stay, or what became of it", 10),
    S.MISSED: Standing(R, "try again", 2),
    S.ENGAGED: Standing(R, "return the outcome", 60),
    S.DECLINED: Standing(T, "send it elsewhere, or withdraw it", 2),
    S.OUTCOME: Standing(T, "read the outcome and close", 10),
}


def moves_from(state: ReferralState, side: Side) -> tuple[Move, ...]:
    """Return the moves that a side may make from a state, in the order of the table."""
    return tuple(move for move in MOVES if move.before == state and move.side == side)


def why_not(
    before: ReferralState,
    after: ReferralState,
    *,
    side: Side,
    given: Collection[Needs] = (),
) -> str:
    """Return why a side may not move a referral from one state to another, or nothing if it may."""
    for move in MOVES:
        if (move.before, move.after, move.side) == (before, after, side):
            return " ".join(need.value for need in move.needs if need not in given)
    return (
        f"It is “{before.label.lower()}”: it cannot become “{after.label.lower()}” by you now."
    )


def check(
    before: ReferralState,
    after: ReferralState,
    *,
    side: Side,
    given: Collection[Needs] = (),
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
