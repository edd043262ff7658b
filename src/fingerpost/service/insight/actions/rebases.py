"""Decide that a chart starts from a new level, or take that back."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from fingerpost.evidence.core.errors import DisclosureError, MeasureError
from fingerpost.evidence.core.rebases import RebaseDecision
from fingerpost.evidence.pipeline import rebase
from fingerpost.service.access import audit, policies
from fingerpost.service.access.models import EventKind, Membership
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.insight import published
from fingerpost.service.insight.actions.names import name_of
from fingerpost.service.insight.rebases import Question


@transaction.atomic
def decide(*, question: Question, reason: str, by: Membership, at: datetime) -> None:
    """Keep a person's decision about a chart, with its event; the decision is written last.

    Raises
    ------
    ValidationError
        In words for the form: the chart cannot bear it, or the reason holds an identifier.
    """
    policies.check(by, P.REBASE_DECIDE)
    audit.record(
        EventKind.REBASE_DECIDED,
        at=at,
        by=by,
        target_type="chart",
        target=f"{question.measure} {question.area} {question.period}"[:80],
        reason=reason,
        after={"takes_back": question.takes_back},
    )
    try:
        rebase(
            published.workspace(),
            RebaseDecision(
                measure=question.measure,
                area=question.area,
                period=question.period,
                by=name_of(by),
                reason=reason,
                decided_at=at,
                takes_back=question.takes_back,
            ),
        )
    except (MeasureError, DisclosureError) as error:
        raise ValidationError(f"{error.what[:1].upper()}{error.what[1:]}.") from error
