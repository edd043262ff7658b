"""What a person's records need beside themselves: keys of sheets, how long, and what was asked of them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from fingerpost.service.access.models import Agency, User
from fingerpost.service.casework.models.people import Person
from fingerpost.service.casework.models.referrals import Referral


class SheetKey(models.Model):
    """One key under which the receiver of a referral finds whom its sheet is about."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")  # received
    key = models.CharField(max_length=60)

    class Meta:
        """A key once for a referral."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["agency", "key", "referral"], name="sheet_key_once")
        ]

    def __str__(self) -> str:
        return f"Key of referral {self.referral_id}"


class KeepOn(models.Model):
    """A decision that a record is kept on beyond its time: until when, and why."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="kept_on")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    until = models.DateField()
    reason = models.CharField(max_length=300, blank=True)  # emptied with the person
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """The newest first."""

        ordering = ("-id",)

    def __str__(self) -> str:
        return f"Person {self.person_id} is kept until {self.until}"


class AccessRequest(models.Model):
    """Somebody asked an agency what it keeps of them; it answers within a calendar month."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="asked")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    due_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        """The soonest due first; answered by somebody, at a time."""

        ordering = ("due_on", "id")
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["agency", "due_on"],
                condition=models.Q(answered_at__isnull=True),
                name="access_request_owed",
            )
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True, answered_by__isnull=True)
                | models.Q(answered_at__isnull=False, answered_by__isnull=False),
                name="access_request_answered_whole",
            )
        ]

    def __str__(self) -> str:
        return f"Access request {self.pk}"
