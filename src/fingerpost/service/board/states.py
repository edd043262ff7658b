"""In which states the board's records stand, and every move between these that is allowed.

One table for each kind of record. A move may need something: evidence, a reason, a new day. An action
asks `check` before it changes a state, so that nothing is closed without evidence, whoever asks for it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import models


class ActionStatus(models.TextChoices):
    """Where an action item stands. That it is late follows from its day, and is no state."""

    OPEN = "open", "Not started"
    UNDER_WAY = "under_way", "Under way"
    REPORTED = "reported", "Reported done"
    CLOSED = "closed", "Done"
    NOT_DONE = "not_done", "Not done"


class DecisionStatus(models.TextChoices):
    """What became of a decision."""

    RECORDED = "recorded", "Recorded"  # in minutes that are not approved yet
    WITHDRAWN = "withdrawn", "Recorded by mistake"
    AGREED = "agreed", "Agreed"
    CARRIED_OUT = "carried_out", "Carried out"
    NOT_CARRIED_OUT = "not_carried_out", "Not carried out"
    REPLACED = "replaced", "Replaced by another"


class MinutesStatus(models.TextChoices):
    """How far the minutes of a meeting have come."""

    DRAFT = "draft", "Draft"
    REPLACED = "replaced", "Replaced by a later draft"
    APPROVED = "approved", "Approved"
    PUBLISHED = "published", "Approved, and its public part published"


class MeetingStatus(models.TextChoices):
    """How far a meeting has come."""

    PLANNED = "planned", "Being prepared"
    READY = "ready", "Pack sent"
    RUNNING = "running", "In session"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


class DocumentStatus(models.TextChoices):
    """How far a version of a required document has come."""

    DRAFT = "draft", "Draft"
    REVIEW = "review", "With the board"
    APPROVED = "approved", "Approved"
    REPLACED = "replaced", "Replaced"
    ABANDONED = "abandoned", "Given up"


class PlanStatus(models.TextChoices):
    """How far a version of the delivery plan has come."""

    DRAFT = "draft", "Draft"
    ADOPTED = "adopted", "Adopted"
    REPLACED = "replaced", "Replaced"
    ABANDONED = "abandoned", "Given up"


class CommitmentStatus(models.TextChoices):
    """How a commitment of the plan stands; each but the first gives its evidence."""

    NOT_STARTED = "not_started", "Not started"
    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "At risk"
    OFF_TRACK = "off_track", "Off track"
    KEPT = "kept", "Kept"
    NOT_KEPT = "not_kept", "Not kept"


class Needs(StrEnum):
    """What must be given with a move; the words are those of the refusal."""

    EVIDENCE = (
        "Say what shows it: a measure, a document, a date, a place. Words alone close nothing."
    )
    REASON = "Say why."
    DAY = "Say by which day."
    PACK = "Freeze the pack first."


@dataclass(frozen=True)
class Move:
    """From one state to another, with what it needs and what it is called."""

    before: str
    after: str
    words: str
    needs: tuple[Needs, ...] = ()


A, D, M, T, V, L, C = (
    ActionStatus,
    DecisionStatus,
    MinutesStatus,
    MeetingStatus,
    DocumentStatus,
    PlanStatus,
    CommitmentStatus,
)

MOVES: dict[type[models.TextChoices], tuple[Move, ...]] = {
    A: (
        Move(A.OPEN, A.UNDER_WAY, "begin"),
        Move(A.OPEN, A.REPORTED, "report done", (Needs.EVIDENCE,)),
        Move(A.UNDER_WAY, A.REPORTED, "report done", (Needs.EVIDENCE,)),
        Move(A.REPORTED, A.CLOSED, "accept as done", (Needs.EVIDENCE,)),
        Move(A.REPORTED, A.UNDER_WAY, "send back", (Needs.REASON,)),
        Move(A.OPEN, A.NOT_DONE, "give up", (Needs.REASON,)),
        Move(A.UNDER_WAY, A.NOT_DONE, "give up", (Needs.REASON,)),
        Move(A.OPEN, A.OPEN, "carry over", (Needs.REASON, Needs.DAY)),
        Move(A.UNDER_WAY, A.UNDER_WAY, "carry over", (Needs.REASON, Needs.DAY)),
        Move(A.NOT_DONE, A.UNDER_WAY, "take up again", (Needs.REASON, Needs.DAY)),
        Move(A.CLOSED, A.UNDER_WAY, "open again", (Needs.REASON, Needs.DAY)),
    ),
    D: (
        Move(D.RECORDED, D.AGREED, "agree"),
        Move(D.RECORDED, D.WITHDRAWN, "withdraw", (Needs.REASON,)),
        Move(D.AGREED, D.CARRIED_OUT, "carry out", (Needs.EVIDENCE,)),
        Move(D.AGREED, D.NOT_CARRIED_OUT, "give up", (Needs.REASON,)),
        Move(D.AGREED, D.REPLACED, "replace", (Needs.REASON,)),
        Move(D.NOT_CARRIED_OUT, D.CARRIED_OUT, "carry out after all", (Needs.EVIDENCE,)),
    ),
    M: (
        Move(M.DRAFT, M.REPLACED, "draft again"),
        Move(M.DRAFT, M.APPROVED, "approve"),
        Move(M.APPROVED, M.PUBLISHED, "publish"),
    ),
    T: (
        Move(T.PLANNED, T.READY, "send the pack", (Needs.PACK,)),
        Move(T.READY, T.READY, "send a new pack", (Needs.PACK,)),
        Move(T.READY, T.RUNNING, "open", (Needs.PACK,)),
        Move(T.RUNNING, T.HELD, "close"),
        Move(T.PLANNED, T.CANCELLED, "cancel", (Needs.REASON,)),
        Move(T.READY, T.CANCELLED, "cancel", (Needs.REASON,)),
    ),
    V: (
        Move(V.DRAFT, V.REVIEW, "put to the board"),
        Move(V.REVIEW, V.DRAFT, "give back", (Needs.REASON,)),
        Move(V.REVIEW, V.APPROVED, "approve"),
        Move(V.APPROVED, V.REPLACED, "replace"),
        Move(V.DRAFT, V.ABANDONED, "give up", (Needs.REASON,)),
        Move(V.REVIEW, V.ABANDONED, "give up", (Needs.REASON,)),
    ),
    L: (
        Move(L.DRAFT, L.ADOPTED, "adopt"),
        Move(L.ADOPTED, L.REPLACED, "replace"),
        Move(L.DRAFT, L.ABANDONED, "give up", (Needs.REASON,)),
    ),
    # Whatever was said of a commitment may be said anew, with evidence; that it was begun stays.
    C: tuple(
        Move(
            before, after, "report", (Needs.REASON if after is C.NOT_KEPT else Needs.EVIDENCE,)
        )
        for before in C
        for after in C
        if after is not C.NOT_STARTED
    ),
}


# Of a meeting: a paper may still be tabled when it meets.
TAKES_PAPERS = (T.PLANNED, T.READY, T.RUNNING)


def why_not(
    before: models.TextChoices, after: models.TextChoices, *, given: Collection[Needs] = ()
) -> str:
    """Return why a record may not move from one state to another, or nothing if it may.

    Parameters
    ----------
    before, after : TextChoices
        Two states of one kind of record.
    given : collection of Needs
        What comes with the move.
    """
    assert type(before) is type(after), "a record keeps its kind"
    for move in MOVES[type(before)]:
        if (move.before, move.after) == (before.value, after.value):
            return " ".join(need.value for need in move.needs if need not in given)
    return f"It is “{before.label.lower()}”: it cannot become “{after.label.lower()}”."


def check(
    before: models.TextChoices, after: models.TextChoices, *, given: Collection[Needs] = ()
) -> None:
    """Refuse a move that is not allowed.

    Raises
    ------
    ValidationError
        That says why not.
    """
    refusal = why_not(before, after, given=given)
    if refusal:
        raise ValidationError(refusal)


def given(*, evidence: str = "", reason: str = "", day: object = None) -> frozenset[Needs]:
    """Return which needs are met by what somebody wrote."""
    said = {
        Needs.EVIDENCE: evidence.strip(),
        Needs.REASON: reason.strip(),
        Needs.DAY: day,
    }
    return frozenset(need for need, value in said.items() if value)
