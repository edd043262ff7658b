"""People with lived experience and families as members: what they need, and what was heard."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from fingerpost.service.access.models import Agency, User


class InvolvementMember(models.Model):
    """What a member needs to take part. Only they and the agency that sees to it read it."""

    person = models.OneToOneField(User, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    wants_easy_read = models.BooleanField(default=False)
    wants_pre_meeting = models.BooleanField(default=False)
    wants_expenses_paid = models.BooleanField(default=False)
    other_needs = models.TextField(blank=True)
    met_on = models.DateField(null=True, blank=True)  # when it was last seen to
    met_how = models.TextField(blank=True)

    class Meta:
        """By person."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"What member {self.pk} needs"


class EntryStatus(models.TextChoices):
    """What became of what was said."""

    HEARD = "heard", "Heard, not answered yet"
    DOING = "doing", "Being done"
    DONE = "done", "Done"
    NOT_DONE = "not_done", "Not done"


class InvolvementEntry(models.Model):
    """You said, we did."""

    on = models.DateField()
    who = models.CharField(max_length=200)  # a group, never a name
    you_said = models.TextField()
    we_did = models.TextField(blank=True)
    status = models.CharField(
        max_length=8, choices=EntryStatus.choices, default=EntryStatus.HEARD
    )
    owner = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    commitment = models.ForeignKey(
        "board.Commitment",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="involvement",
    )
    decision = models.ForeignKey(
        "board.Decision",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="involvement",
    )
    action_item = models.ForeignKey(
        "board.ActionItem",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="involvement",
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    is_public = models.BooleanField(default=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """Newest first; an answer says what was done, or why not."""

        ordering = ("-on", "-id")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(status="heard") | ~models.Q(we_did=""),
                name="involvement_answered",
            )
        ]

    def __str__(self) -> str:
        return f"Entry {self.pk}"
