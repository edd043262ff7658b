"""What is said and decided, line by line as it is spoken; and the minutes that are made of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from fingerpost.service.access.models import User
from fingerpost.service.board.models.meetings import AgendaItem, Meeting
from fingerpost.service.board.states import MinutesStatus


class MinuteKind(models.TextChoices):
    """What a line records."""

    NOTE = "note", "Note"
    DECISION = "decision", "Decision"
    ACTION = "action", "Action"
    RISK = "risk", "Risk"


class Minute(models.Model):
    """One line. It is only ever added to: a line that was wrong is struck by a later one.

    `key` is made by the page that sends it, so that a line sent twice stands once.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="lines")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=8, choices=MinuteKind.choices)
    words = models.TextField(blank=True)  # empty where a line is only struck
    is_public = models.BooleanField(default=False)
    strikes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="struck_by"
    )
    decision = models.ForeignKey(
        "board.Decision", null=True, blank=True, on_delete=models.PROTECT, related_name="lines"
    )
    action_item = models.ForeignKey(
        "board.ActionItem",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lines",
    )
    risk = models.ForeignKey(
        "board.Risk", null=True, blank=True, on_delete=models.PROTECT, related_name="lines"
    )
    key = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """In the order in which they were written."""

        ordering = ("id",)
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["meeting", "key"], name="minute_once"),
            models.CheckConstraint(
                condition=~models.Q(words="") | models.Q(strikes__isnull=False),
                name="minute_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"Line {self.pk}"

    @property
    def is_struck(self) -> bool:
        """Whether a later line strikes it."""
        return hasattr(self, "struck_by")

    @property
    def made_number(self) -> int | None:
        """The number of what it made: a decision, an action or a risk."""
        return self.decision_id or self.action_item_id or self.risk_id


class Minutes(models.Model):
    """The minutes of a meeting, composed from its lines. Approved ones are never changed.

    `content` is a list of sections, each with a title and its lines; `public_content` has only what
    is public, and is what the public's page shows once the minutes are published.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(
        max_length=10, choices=MinutesStatus.choices, default=MinutesStatus.DRAFT
    )
    content = models.JSONField()
    public_content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        """Newest first; one that counts; approved and published by somebody at a time."""

        ordering = ("meeting", "-number")
        verbose_name_plural = "minutes"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["meeting", "number"], name="minutes_number_once"),
            models.UniqueConstraint(
                fields=["meeting"],
                condition=~models.Q(status="replaced"),
                name="minutes_one_that_counts",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    status__in=["draft", "replaced"],
                    approved_at__isnull=True,
                    approved_by__isnull=True,
                )
                | models.Q(
                    status__in=["approved", "published"],
                    approved_at__isnull=False,
                    approved_by__isnull=False,
                ),
                name="minutes_approved_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    status="published", published_at__isnull=False, published_by__isnull=False
                )
                | ~models.Q(status="published")
                & models.Q(published_at__isnull=True, published_by__isnull=True),
                name="minutes_published_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"Minutes of {self.meeting}, {self.get_status_display().lower()}"
