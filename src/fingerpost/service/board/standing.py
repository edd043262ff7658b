"""How commitments stand on a day: what was said of each, unless that is too long ago to be known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models
from django.utils import timezone

from fingerpost.service.board.models import Commitment
from fingerpost.service.board.states import CommitmentStatus as C

STALE = timedelta(days=92)  # what was said of a commitment holds for a quarter
SETTLED = (C.KEPT, C.NOT_KEPT)


class Standing(models.TextChoices):
    """How a commitment stands, as the plan on a page says it."""

    KEPT = "kept", "Kept"
    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "At risk"
    OFF_TRACK = "off_track", "Off track"
    NOT_KEPT = "not_kept", "Not kept"
    NOT_STARTED = "not_started", "Not started"
    NOT_KNOWN = "not_known", "Not known"


@dataclass(frozen=True)
class Stood:
    """A commitment as it stood on a day: what was last said of it, and what was first promised.

    Parameters
    ----------
    commitment : Commitment
    status : CommitmentStatus
        As last reported by that day.
    evidence : str
    said_at : datetime, optional
        When that was reported; none if nothing was.
    first_due_on : date
        The day that was promised first, in whichever version of the plan.
    on : date
    """

    commitment: Commitment
    status: C
    evidence: str
    said_at: datetime | None
    first_due_on: date
    on: date

    @property
    def standing(self) -> Standing:
        """How it stands: what was said, while that holds; else not known."""
        if self.status in SETTLED:
            return Standing(self.status.value)
        last = timezone.localdate(self.said_at) if self.said_at else self.commitment.starts_on
        if self.status == C.NOT_STARTED and self.on < self.commitment.starts_on:
            return Standing.NOT_STARTED
        if self.said_at is None or self.on > last + STALE:
            return Standing.NOT_KNOWN
        return Standing(self.status.value)

    @property
    def days_late(self) -> int:
        """By how many days it is late on its day now; 0 if it is not, or is settled."""
        return 0 if self.status in SETTLED else max(0, (self.on - self.commitment.due_on).days)

    @property
    def is_moved(self) -> bool:
        """Whether another day was promised first."""
        return self.commitment.due_on != self.first_due_on


def summary(stood: Iterable[Stood]) -> str:
    """Return the answer in a sentence: how many are kept, on track and so on, and how many late."""
    found = list(stood)
    counts = Counter(one.standing for one in found)
    parts = [f"{counts[one]} {one.label.lower()}" for one in Standing if counts[one]]
    if not parts:
        return "The plan has no commitment yet."
    said = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    late = sum(one.days_late > 0 for one in found)
    total = f"{len(found)} commitment{'s' if len(found) > 1 else ''}"
    return f"{total}: {said}. {late or 'None'} late."
