"""Risks and issues with every score that they were given, and deep dives."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from fingerpost.service.access.models import Agency, User
from fingerpost.service.board.models.meetings import Meeting


class RiskKind(models.TextChoices):
    """Whether it may happen or has happened."""

    RISK = "risk", "Risk"
    ISSUE = "issue", "Issue"


class Risk(models.Model):
    """Something that may keep the board from what it promised, or does so already."""

    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=5, choices=RiskKind.choices, default=RiskKind.RISK)
    cause = models.TextField(blank=True)
    consequence = models.TextField(blank=True)
    controls = models.TextField(blank=True)
    owner = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    commitment = models.ForeignKey(
        "board.Commitment",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="risks",
    )
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="risks"
    )
    appetite = models.PositiveSmallIntegerField(default=9)  # a higher score goes to the board
    review_on = models.DateField()
    is_public = models.BooleanField(default=False)
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.TextField(blank=True)

    class Meta:
        """The soonest review first; closed for a reason."""

        ordering = ("review_on", "id")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(appetite__gte=1, appetite__lte=25), name="risk_appetite"
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, close_reason="")
                | models.Q(closed_at__isnull=False) & ~models.Q(close_reason=""),
                name="risk_closed_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Risk {self.pk}"


class RiskScore(models.Model):
    """How likely and how bad a risk was held to be, and why; only ever added to."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="scores")
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """Oldest first; 1 to 5 each."""

        ordering = ("id",)
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(
                    likelihood__gte=1, likelihood__lte=5, impact__gte=1, impact__lte=5
                ),
                name="risk_score_of_five",
            )
        ]

    def __str__(self) -> str:
        return f"{self.likelihood} × {self.impact}"

    @property
    def score(self) -> int:
        """Likelihood times impact."""
        return self.likelihood * self.impact


class DeepDive(models.Model):
    """A question that the board looks at in depth, with the evidence for it and its conclusion."""

    title = models.CharField(max_length=200)
    question = models.CharField(max_length=300)
    quarter = models.DateField()  # its first day
    owner = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    measures = models.JSONField(default=list, blank=True)  # by name
    # What its measures said when it was collected: a list of `what_measures_say.Said` as objects.
    collected = models.JSONField(default=list, blank=True)
    evidence = models.TextField(blank=True)  # notes
    edition = models.CharField(max_length=80, blank=True)  # of the release collected from
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="deep_dives"
    )
    conclusion = models.TextField(blank=True)
    concluded_at = models.DateTimeField(null=True, blank=True)
    is_public = models.BooleanField(default=True)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """The latest quarter first; a conclusion has its time."""

        ordering = ("-quarter", "id")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(concluded_at__isnull=True, conclusion="")
                | models.Q(concluded_at__isnull=False) & ~models.Q(conclusion=""),
                name="deep_dive_concluded_whole",
            )
        ]

    def __str__(self) -> str:
        return self.title
