"""What the board decided, why, against which other options, and what became of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from fingerpost.service.access.models import Agency, User
from fingerpost.service.board.models.meetings import AgendaItem, Meeting
from fingerpost.service.board.states import DecisionStatus


class Decision(models.Model):
    """One decision, with the edition of the evidence on which it rests."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    title = models.CharField(max_length=300)  # what was decided, in a sentence
    reasons = models.TextField(blank=True)
    options = models.TextField(blank=True)  # what else was considered
    dissent = models.TextField(blank=True)  # who did not agree, and why
    edition = models.CharField(max_length=80, blank=True)  # of the release that was looked at
    measure = models.CharField(max_length=80, blank=True)  # that would show what it did
    commitment = models.ForeignKey(
        "board.Commitment",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="decisions",
    )
    owner = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_public = models.BooleanField(default=True)
    status = models.CharField(
        max_length=16, choices=DecisionStatus.choices, default=DecisionStatus.RECORDED
    )
    decided_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    became = models.TextField(blank=True)  # evidence or reason of the last change of status
    became_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces"
    )

    class Meta:
        """Newest first; what became of it is said where there is something to say."""

        ordering = ("-decided_on", "-id")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(status__in=["recorded", "agreed"])
                | ~models.Q(became="") & models.Q(became_at__isnull=False),
                name="decision_became_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(status="replaced", replaced_by__isnull=False)
                | ~models.Q(status="replaced") & models.Q(replaced_by__isnull=True),
                name="decision_replaced_by_one",
            ),
        ]

    def __str__(self) -> str:
        return f"Decision {self.pk}"
