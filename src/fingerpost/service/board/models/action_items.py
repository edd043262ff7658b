"""What somebody was asked to do by a day, and everything that was said of it since."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models

from fingerpost.service.access.models import Agency, User
from fingerpost.service.board.models.meetings import Meeting
from fingerpost.service.board.states import ActionStatus

SETTLED = (ActionStatus.REPORTED, ActionStatus.CLOSED, ActionStatus.NOT_DONE)


class ActionItem(models.Model):
    """One thing to be done, by an agency and a person, by a day.

    Its first day stays as it was, however often it is carried over, and it is never removed: so the
    account of what was promised cannot be made to look better than it is.
    """

    words = models.CharField(max_length=300)
    owner = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    first_due_on = models.DateField()
    due_on = models.DateField()
    carried_over = models.PositiveSmallIntegerField(default=0)
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="action_items"
    )
    decision = models.ForeignKey(
        "board.Decision",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="action_items",
    )
    commitment = models.ForeignKey(
        "board.Commitment",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="action_items",
    )
    is_public = models.BooleanField(default=True)
    status = models.CharField(
        max_length=10, choices=ActionStatus.choices, default=ActionStatus.OPEN
    )
    evidence = models.TextField(blank=True)  # what shows that it was done
    reason = models.TextField(blank=True)  # not done, because
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reminded_on = models.DateField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)  # for the day that it is due now
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The soonest first; done with evidence, not done with a reason; its first day stays."""

        ordering = ("due_on", "id")
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["status", "due_on"], name="action_item_due")
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=~models.Q(status__in=["reported", "closed"]) | ~models.Q(evidence=""),
                name="action_done_with_evidence",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="not_done") | ~models.Q(reason=""),
                name="action_not_done_because",
            ),
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("first_due_on")),
                name="action_not_due_before_first",
            ),
            models.CheckConstraint(
                condition=models.Q(carried_over=0, due_on=models.F("first_due_on"))
                | models.Q(carried_over__gt=0),
                name="action_carried_over_is_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"Action {self.pk}"

    def is_late(self, on: date) -> bool:
        """Whether its day is over and nobody reported it done or not done."""
        return self.status not in SETTLED and self.due_on < on

    def days_late(self, on: date) -> int:
        """Return by how many days it is late since its day; 0 if it is not."""
        return (on - self.due_on).days if self.is_late(on) else 0


class ReportKind(models.TextChoices):
    """What was said or done about an action item."""

    MADE = "made", "Given"
    PROGRESS = "progress", "Progress"
    ASSIGNED = "assigned", "Given to somebody"
    DONE = "done", "Reported done"
    CLOSED = "closed", "Accepted as done"
    SENT_BACK = "sent_back", "Sent back"
    NOT_DONE = "not_done", "Not done"
    CARRIED_OVER = "carried_over", "Carried over"
    REMINDED = "reminded", "Owner reminded"
    ESCALATED = "escalated", "Escalated"
    REOPENED = "reopened", "Opened again"


class ActionReport(models.Model):
    """One thing said or done about an action item; only ever added to."""

    action_item = models.ForeignKey(
        ActionItem, on_delete=models.PROTECT, related_name="reports"
    )
    kind = models.CharField(max_length=12, choices=ReportKind.choices)
    words = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=ActionStatus.choices)  # afterwards
    due_on = models.DateField()  # afterwards
    at = models.DateTimeField()
    person = models.ForeignKey(  # null: the service itself, on its day
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        """Oldest first."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.action_item}: {self.get_kind_display()}"
