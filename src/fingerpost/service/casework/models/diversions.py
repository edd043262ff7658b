"""A diversion: what its two agencies share of it, and what the police alone keep.

The course or assessment sees `Diversion` and its steps from the booking on: states, days, a reason's code.
The offence, what was asked and how the crime is closed are in tables that no other agency reads.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models

from fingerpost.service.access.models import Agency, User
from fingerpost.service.casework.diversion_rules import Activity, Encounter
from fingerpost.service.casework.diversion_states import OVER, REASONS, DiversionState
from fingerpost.service.casework.eligibility import Answer
from fingerpost.service.casework.models.people import Person
from fingerpost.service.casework.models.referrals import Referral

OVER_VALUES = sorted(state.value for state in OVER)
NEED_REASON = ["not_offered", "refused", "breached", "ended"]
HAVE_PLACE = ["booked", "missed", "attended", "complied", "proposed"]
REASON_CODES = sorted({code for one in REASONS for code in one.values})


class Terms(models.TextChoices):
    """Whether it is a condition of something, or the person's own choice alone."""

    VOLUNTARY = "voluntary", "Voluntary"
    CONDITION = "condition", "A condition"


class Diversion(models.Model):
    """Somebody led from prosecution to a course or an assessment; while it is open somebody owes a step."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")  # the police
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="diversions")
    activity = models.CharField(max_length=10, choices=Activity.choices)
    terms = models.CharField(max_length=10, choices=Terms.choices, default=Terms.VOLUNTARY)
    provider = models.ForeignKey(  # from the booking on
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    referral = models.OneToOneField(
        Referral, null=True, blank=True, on_delete=models.PROTECT, related_name="diversion"
    )
    state = models.CharField(max_length=12, choices=DiversionState.choices)
    reason = models.CharField(max_length=12, blank=True)  # a code of `diversion_states`
    since = models.DateTimeField()  # in this state
    owner = models.ForeignKey(  # owes the next step; null once it is over
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    complied_at = models.DateTimeField(null=True, blank=True)
    over_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)  # for the step that is owed now
    edition = models.PositiveIntegerField(default=0)  # one more with each change

    class Meta:
        """The soonest due first; open with an owner and a time, or over with neither."""

        ordering = ("due_at", "-id")
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["owner", "due_at"],
                condition=models.Q(owner__isnull=False),
                name="diversion_owed",
            ),
            models.Index(fields=["agency", "-since"], name="diversion_of_agency"),
            models.Index(fields=["agency", "made_at"], name="diversion_made"),
        ]
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
                name="diversion_open_is_owed",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=NEED_REASON) ^ models.Q(reason=""),
                name="diversion_no_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(reason="") | models.Q(reason__in=REASON_CODES),
                name="diversion_reason_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=HAVE_PLACE)
                | models.Q(referral__isnull=False, provider__isnull=False),
                name="diversion_booked_somewhere",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["complied", "proposed"])
                | models.Q(complied_at__isnull=False),
                name="diversion_proposed_after_compliance",
            ),
        ]

    def __str__(self) -> str:
        return f"Diversion {self.pk}"

    def is_late(self, at: datetime) -> bool:
        """Whether the next step is owed since before a time."""
        return self.due_at is not None and self.due_at < at


class DiversionStep(models.Model):
    """One move of a diversion: codes and times; it is only ever added to."""

    diversion = models.ForeignKey(Diversion, on_delete=models.PROTECT, related_name="steps")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")  # the police
    provider = models.ForeignKey(  # as it was then; null: it is not theirs to read
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    before = models.CharField(max_length=12, choices=DiversionState.choices, blank=True)
    after = models.CharField(max_length=12, choices=DiversionState.choices)
    at = models.DateTimeField()
    actor = models.ForeignKey(  # null: the service itself
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=12, blank=True)
    was_due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Oldest first."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"Step {self.pk} of diversion {self.diversion_id}"


class EligibilityCheck(models.Model):
    """What was known at a check, by which rules it was decided, and each rule's result. Police alone."""

    diversion = models.ForeignKey(Diversion, on_delete=models.PROTECT, related_name="checks")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    scheme = models.CharField(max_length=40)
    rules_version = models.CharField(max_length=20)
    encounter = models.CharField(max_length=14, choices=Encounter.choices)
    on = models.DateField()  # of the encounter
    offence = models.CharField(max_length=10, blank=True)  # its code
    crime_number = models.CharField(max_length=30, blank=True)  # the force's own
    facts = models.JSONField(default=dict)  # by the name of the question: true, false, null
    results = models.JSONField(default=list)  # of `eligibility.Result`
    answer = models.CharField(max_length=10, choices=Answer.choices)
    at = models.DateTimeField()
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")  # checked it

    class Meta:
        """Oldest first: the last one counts."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"Check {self.pk} of diversion {self.diversion_id}"


class OutcomeWord(models.TextChoices):
    """What was said of an outcome number."""

    PROPOSED = "proposed", "Proposed"
    NOT_PROPOSED = "not_proposed", "Not proposed"
    RECORDED = "recorded", "Recorded"


class DiversionOutcome(models.Model):
    """An outcome number that was proposed, or not, or recorded, and why. Police alone."""

    diversion = models.ForeignKey(Diversion, on_delete=models.PROTECT, related_name="outcomes")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    word = models.CharField(max_length=12, choices=OutcomeWord.choices)
    number = models.CharField(max_length=4)  # of `diversion_rules.toml`
    title = models.CharField(max_length=120)
    why = models.CharField(max_length=300)
    rules_version = models.CharField(max_length=20)
    on = models.DateField()
    at = models.DateTimeField()
    person = models.ForeignKey(  # null: the service itself
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        """Oldest first; recorded once."""

        ordering = ("id",)
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["diversion"],
                condition=models.Q(word="recorded"),
                name="outcome_recorded_once",
            )
        ]

    def __str__(self) -> str:
        return f"Outcome word {self.pk} of diversion {self.diversion_id}"
