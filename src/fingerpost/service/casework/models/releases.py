"""A release from prison: who is told of it, what it needs, every change, and its 21-day clock."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models

from fingerpost.service.access.models import Agency, User
from fingerpost.service.casework.models.people import Consent, Person
from fingerpost.service.casework.models.referrals import Referral
from fingerpost.service.casework.release_clock import LAST_DAY, day_of, days_left
from fingerpost.service.casework.release_needs import title_of
from fingerpost.service.casework.release_reasons import (
    ClockOutcome,
    NotDone,
    ReleaseKind,
    Resolution,
    TransferReason,
    TreatmentNeed,
)
from fingerpost.service.casework.release_states import BEFORE, OVER, RUNNING, ReleaseState

BEFORE_VALUES, RUNNING_VALUES, OVER_VALUES = (
    sorted(state.value for state in states) for states in (BEFORE, RUNNING, OVER)
)
STATES, OUTCOMES = ReleaseState.choices, ClockOutcome.choices


class PrisonRelease(models.Model):
    """One release of one person from one prison. Once they left, and need treatment, a clock runs.

    Who comes back into custody and is released again has another release, and another clock.
    """

    prison = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="releases")
    # What the agencies that are named on it are told of who it is.
    name = models.CharField(max_length=170)
    born_on = models.DateField(null=True, blank=True)
    kind = models.CharField(max_length=12, choices=ReleaseKind.choices)
    need = models.CharField(
        max_length=8, choices=TreatmentNeed.choices, default=TreatmentNeed.UNKNOWN
    )
    area = models.CharField(max_length=9, blank=True)  # the code of a district: no nearer
    due_on = models.DateField()
    first_due_on = models.DateField()
    released_on = models.DateField(null=True, blank=True)
    # To whom treatment is transferred, and the referral that does it.
    community = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    referral = models.ForeignKey(
        Referral, null=True, blank=True, on_delete=models.PROTECT, related_name="releases"
    )
    state = models.CharField(max_length=12, choices=STATES, default=ReleaseState.PLANNED)
    since = models.DateTimeField()
    owner = models.ForeignKey(  # owes the next step; null once it is over
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due_at = models.DateTimeField(null=True, blank=True)
    worker = models.ForeignKey(  # who plans it in the prison
        User, on_delete=models.PROTECT, related_name="+"
    )
    clock_outcome = models.CharField(max_length=10, choices=OUTCOMES, blank=True)
    clock_stopped_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=16, blank=True)  # CancelReason or NotEngaged
    escalated_at = models.DateTimeField(null=True, blank=True)  # for the step owed now
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    over_at = models.DateTimeField(null=True, blank=True)
    edition = models.PositiveIntegerField(default=0)

    class Meta:
        """By day; open with an owner and a time, or over with neither; a clock only after a release."""

        ordering = ("due_on", "id")
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["prison", "due_on"], name="release_of_prison"),
            models.Index(
                fields=["owner", "due_at"],
                condition=models.Q(owner__isnull=False),
                name="release_owed",
            ),
            models.Index(fields=["state", "released_on"], name="release_clock"),
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
                name="release_open_is_owed",
            ),
            models.CheckConstraint(
                condition=models.Q(clock_outcome="", clock_stopped_on__isnull=True)
                | (
                    ~models.Q(clock_outcome="")
                    & models.Q(
                        released_on__isnull=False,
                        clock_stopped_on__gte=models.F("released_on"),
                    )
                ),
                name="release_clock_stops_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=RUNNING_VALUES)
                | models.Q(released_on__isnull=False, clock_outcome=""),
                name="release_clock_runs",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["engaged", "not_engaged"])
                | ~models.Q(clock_outcome=""),
                name="release_clock_stopped",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(state__in=BEFORE_VALUES),
                name="release_planned_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Release {self.pk}"  # never a name

    @property
    def day(self) -> date:
        """The day of the release: when they left, else when they are to leave."""
        return self.released_on or self.due_on

    @property
    def has_clock(self) -> bool:
        """Whether the clock runs now."""
        return ReleaseState(self.state) in RUNNING

    def clock_day(self, on: date) -> int | None:
        """Return which day of the clock a day is; None where it does not run."""
        if self.released_on is None or not self.has_clock:
            return None
        return day_of(self.released_on, on)

    def clock_left(self, on: date) -> int | None:
        """Return how many days are left; None where the clock does not run."""
        if self.released_on is None or not self.has_clock:
            return None
        return max(min(days_left(self.released_on, on), LAST_DAY), 0)

    def is_late(self, at: datetime) -> bool:
        """Whether the next step is owed since before a time."""
        return self.due_at is not None and self.due_at < at


class ReleaseAgency(models.Model):
    """An agency that the prison named on a release: it reads it, until that ends.

    Where it rests on the person's choice the consent is named, and the database stops showing the release
    the moment that it is withdrawn.
    """

    release = models.ForeignKey(
        PrisonRelease, on_delete=models.PROTECT, related_name="agencies"
    )
    prison = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    consent = models.ForeignKey(
        Consent, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    named_at = models.DateTimeField()
    named_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """An agency once on a release."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["release", "agency"], name="release_agency_once")
        ]

    def __str__(self) -> str:
        return f"Agency {self.agency_id} on {self.release_id}"


class ItemState(models.TextChoices):
    """What became of something that a release needs."""

    OPEN = "open", "To do"
    DONE = "done", "Done"
    NOT_DONE = "not_done", "Not done"


class ReleaseItem(models.Model):
    """One thing that a release needs: who does it, by when, and what became of it; no word of anybody."""

    release = models.ForeignKey(PrisonRelease, on_delete=models.PROTECT, related_name="items")
    prison = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)  # of release_items.toml
    of_health = models.BooleanField(default=False)
    owner = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ItemState.choices, default=ItemState.OPEN)
    reason = models.CharField(max_length=12, choices=NotDone.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    escalated_at = models.DateTimeField(null=True, blank=True)
    escalated_to = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        """The soonest due first; answered by somebody at a time, or not at all."""

        ordering = ("due_at", "id")
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(state="open", escalated_at__isnull=True),
                name="release_item_owed",
            ),
            models.Index(fields=["owner", "due_at"], name="release_item_of"),
        ]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["release", "kind"], name="release_item_once"),
            models.CheckConstraint(
                condition=models.Q(
                    state="open", answered_at__isnull=True, answered_by__isnull=True
                )
                | (
                    ~models.Q(state="open")
                    & models.Q(answered_at__isnull=False, answered_by__isnull=False)
                ),
                name="release_item_answered_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(state="not_done") & ~models.Q(reason="")
                | ~models.Q(state="not_done") & models.Q(reason=""),
                name="release_item_not_done_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"Item {self.pk} of release {self.release_id}"

    @property
    def title(self) -> str:
        """What it is called."""
        return title_of(self.kind)

    def is_late(self, at: datetime) -> bool:
        """Whether it should have been done by a time."""
        return self.state == ItemState.OPEN and self.due_at < at


class ReleaseStepKind(models.TextChoices):
    """What happened to a release."""

    MADE = "made", "Planned"
    MOVED = "moved", "Moved on"
    DAY = "day", "Day changed"
    NAMED = "named", "Agency named"
    TRANSFERRED = "transferred", "Treatment transferred"
    QUEUED = "queued", "Transfer did not match"
    ITEM = "item", "Something needed"
    ESCALATED = "escalated", "Escalated"


class ReleaseStep(models.Model):
    """One thing that happened to a release: codes, days and names of workers; it is only ever added to."""

    release = models.ForeignKey(PrisonRelease, on_delete=models.PROTECT, related_name="steps")
    prison = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=ReleaseStepKind.choices)
    of_health = models.BooleanField(default=False)
    before = models.CharField(max_length=12, blank=True)  # of a release or of an item
    after = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()
    agency = models.ForeignKey(  # null: the clock
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    item = models.CharField(max_length=16, blank=True)
    reason = models.CharField(max_length=16, blank=True)
    day_before = models.DateField(null=True, blank=True)
    day_after = models.DateField(null=True, blank=True)
    whom = models.ForeignKey(  # the agency named, or whose manager was told
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        """Oldest first."""

        ordering = ("id",)
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["release", "id"], name="release_steps")
        ]

    def __str__(self) -> str:
        return f"Step {self.pk} of release {self.release_id}"


class ReleaseHealth(models.Model):
    """What a care agency itself knows of somebody's health that makes a release risky.

    The database gives agencies of law enforcement nothing of this table, and nobody another's row.
    """

    release = models.ForeignKey(PrisonRelease, on_delete=models.PROTECT, related_name="health")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    needs_opioid_treatment = models.BooleanField()
    at = models.DateTimeField()
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """One of an agency."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["release", "agency"], name="release_health_once")
        ]

    def __str__(self) -> str:
        return f"Health of release {self.release_id}"


class Transfer(models.Model):
    """A transfer that did not match, in the queue of the agency that resolves it."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    release = models.ForeignKey(
        PrisonRelease, on_delete=models.PROTECT, related_name="transfers"
    )
    reason = models.CharField(max_length=16, choices=TransferReason.choices)
    said = models.CharField(max_length=80, blank=True)  # whom the prison's list names
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(  # null: nothing was left to resolve
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    how = models.CharField(max_length=10, choices=Resolution.choices, blank=True)
    referral = models.ForeignKey(
        Referral, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        """The soonest due first; due until it is resolved."""

        ordering = ("due_at", "id")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["release", "agency"],
                condition=models.Q(resolved_at__isnull=True),
                name="transfer_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(due_at__isnull=False, resolved_at__isnull=True, how="")
                | (
                    models.Q(due_at__isnull=True, resolved_at__isnull=False) & ~models.Q(how="")
                ),
                name="transfer_owed_or_resolved",
            ),
        ]

    def __str__(self) -> str:
        return f"Transfer {self.pk}"


class ReleaseFile(models.Model):
    """A list of releases that was read: what became of each of its rows, and no word of any of them."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    read_at = models.DateTimeField()
    read_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    rows = models.PositiveIntegerField()
    made = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    same = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()
    refusals = models.JSONField(default=list)  # [row, column, reason]; no value of a person

    class Meta:
        """The newest first; a file once; no row lost."""

        ordering = ("-read_at", "-id")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["agency", "sha256"], name="release_file_once"),
            models.CheckConstraint(
                condition=models.Q(
                    rows=models.F("made")
                    + models.F("changed")
                    + models.F("same")
                    + models.F("refused")
                ),
                name="release_file_loses_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"Release file {self.pk}"
