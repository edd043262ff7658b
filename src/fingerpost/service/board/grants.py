"""Grant lines, what was spent of each, and whether it will be spent: by a rule that anybody can follow.

Spending is assumed to go on as until now. A line is said to be under-spent if at that pace less than 90%
of it would be spent by its end, over-spent if more than 105% would; before a sixth of its time is gone it
is too early to say, and 62 days after the last figure it is not known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models

from fingerpost.evidence.publication import wording
from fingerpost.service.access import policies
from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board.models import GrantLine, Spend

UNDER, OVER = 0.90, 1.05  # of the line, at its end
EARLY = 1 / 6  # of its time
STALE = timedelta(days=62)


class Pace(models.TextChoices):
    """Whether a line will be spent."""

    UNDER = "under", "Under-spent"
    OVER = "over", "Over-spent"
    ON_PACE = "on_pace", "On pace"
    TOO_EARLY = "too_early", "Too early to say"
    NOT_KNOWN = "not_known", "Not known"


@dataclass(frozen=True)
class Outlook:
    """A line with what was spent of it, and what would be at its end at the pace until now.

    Parameters
    ----------
    line : GrantLine
    spend : Spend, optional
        The last word on what was spent.
    time_gone : float
        Share of the line's time that had gone by the day up to which that was.
    pace : Pace
    at_end : int, optional
        Pounds that would be spent at its end; none where it cannot be said.
    """

    line: GrantLine
    spend: Spend | None
    time_gone: float
    pace: Pace
    at_end: int | None

    @property
    def share_spent(self) -> float:
        """Share of the line that was spent."""
        return self.spend.pounds / self.line.pounds if self.spend and self.line.pounds else 0.0

    @property
    def percent_spent(self) -> int:
        """The same, in whole percent."""
        return round(100 * self.share_spent)

    @property
    def percent_gone(self) -> int:
        """Share of its time that had gone by then, in whole percent."""
        return round(100 * self.time_gone)

    @property
    def left(self) -> int | None:
        """Pounds that would not be spent at its end; none where it cannot be said."""
        return None if self.at_end is None else self.line.pounds - self.at_end

    @property
    def sentence(self) -> str:
        """What it comes to, in a sentence."""
        if self.spend is None:
            return "Nothing was said yet of what was spent."
        up_to = wording.day(self.spend.up_to)
        said = (
            f"£{self.spend.pounds:,} spent up to {up_to}: {self.percent_spent}% of the money, "
            f"with {self.percent_gone}% of the time gone."
        )
        if self.pace is Pace.NOT_KNOWN:
            return f"{said} That is too long ago to say how it goes."
        if self.at_end is None or self.left is None:
            return f"{said} It is too early to say how it goes."
        if self.left > 0:
            return f"{said} At this pace £{self.left:,} would be left at its end."
        if self.left < 0:
            return f"{said} At this pace it would be over-spent by £{-self.left:,}."
        return f"{said} At this pace it would be spent in full."


def outlook(line: GrantLine, spend: Spend | None, on: date) -> Outlook:
    """Return whether a line will be spent, by what was last said of it."""
    if spend is None:
        known = Pace.TOO_EARLY if on <= line.starts_on + STALE else Pace.NOT_KNOWN
        return Outlook(line, None, 0.0, known, None)
    days = (line.ends_on - line.starts_on).days + 1
    gone = min(max((spend.up_to - line.starts_on).days + 1, 0) / days, 1.0)
    is_over = spend.up_to >= line.ends_on
    if on > spend.up_to + STALE and not is_over:
        return Outlook(line, spend, gone, Pace.NOT_KNOWN, None)
    if gone < EARLY:
        return Outlook(line, spend, gone, Pace.TOO_EARLY, None)
    at_end = round(spend.pounds / gone)
    if at_end < UNDER * line.pounds:
        pace = Pace.UNDER
    elif at_end > OVER * line.pounds:
        pace = Pace.OVER
    else:
        pace = Pace.ON_PACE
    return Outlook(line, spend, gone, pace, at_end)


def outlooks(on: date, *, viewer: Membership) -> list[Outlook]:
    """Return every line with its outlook, the ones that will not be spent first."""
    policies.check(viewer, P.BOARD_VIEW)
    last = last_words()
    found = [
        outlook(line, last.get(line.pk), on)
        for line in GrantLine.objects.select_related("owner")
    ]
    order = list(Pace)
    return sorted(found, key=lambda one: (order.index(one.pace), one.line.grant, one.line.pk))


def line(number: int, *, viewer: Membership) -> GrantLine | None:
    """Return a grant line, or None."""
    policies.check(viewer, P.BOARD_VIEW)
    return GrantLine.objects.select_related("owner").filter(pk=number).first()


def spending(of: GrantLine) -> list[tuple[Spend, bool]]:
    """Return everything that was said of a line, the newest day first, each with whether it still holds."""
    found = list(of.spending.select_related("by").defer("by__password").order_by("up_to", "id"))
    holds = {one.up_to: one.pk for one in found}
    return [(one, holds[one.up_to] == one.pk) for one in reversed(found)]


def last_words() -> dict[int, Spend]:
    """Return the last word of each line: of the newest day, what was said last of that day."""
    return {one.line_id: one for one in Spend.objects.order_by("up_to", "id")}
