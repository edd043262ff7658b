"""What somebody told us: how safe it is where they live, and what changed. Never who they are."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from fingerpost.service.access.models import User

LONGEST = 1000  # letters


class Safety(models.TextChoices):
    """How safe somebody feels from harm by drugs where they live."""

    VERY_SAFE = "very_safe", "Very safe"
    SAFE = "safe", "Fairly safe"
    UNSAFE = "unsafe", "A bit unsafe"
    VERY_UNSAFE = "very_unsafe", "Very unsafe"


class Change(models.TextChoices):
    """What became of it in the last year."""

    BETTER = "better", "Better"
    SAME = "same", "About the same"
    WORSE = "worse", "Worse"


class ToldStatus(models.TextChoices):
    """What became of what was told. Nothing is shown or counted before somebody read it."""

    WAITING = "waiting", "Waiting to be read"
    SHOWN = "shown", "Shown"
    COUNTED = "counted", "Counted, its words not shown"
    REFUSED = "refused", "Neither shown nor counted"


class Told(models.Model):
    """One thing that was told. The day and the district are kept, and nothing of the teller."""

    district = models.CharField(max_length=12)  # its code
    safety = models.CharField(max_length=12, choices=Safety.choices)
    change = models.CharField(max_length=8, choices=Change.choices)
    words = models.CharField(max_length=LONGEST, blank=True)
    told_on = models.DateField()
    status = models.CharField(
        max_length=8, choices=ToldStatus.choices, default=ToldStatus.WAITING
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        """The oldest first; decided by somebody at a time or waiting; refused words are gone."""

        ordering = ("told_on", "id")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(
                    status="waiting", decided_at__isnull=True, decided_by__isnull=True
                )
                | (
                    ~models.Q(status="waiting")
                    & models.Q(decided_at__isnull=False, decided_by__isnull=False)
                ),
                name="told_decided_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=("waiting", "shown")) | models.Q(words=""),
                name="told_words_not_shown_are_gone",
            ),
        ]

    def __str__(self) -> str:
        return f"Told on {self.told_on}"
