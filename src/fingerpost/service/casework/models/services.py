"""A service that can be referred to, and the times that it has free."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from fingerpost.service.access.models import Agency, User


class Service(models.Model):
    """Something that an agency does for people, with its own standard for each step."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    what = models.CharField(max_length=300)  # what it does, for whom, in plain words
    needs = models.JSONField(default=list)  # reasons.Need: what it helps with
    areas = models.CharField(max_length=200, blank=True)  # "" means the whole county
    ages = models.CharField(max_length=60, blank=True)
    manager = models.ForeignKey(  # late steps are put to them; null: to the agency's managers
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    standards = models.JSONField(default=dict)  # working days by state, where its own
    places = models.PositiveSmallIntegerField(null=True, blank=True)  # people at one time
    wait_days = models.PositiveSmallIntegerField(null=True, blank=True)  # as it says itself
    said_on = models.DateField(null=True, blank=True)  # when it said so
    # As counted each night from its referrals of the last 90 days: from sent to the first appointment.
    counted_wait_days = models.PositiveSmallIntegerField(null=True, blank=True)
    counted_from = models.PositiveIntegerField(default=0)  # so many referrals
    counted_on = models.DateField(null=True, blank=True)
    takes_self_referral = models.BooleanField(default=False)
    is_course = models.BooleanField(default=False)  # of diversion: booked by its slots
    is_open = models.BooleanField(default=True)

    class Meta:
        """By name; a name once in an agency."""

        ordering = ("name", "id")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["agency", "name"], name="service_once")
        ]

    def __str__(self) -> str:
        return self.name


class Slot(models.Model):
    """A time that a service has free for somebody to come."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="slots")
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=120)
    seats = models.PositiveSmallIntegerField(default=1)
    taken = models.PositiveSmallIntegerField(default=0)

    class Meta:
        """The soonest first; never overfull."""

        ordering = ("starts_at", "id")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(taken__lte=models.F("seats")), name="slot_not_overfull"
            ),
            models.UniqueConstraint(fields=["service", "starts_at", "place"], name="slot_once"),
        ]

    def __str__(self) -> str:
        return f"Slot {self.pk}"
