"""What the commissioner watches over: grants and what is spent, questions and answers owed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from fingerpost.service.access.models import Agency, User
from fingerpost.service.board.models.meetings import Meeting


class GrantLine(models.Model):
    """One line of a grant for a year, in whole pounds."""

    grant = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    pounds = models.PositiveBigIntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """By grant."""

        ordering = ("grant", "id")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")), name="grant_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.grant}: {self.title}"


class Spend(models.Model):
    """What was spent of a line from its start up to a day; only ever added to."""

    line = models.ForeignKey(GrantLine, on_delete=models.PROTECT, related_name="spending")
    up_to = models.DateField()
    pounds = models.BigIntegerField()
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """In the order in which it was said."""

        ordering = ("up_to", "id")

    def __str__(self) -> str:
        return f"{self.line} up to {self.up_to}"


class Question(models.Model):
    """A question that was put to an agency, and its answer."""

    words = models.TextField()
    put_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    put_for = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    put_at = models.DateTimeField()
    owed_by = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="questions"
    )
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_public = models.BooleanField(default=True)

    class Meta:
        """The soonest first; answered by somebody at a time."""

        ordering = ("due_on", "id")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(
                    answer="", answered_at__isnull=True, answered_by__isnull=True
                )
                | ~models.Q(answer="")
                & models.Q(answered_at__isnull=False, answered_by__isnull=False),
                name="question_answered_whole",
            )
        ]

    def __str__(self) -> str:
        return f"Question {self.pk}"
