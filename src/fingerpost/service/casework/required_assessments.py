"""The states of an assessment that a positive drug test requires, its moves, and who owes the next step."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models

from fingerpost.service.casework.diversion_states import Party


class AssessmentState(models.TextChoices):
    """How far it has come."""

    TO_BOOK = "to_book", "To be booked"
    BOOKED = "booked", "Booked"
    MISSED = "missed", "Did not come"
    ATTENDED = "attended", "Attended"
    FAILED = "failed", "Failed to attend"
    ENDED = "ended", "No longer required"


class FailedReason(models.TextChoices):
    """Why it was not attended, or is no longer required."""

    NEVER_CAME = "never_came", "Never came"
    LEFT_EARLY = "left_early", "Came and did not stay"
    NO_CONTACT = "no_contact", "Could not be reached"
    WITHDRAWN = "withdrawn", "The place was withdrawn"
    REVERSED = "reversed", "The test was found wrong"
    RELEASED = "released", "The requirement was lifted"
    MISTAKE = "mistake", "Made by mistake"


S = AssessmentState
OVER = frozenset({S.ATTENDED, S.FAILED, S.ENDED})
P, C = Party.POLICE, Party.PROVIDER

MOVES: dict[tuple[AssessmentState, AssessmentState], Party] = {
    (S.TO_BOOK, S.BOOKED): P,
    (S.TO_BOOK, S.ENDED): P,
    (S.BOOKED, S.BOOKED): C,
    (S.BOOKED, S.ATTENDED): C,
    (S.BOOKED, S.MISSED): C,
    (S.BOOKED, S.ENDED): P,
    (S.MISSED, S.BOOKED): C,
    (S.MISSED, S.FAILED): C,
    (S.MISSED, S.ENDED): P,
}
# Whose step it is, and within how many working days.
STANDINGS: dict[AssessmentState, tuple[Party, str, int]] = {
    S.TO_BOOK: (P, "book it", 1),
    S.BOOKED: (C, "say whether they came", 1),  # after the time
    S.MISSED: (C, "give another time, or say that they will not come", 2),
}


def check(before: AssessmentState, after: AssessmentState, *, party: Party) -> None:
    """Refuse a move that is not of the table, or not this party's.

    Raises
    ------
    ValidationError
        That says so.
    """
    if MOVES.get((before, after)) is not party:
        raise ValidationError(
            f"It is “{before.label.lower()}”: it cannot become “{after.label.lower()}” by you now."
        )
