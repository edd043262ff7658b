"""Decisions of people to rebase a control chart: from this month on there is a new level.

Kept for ever. To take one back is a new decision, so that who decided what, and why, stays to be
read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from fingerpost.evidence.core.errors import MeasureError
from fingerpost.evidence.core.periods import Period, PeriodKind


@dataclass(frozen=True)
class RebaseDecision:
    """A person's decision about one chart.

    Parameters
    ----------
    measure, area : str
        Whose chart: the name of a measure, and the code of an area.
    period : str
        Code of the first month of the new level, ``2024-11``.
    by, reason : str
        The person, and why.
    decided_at : datetime
    takes_back : bool
        Whether this takes an earlier decision about the same month back.

    Raises
    ------
    MeasureError
        If nobody is named, no reason is given, or the period is no month.
    """

    measure: str
    area: str
    period: str
    by: str
    reason: str
    decided_at: datetime
    takes_back: bool = False

    def __post_init__(self) -> None:
        """Refuse a decision that no person stands behind."""
        if not self.by.strip() or not self.reason.strip():
            raise MeasureError(
                "a chart is rebased by a person with a reason, and one of them is missing",
                where=f"{self.measure} in {self.area}",
                do="Give both: --name NAME --reason WHY.",
            )
        if Period.parse(self.period).kind is not PeriodKind.MONTH:
            raise MeasureError(
                f"a chart is rebased from a month on, and {self.period} is none",
                do="Write the first month of the new level: 2024-11.",
            )

    @property
    def chart(self) -> tuple[str, str, str]:
        """What it is about: measure, area, month."""
        return self.measure, self.area, self.period


def in_force(
    decisions: Iterable[RebaseDecision], measure: str = ""
) -> tuple[RebaseDecision, ...]:
    """Return the decisions that hold now, of one measure or of all, in order of their months.

    Parameters
    ----------
    decisions : iterable of RebaseDecision
        In the order in which they were taken.
    measure : str
        The name of a measure; "" for all.
    """
    held: dict[tuple[str, str, str], RebaseDecision] = {}
    for decision in decisions:
        if decision.takes_back:
            held.pop(decision.chart, None)
        else:
            held[decision.chart] = decision
    return tuple(
        sorted(
            (one for one in held.values() if measure in ("", one.measure)),
            key=lambda one: one.chart,
        )
    )
