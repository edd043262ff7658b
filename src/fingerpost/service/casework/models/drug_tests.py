"""A drug test on arrest, which the police alone keep, and the assessment that a positive one requires."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from fingerpost.service.access.models import Agency, User
from fingerpost.service.casework.models.people import Person
from fingerpost.service.casework.models.referrals import Referral
from fingerpost.service.casework.required_assessments import OVER, AssessmentState

OVER_VALUES = sorted(state.value for state in OVER)


class WhyTested(models.TextChoices):
    """Why somebody was tested."""

    TRIGGER = "trigger", "Arrested for a trigger offence"
    INSPECTOR = "inspector", "An inspector’s authority"


class Substance(models.TextChoices):
    """What a test can find: specified class A drugs."""

    OPIATES = "opiates", "Opiates"
    COCAINE = "cocaine", "Cocaine"


class DrugTestResult(models.TextChoices):
    """What a test said."""

    POSITIVE = "positive", "Positive"
    NEGATIVE = "negative", "Negative"
    REFUSED = "refused", "Refused"


class DrugTest(models.Model):
    """One test on arrest; only ever added to."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="drug_tests")
    ground = models.CharField(max_length=10, choices=WhyTested.choices)
    result = models.CharField(max_length=10, choices=DrugTestResult.choices)
    substances = models.JSONField(default=list)  # of `Substance`
    tested_at = models.DateTimeField()
    at = models.DateTimeField()
    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """The newest first; a positive one says what it found, another finds nothing."""

        ordering = ("-tested_at", "-id")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(result="positive") ^ models.Q(substances=[]),
                name="test_says_what_it_found",
            )
        ]

    def __str__(self) -> str:
        return f"Drug test {self.pk}"


class RequiredAssessment(models.Model):
    """The assessment by a drug worker that a positive test requires; the provider reads it once booked."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    test = models.OneToOneField(DrugTest, on_delete=models.PROTECT, related_name="assessment")
    provider = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    referral = models.OneToOneField(
        Referral, null=True, blank=True, on_delete=models.PROTECT, related_name="assessment"
    )
    state = models.CharField(max_length=10, choices=AssessmentState.choices)
    reason = models.CharField(max_length=12, blank=True)
    since = models.DateTimeField()
    owner = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True, blank=True)
    over_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The soonest due first; open with an owner and a time, or over with neither."""

        ordering = ("due_at", "-id")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(
                    state__in=OVER_VALUES,
                    owner__isnull=True,
                    due_at__isnull=True,
                    over_at__isnull=False,
                )
                | (
                    ~models.Q(state__in=OVER_VALUES)
                    & models.Q(owner__isnull=False, due_at__isnull=False, over_at__isnull=True)
                ),
                name="assessment_open_is_owed",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["booked", "missed", "attended"])
                | models.Q(referral__isnull=False, provider__isnull=False),
                name="assessment_booked_somewhere",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["failed", "ended"]) ^ models.Q(reason=""),
                name="assessment_end_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"Required assessment {self.pk}"
