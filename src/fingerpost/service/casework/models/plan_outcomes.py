"""What was measured of how somebody does, and support in work; only agencies of care read either."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django.db import models

from fingerpost.service.access.models import Agency, User
from fingerpost.service.casework.models.support_plans import SupportPlan
from fingerpost.service.casework.plan_parts import HEALTH_VALUES, JobEnd, Part

CHECKS = (13, 26)  # weeks after which a job is looked at


class OutcomeReading(models.Model):
    """One value of a declared scale on a day. That something is not known is a reading, and no nought."""

    plan = models.ForeignKey(SupportPlan, on_delete=models.PROTECT, related_name="readings")
    scale = models.CharField(max_length=30)
    scale_version = models.PositiveSmallIntegerField()
    item = models.CharField(max_length=30)
    part = models.CharField(max_length=10, choices=Part.choices)
    is_health = models.BooleanField()
    value = models.SmallIntegerField(null=True, blank=True)  # null: asked, and not known
    on = models.DateField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """Oldest first; a part of health is never read as less."""

        ordering = ("on", "id")
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["plan", "scale", "item", "on"], name="outcome_course")
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(is_health=True) | ~models.Q(part__in=HEALTH_VALUES),
                name="outcome_reading_health",
            )
        ]

    def __str__(self) -> str:
        return f"Reading {self.pk} of plan {self.plan_id}"


class EmploymentSupport(models.Model):
    """Individual Placement and Support of one person: profile, search, jobs. Fidelity is another thing."""

    plan = models.ForeignKey(SupportPlan, on_delete=models.PROTECT, related_name="employment")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    profile_on = models.DateField(null=True, blank=True)
    search_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=8, choices=JobEnd.choices, blank=True)

    class Meta:
        """The newest first; one at a time."""

        ordering = ("-since", "-id")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=models.Q(ended_on__isnull=True),
                name="employment_support_once",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True, end_reason="")
                | (models.Q(ended_on__isnull=False) & ~models.Q(end_reason="")),
                name="employment_support_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"Employment support {self.pk}"


class Sustained(models.TextChoices):
    """Whether somebody was still in work at a check."""

    YES = "yes", "Still in work"
    NO = "no", "Not in work any more"
    UNKNOWN = "unknown", "Not known"


class Job(models.Model):
    """A job in the open market, of one day or more, and what the checks of 13 and 26 weeks found."""

    support = models.ForeignKey(
        EmploymentSupport, on_delete=models.PROTECT, related_name="jobs"
    )
    plan = models.ForeignKey(SupportPlan, on_delete=models.PROTECT, related_name="jobs")
    started_on = models.DateField()
    hours = models.PositiveSmallIntegerField(null=True, blank=True)  # a week
    week_13 = models.CharField(max_length=8, choices=Sustained.choices, blank=True)
    week_26 = models.CharField(max_length=8, choices=Sustained.choices, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=8, choices=JobEnd.choices, blank=True)

    class Meta:
        """The newest first; ended for a reason, after it began."""

        ordering = ("-started_on", "-id")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True, end_reason="")
                | (models.Q(ended_on__gte=models.F("started_on")) & ~models.Q(end_reason="")),
                name="job_ended",
            )
        ]

    def __str__(self) -> str:
        return f"Job {self.pk}"

    def check_on(self, weeks: int) -> date:
        """Return the day of a check, so many weeks after the first day."""
        return self.started_on + timedelta(weeks=weeks)

    def found(self, weeks: int) -> str:
        """Return what a check found, or nothing if nobody has looked."""
        return {13: self.week_13, 26: self.week_26}[weeks]

    def next_check(self) -> tuple[int, date] | None:
        """Return the check that is still to come, with its day; none once the job is over."""
        for weeks in CHECKS:
            if not self.found(weeks):
                due = self.check_on(weeks)
                return (weeks, due) if self.ended_on is None else None
        return None
