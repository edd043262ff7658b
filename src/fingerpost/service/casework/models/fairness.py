"""What may be shown of who is diverted: protected tables of a quarter, and outcomes counted before."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from fingerpost.service.access.models import Agency, User


class FairnessTable(models.Model):
    """Who was offered, accepted and completed, up to the end of a quarter, small numbers protected.

    Everybody who may see measures reads it; it holds no number that the rules do not let out.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField()  # the first day after
    content = models.JSONField()  # of `fairness.Fairness.as_json`
    made_at = models.DateTimeField()

    class Meta:
        """The newest first; one for an agency and a time."""

        ordering = ("-until", "agency")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["agency", "until"], name="fairness_once"),
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("since")), name="fairness_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"Fairness table {self.pk}"


class MonthOfOutcomes(models.Model):
    """How many offences that a scheme serves were closed in a month, and how many with no further action.

    A force writes these from its crime system, for the months before the scheme and since.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()  # its first day
    closed = models.PositiveIntegerField()
    no_action = models.PositiveIntegerField()  # of these, with no further action
    at = models.DateTimeField()
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """In order; a month once in an agency."""

        ordering = ("month",)
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["agency", "month"], name="outcomes_month_once"),
            models.CheckConstraint(
                condition=models.Q(no_action__lte=models.F("closed")),
                name="outcomes_part_of_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(month__day=1), name="outcomes_month_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"Outcomes of month {self.pk}"
