"""The local delivery plan: its versions, priorities and commitments, and how those stand."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from fingerpost.evidence.measures.declaration import OUTCOME_TITLES, Outcome
from fingerpost.evidence.publication.wording import lower_first
from fingerpost.service.access.models import Agency, User
from fingerpost.service.board.states import CommitmentStatus, PlanStatus
from fingerpost.service.insight.aims import AIMS


class PlanVersion(models.Model):
    """One version of the plan. An adopted one is not changed: the next one replaces it."""

    number = models.PositiveSmallIntegerField(unique=True)
    title = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField()
    status = models.CharField(
        max_length=10, choices=PlanStatus.choices, default=PlanStatus.DRAFT
    )
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    adopted_on = models.DateField(null=True, blank=True)
    replaced_on = models.DateField(null=True, blank=True)
    decision = models.ForeignKey(
        "board.Decision", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        """Newest first; one draft and one plan in force at a time; adopted on a day."""

        ordering = ("-number",)
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["status"],
                condition=models.Q(status__in=["draft", "adopted"]),
                name="plan_one_of_each",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")), name="plan_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["draft", "abandoned"], adopted_on__isnull=True)
                | models.Q(status__in=["adopted", "replaced"], adopted_on__isnull=False),
                name="plan_adopted_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"


class Framework(models.TextChoices):
    """Whose priority it is."""

    STRATEGY = "strategy", "National drug strategy"
    POLICE_PLAN = "police_plan", "Police and Crime Plan"
    LOCAL = "local", "Local"


class Priority(models.Model):
    """What the plan works towards: an aim or outcome of a framework, in the plan's own order."""

    plan = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="priorities")
    place = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    framework = models.CharField(max_length=12, choices=Framework.choices)
    outcome = models.CharField(
        max_length=60, blank=True
    )  # of the evidence's framework, by name

    class Meta:
        """In the plan's order."""

        ordering = ("plan", "place")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["plan", "place"], name="priority_has_a_place")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def whose(self) -> str:
        """Whose priority it is, in words; of the national strategy with its aim and outcome."""
        words = str(self.get_framework_display())
        if not self.outcome:
            return words
        outcome = Outcome(self.outcome)
        aim = next(place for place, one in enumerate(AIMS, 1) if outcome in one.outcomes)
        is_national = self.framework == Framework.STRATEGY
        said = f"{words}, aim {aim}" if is_national else words
        return f"{said}: {lower_first(OUTCOME_TITLES[outcome])}"


class Commitment(models.Model):
    """What an agency promised to do, by when, with what, and which measures would show it.

    Once its version is adopted the database lets nothing of it change but how it stands.
    """

    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="commitments")
    place = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    owner = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    starts_on = models.DateField()
    due_on = models.DateField()
    resources = models.TextField(blank=True)
    # Names of measures, activity and outcome apart: the one never stands for the other.
    activity_measures = models.JSONField(default=list, blank=True)
    outcome_measures = models.JSONField(default=list, blank=True)
    status = models.CharField(
        max_length=12, choices=CommitmentStatus.choices, default=CommitmentStatus.NOT_STARTED
    )
    evidence = models.TextField(blank=True)
    status_at = models.DateTimeField(null=True, blank=True)
    is_public = models.BooleanField(default=True)
    carried_from = models.ForeignKey(  # the same commitment in the version before
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_to"
    )
    dropped_because = models.TextField(blank=True)  # this version promises it no longer

    class Meta:
        """In the plan's order; a status but the first has its evidence and its time."""

        ordering = ("priority", "place")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["priority", "place"], name="commitment_has_a_place"
            ),
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("starts_on")),
                name="commitment_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(status="not_started")
                | ~models.Q(evidence="") & models.Q(status_at__isnull=False),
                name="commitment_status_has_evidence",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CommitmentReport(models.Model):
    """What was said of a commitment, and when; only ever added to."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="reports")
    status = models.CharField(max_length=12, choices=CommitmentStatus.choices)
    evidence = models.TextField()
    at = models.DateTimeField()
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """Oldest first."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.commitment}: {self.get_status_display()}"
