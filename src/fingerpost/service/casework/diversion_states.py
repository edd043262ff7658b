"""In which states a diversion stands, every move between these, and who owes the next step by when.

As `states` for referrals: an action, or the referral that it follows, asks `check` before it changes one.
What the course or assessment tells the police are these states and a reason of a list, nothing else.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import models


class DiversionState(models.TextChoices):
    """How far a diversion has come."""

    UNCLEAR = "unclear", "Cannot say yet"
    ELIGIBLE = "eligible", "May be offered"
    NOT_ELIGIBLE = "not_eligible", "Not eligible"
    NOT_OFFERED = "not_offered", "Not offered"
    OFFERED = "offered", "Offered"
    REFUSED = "refused", "Refused"
    ACCEPTED = "accepted", "Accepted"
    BOOKED = "booked", "Booked"
    MISSED = "missed", "Did not come"
    ATTENDED = "attended", "Attended"
    COMPLIED = "complied", "Complied"
    BREACHED = "breached", "Breached"
    PROPOSED = "proposed", "Outcome proposed"
    RECORDED = "recorded", "Outcome recorded"
    ENDED = "ended", "Ended"

    @property
    def is_over(self) -> bool:
        """Whether nothing more is owed."""
        return self in OVER


S = DiversionState
OVER = frozenset({S.NOT_ELIGIBLE, S.NOT_OFFERED, S.REFUSED, S.RECORDED, S.ENDED})
# Where the place is held by the provider's referral.
WITH_PROVIDER = frozenset({S.BOOKED, S.MISSED, S.ATTENDED})


class Party(StrEnum):
    """Who acts; the service itself acts for neither."""

    POLICE = "police"
    PROVIDER = "provider"
    SERVICE = "service"


class Asks(StrEnum):
    """What must be given with a move; the words are those of the refusal."""

    CHECK = "Check it by the rules."
    REASON = "Choose the reason."
    PLACE = "Choose a free time."
    OUTCOME = "Choose the outcome, whose rule must be met."
    RULE = "The rule of the outcome is not met."


class NotOffered(models.TextChoices):
    """Why somebody eligible was not offered it."""

    CHARGED = "charged", "Charged, or reported for summons"
    NO_PLACE = "no_place", "No place near enough, or soon enough"
    INTERPRETER = "interpreter", "Not to be had in their language"
    RELEASED = "released", "Released before it could be offered"
    OTHER_HELP = "other_help", "Already in treatment or another programme"


class RefusedReason(models.TextChoices):
    """Why they said no, as they said it."""

    NO_NEED = "no_need", "Sees no need"
    ADVICE = "advice", "Advised against it"
    TIME = "time", "Cannot come: work, care or distance"
    TRUST = "trust", "Does not trust it"
    DENIES = "denies", "Says that they did nothing"
    UNSAID = "unsaid", "Did not say why"


class BreachReason(models.TextChoices):
    """Why what was agreed was not done."""

    NEVER_CAME = "never_came", "Never came"
    LEFT_EARLY = "left_early", "Came and left early"
    NO_CONTACT = "no_contact", "Could not be reached"
    STOPPED = "stopped", "Does not want it any more"
    NOT_SUITABLE = "not_suitable", "The place is not right for them"
    WITHDRAWN = "withdrawn", "The place was withdrawn"


class EndedReason(models.TextChoices):
    """Why it ends without an outcome."""

    MISTAKE = "mistake", "Made by mistake"
    NO_OFFENCE = "no_offence", "There was no offence"
    CHARGED = "charged", "Charged with something else"
    MOVED = "moved", "Moved away"
    DIED = "died", "Died"


REASONS: tuple[type[models.TextChoices], ...] = (
    NotOffered,
    RefusedReason,
    BreachReason,
    EndedReason,
)


def reason_words(code: str) -> str:
    """Return the words of a reason's code."""
    return next((str(one(code).label) for one in REASONS if code in one.values), code)


@dataclass(frozen=True)
class Move:
    """From one state to another: whose it is, what it asks for, and what it is called."""

    before: DiversionState
    after: DiversionState
    words: str
    party: Party
    asks: tuple[Asks, ...] = ()


@dataclass(frozen=True)
class Standing:
    """What is owed in a state: by whom, what, and within how many working days."""

    party: Party
    owed: str
    working_days: int


P, C, K = Party.POLICE, Party.PROVIDER, Party.SERVICE

MOVES: tuple[Move, ...] = (
    Move(S.UNCLEAR, S.UNCLEAR, "check again", P, (Asks.CHECK,)),
    Move(S.UNCLEAR, S.ELIGIBLE, "check again", P, (Asks.CHECK,)),
    Move(S.UNCLEAR, S.NOT_ELIGIBLE, "check again", P, (Asks.CHECK,)),
    Move(S.ELIGIBLE, S.OFFERED, "offer it", P),
    Move(S.ELIGIBLE, S.NOT_OFFERED, "say why it is not offered", P, (Asks.REASON,)),
    Move(S.OFFERED, S.ACCEPTED, "say that they accept", P),
    Move(S.OFFERED, S.REFUSED, "say that they refuse", P, (Asks.REASON,)),
    Move(S.ACCEPTED, S.REFUSED, "say that they refuse now", P, (Asks.REASON,)),
    Move(S.ACCEPTED, S.BOOKED, "book a place", P, (Asks.PLACE,)),
    Move(S.BOOKED, S.BOOKED, "change the time", C),
    Move(S.BOOKED, S.ATTENDED, "say that they came", C),
    Move(S.BOOKED, S.MISSED, "say that they did not come", C),
    Move(S.MISSED, S.BOOKED, "give another time", C),
    Move(S.MISSED, S.BREACHED, "say that they will not come", C, (Asks.REASON,)),
    Move(S.ATTENDED, S.BOOKED, "give another time", C),
    Move(S.ATTENDED, S.COMPLIED, "say that it is done", C),
    Move(S.ATTENDED, S.BREACHED, "say that it is not done", C, (Asks.REASON,)),
    Move(S.COMPLIED, S.ATTENDED, "correct it", C),
    Move(S.BREACHED, S.ATTENDED, "correct it", C),
    Move(S.PROPOSED, S.ATTENDED, "correct it", C),
    Move(S.BOOKED, S.BREACHED, "say that the place is withdrawn", P, (Asks.REASON,)),
    Move(S.MISSED, S.BREACHED, "say that the place is withdrawn", P, (Asks.REASON,)),
    Move(S.ATTENDED, S.BREACHED, "say that the place is withdrawn", P, (Asks.REASON,)),
    Move(S.COMPLIED, S.PROPOSED, "propose the outcome", K, (Asks.RULE,)),
    Move(S.COMPLIED, S.RECORDED, "record the outcome", P, (Asks.OUTCOME,)),
    Move(S.PROPOSED, S.RECORDED, "record the outcome", P, (Asks.OUTCOME,)),
    Move(S.BREACHED, S.RECORDED, "record the outcome", P, (Asks.OUTCOME,)),
    Move(S.BREACHED, S.ACCEPTED, "let them try again", P),
    *(
        Move(state, S.ENDED, "end it without an outcome", P, (Asks.REASON,))
        for state in S
        if state not in OVER
    ),
)

STANDINGS: dict[DiversionState, Standing] = {
    S.UNCLEAR: Standing(P, "find out what is not known, and check again", 2),
    S.ELIGIBLE: Standing(P, "offer it, or say why not", 1),
    S.OFFERED: Standing(P, "say whether they accept", 2),
    S.ACCEPTED: Standing(P, "book a place", 1),
    S.BOOKED: Standing(C, "say whether they came", 1),  # after the time
    S.MISSED: Standing(C, "give another time, or say that they will not come", 2),
    S.ATTENDED: Standing(C, "say whether it is done", 10),
    S.COMPLIED: Standing(P, "record the outcome", 5),
    S.BREACHED: Standing(P, "record what follows, or let them try again", 5),
    S.PROPOSED: Standing(P, "record the outcome", 5),
}


def moves_from(state: DiversionState, party: Party) -> tuple[Move, ...]:
    """Return the moves that somebody may make from a state, in the order of the table."""
    return tuple(move for move in MOVES if move.before == state and move.party == party)


def why_not(
    before: DiversionState,
    after: DiversionState,
    *,
    party: Party,
    given: Collection[Asks] = (),
) -> str:
    """Return why somebody may not move a diversion from one state to another, or nothing."""
    for move in MOVES:
        if (move.before, move.after, move.party) == (before, after, party):
            return " ".join(ask.value for ask in move.asks if ask not in given)
    return (
        f"It is “{before.label.lower()}”: it cannot become “{after.label.lower()}” by you now."
    )


def check(
    before: DiversionState,
    after: DiversionState,
    *,
    party: Party,
    given: Collection[Asks] = (),
) -> None:
    """Refuse a move that is not allowed.

    Raises
    ------
    ValidationError
        That says why not.
    """
    refusal = why_not(before, after, party=party, given=given)
    if refusal:
        raise ValidationError(refusal)
