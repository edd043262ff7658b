"""The register of risks and issues as somebody reads it: the highest first, with what each is scored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, QuerySet, Subquery

from fingerpost.service.access import policies
from fingerpost.service.access.models import Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.board.models import Risk, RiskScore
from fingerpost.service.board.risk_matrix import Matrix


@dataclass(frozen=True)
class Entry:
    """One risk, with its last score.

    Parameters
    ----------
    risk : Risk
    likelihood, impact : int, optional
        None where it was never scored.
    band : str
        What the score is called.
    """

    risk: Risk
    likelihood: int | None
    impact: int | None
    band: str

    @property
    def score(self) -> int | None:
        """Likelihood times impact."""
        if self.likelihood is None or self.impact is None:
            return None
        return self.likelihood * self.impact

    @property
    def is_above(self) -> bool:
        """Whether it is above what the board accepts."""
        return self.score is not None and self.score > self.risk.appetite

    def is_due(self, on: date) -> bool:
        """Whether the day of its review has come."""
        return self.risk.closed_at is None and self.risk.review_on <= on


def risks(*, viewer: Membership) -> QuerySet[Risk]:
    """Return every risk and issue of the board."""
    policies.check(viewer, P.BOARD_VIEW)
    return Risk.objects.select_related("owner", "person", "meeting", "commitment").defer(
        "person__password"
    )


def entries(found: QuerySet[Risk], matrix: Matrix) -> list[Entry]:
    """Return risks with their last scores: what was never scored first, then the highest."""
    last = RiskScore.objects.filter(risk=OuterRef("pk")).order_by("-id")
    scored = found.annotate(
        last_likelihood=Subquery(last.values("likelihood")[:1]),
        last_impact=Subquery(last.values("impact")[:1]),
    ).annotate(last_score=F("last_likelihood") * F("last_impact"))
    return [
        Entry(
            one,
            one.last_likelihood,
            one.last_impact,
            "Not scored yet" if one.last_score is None else matrix.band(one.last_score),
        )
        for one in scored.order_by(F("last_score").desc(nulls_first=True), "review_on", "pk")
    ]


def scores(risk: Risk) -> list[RiskScore]:
    """Return every score that a risk was given, the oldest first."""
    return list(risk.scores.select_related("by").defer("by__password"))
