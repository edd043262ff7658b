"""Which action items fall due: whom to remind on a day, what to escalate; and which risks are too high."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from fingerpost.service.board.models import ActionItem, Paper, Risk, RiskScore
from fingerpost.service.board.models.action_items import SETTLED
from fingerpost.service.board.states import TAKES_PAPERS

SOON = timedelta(days=7)  # before its day the owner is reminded
BEFORE_A_PAPER = timedelta(days=3)
PATIENCE = timedelta(days=7)  # after it the owner's managers are told


def unsettled() -> QuerySet[ActionItem]:
    """Return what nobody reported done or not done, the soonest first."""
    return ActionItem.objects.exclude(status__in=SETTLED)


def to_remind(on: date) -> list[ActionItem]:
    """Return what is due within a week and was not reminded of, or is over since and was not since."""
    before = Q(due_on__range=(on, on + SOON), reminded_on__isnull=True)
    after = Q(due_on__lt=on) & (Q(reminded_on__isnull=True) | Q(reminded_on__lte=F("due_on")))
    return list(unsettled().filter(before | after))


def to_escalate(on: date) -> list[ActionItem]:
    """Return what is late by more than a week and has not been escalated for that day."""
    return list(unsettled().filter(due_on__lt=on - PATIENCE, escalated_at__isnull=True))


def to_chase(on: date) -> list[Paper]:
    """Return the papers that nobody has sent and that are due in three days, or since yesterday."""
    return list(
        Paper.objects.filter(
            due_on__in=(on + BEFORE_A_PAPER, on - timedelta(days=1)),
            versions__isnull=True,
            item__is_struck=False,
            item__meeting__status__in=TAKES_PAPERS,
        )
    )


def above_appetite() -> list[tuple[Risk, int]]:
    """Return the open risks whose last score is above their appetite, with it, the highest first."""
    last = RiskScore.objects.filter(risk=OuterRef("pk")).order_by("-id")
    found = (
        Risk.objects.filter(closed_at__isnull=True)
        .annotate(
            score=Subquery(last.annotate(of=F("likelihood") * F("impact")).values("of")[:1])
        )
        .filter(score__gt=F("appetite"))
        .select_related("owner")
        .order_by("-score", "pk")
    )
    return [(one, one.score) for one in found]
