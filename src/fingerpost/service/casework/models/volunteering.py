"""What volunteers and lived-experience groups write down: of what was done, and never of who came."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django.db import models

from fingerpost.service.access.models import Agency, User


class SessionKind(models.TextChoices):
    """What kind of session it is."""

    MUTUAL_AID = "mutual_aid", "Mutual aid"
    DROP_IN = "drop_in", "Drop-in"
    ACTIVITY = "activity", "Activity together"
    OUTREACH = "outreach", "Outreach"
    TRAINING = "training", "Training of volunteers"
    FAMILY = "family", "For families and friends"


class GroupSession(models.Model):
    """A session: when, where, of which kind, and how many came. Nobody's name, ever."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=SessionKind.choices)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=120)
    came = models.PositiveSmallIntegerField(null=True, blank=True)  # null: nobody counted
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """The newest first."""

        ordering = ("-starts_at", "-id")
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["agency", "-starts_at"], name="sessions_of_group")
        ]

    def __str__(self) -> str:
        return f"Session {self.pk}"


class KitResult(models.TextChoices):
    """What became of somebody who was given naloxone."""

    SURVIVED = "survived", "They came round"
    HOSPITAL = "hospital", "They came round and went to hospital"
    DIED = "died", "They died"
    UNKNOWN = "unknown", "Not known"


class KitEntry(models.Model):
    """Kits of naloxone that a peer gave out, or one that was used; in which district, and of no person."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    area = models.CharField(max_length=80)  # a district, never a street
    batch = models.CharField(max_length=40)
    expires_on = models.DateField()
    given = models.PositiveSmallIntegerField(default=0)
    used = models.PositiveSmallIntegerField(default=0)
    result = models.CharField(max_length=8, choices=KitResult.choices, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """The newest first; given or used, and what is used has a result."""

        ordering = ("-on", "-id")
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["agency", "-on"], name="kits_of_group")
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(given__gte=1) | models.Q(used__gte=1),
                name="kit_of_something",
            ),
            models.CheckConstraint(
                condition=models.Q(used=0, result="")
                | (models.Q(used__gte=1) & ~models.Q(result="")),
                name="kit_used_with_result",
            ),
        ]

    def __str__(self) -> str:
        return f"Kits {self.pk}"


class VolunteerHours(models.Model):
    """How long somebody volunteered on a day, for what."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    volunteer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    doing = models.CharField(max_length=10, choices=SessionKind.choices)
    at = models.DateTimeField()

    class Meta:
        """The newest first; within a day."""

        ordering = ("-on", "-id")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(minutes__gte=1, minutes__lte=24 * 60),
                name="volunteer_hours_of_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"Hours {self.pk}"


class Supervision(models.Model):
    """That somebody supervises a volunteer, every so many weeks."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    volunteer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    supervisor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    every_weeks = models.PositiveSmallIntegerField(default=6)
    since = models.DateField()
    last_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        """One at a time for a volunteer; nobody supervises themselves."""

        ordering = ("volunteer__name", "id")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["agency", "volunteer"],
                condition=models.Q(ended_on__isnull=True),
                name="supervision_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(volunteer=models.F("supervisor")),
                name="supervision_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(every_weeks__gte=1, every_weeks__lte=52),
                name="supervision_weeks",
            ),
        ]

    def __str__(self) -> str:
        return f"Supervision {self.pk}"

    @property
    def due_on(self) -> date:
        """The day by which they meet next."""
        return (self.last_on or self.since) + timedelta(weeks=self.every_weeks)


class SupervisionNote(models.Model):
    """What was said in supervision; only the two of them read it, and it is only added to."""

    supervision = models.ForeignKey(Supervision, on_delete=models.PROTECT, related_name="notes")
    volunteer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    supervisor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    words = models.TextField(max_length=4000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """The newest first."""

        ordering = ("-on", "-id")

    def __str__(self) -> str:
        return f"Note {self.pk} of supervision"


class OwnWords(models.Model):
    """What somebody says has changed for them, in own words; it is their group's, with no name asked."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(max_length=2000)
    name = models.CharField(max_length=80, blank=True)  # as they want to be called, if at all
    agreed = models.BooleanField()  # that the group keeps it
    may_be_quoted = models.BooleanField(default=False)  # outside the group, without the name
    on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """The newest first; nothing is kept that nobody agreed to."""

        ordering = ("-on", "-id")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=models.Q(agreed=True), name="own_words_agreed")
        ]

    def __str__(self) -> str:
        return f"Own words {self.pk}"
