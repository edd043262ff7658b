"""The directory of services, in the shape of Open Referral: who helps, with what, where and when."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from fingerpost.service.access.models import Agency, User


class ServiceStatus(models.TextChoices):
    """Whether a service helps now; the words of Open Referral."""

    ACTIVE = "active", "Open to people"
    CLOSED = "temporarily closed", "Closed for now"
    INACTIVE = "inactive", "Not shown"
    DEFUNCT = "defunct", "Ended"


SHOWN = (ServiceStatus.ACTIVE, ServiceStatus.CLOSED)


class Organisation(models.Model):
    """Who offers services: the agency that keeps the entries, or another that it keeps them for."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=150)
    description = models.CharField(max_length=1000)
    website = models.URLField(max_length=300, blank=True)
    email = models.EmailField(max_length=254, blank=True)

    class Meta:
        """In the order of names."""

        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """One service as people look for it. How to reach it is the service's own, never a person's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")  # keeps it
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="services"
    )
    name = models.CharField(max_length=150)
    description = models.CharField(max_length=2000)
    website = models.URLField(max_length=300, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    phone_words = models.CharField(max_length=200, blank=True)
    status = models.CharField(
        max_length=20, choices=ServiceStatus.choices, default=ServiceStatus.ACTIVE
    )
    needs = ArrayField(models.CharField(max_length=40))  # of `taxonomy.NEEDS`
    takes_self_referral = models.BooleanField(default=False)
    how_to_come = models.CharField(max_length=1000, blank=True)
    eligibility = models.CharField(max_length=1000, blank=True)
    minimum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    is_free = models.BooleanField(default=True)
    cost = models.CharField(max_length=300, blank=True)
    languages = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    alert = models.CharField(max_length=500, blank=True)
    districts = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    checked_on = models.DateField()  # when somebody last said that all of it is right
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """In the order of names."""

        ordering = ("name", "id")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(status__in=ServiceStatus.values), name="service_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(minimum_age__isnull=True)
                | models.Q(maximum_age__isnull=True)
                | models.Q(minimum_age__lte=models.F("maximum_age")),
                name="service_ages_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(needs__len__gte=1), name="service_meets_a_need"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """Where a service is given, and how to get there."""

    location = models.UUIDField()  # its number; several services may be at one
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="places")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=150, blank=True)
    address = models.CharField(max_length=200)
    city = models.CharField(max_length=80)
    county = models.CharField(max_length=80)
    postcode = models.CharField(max_length=8)
    district = models.CharField(max_length=12, blank=True)  # its code
    getting_there = models.CharField(max_length=600, blank=True)
    accessibility = models.CharField(max_length=600, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    class Meta:
        """In the order of towns."""

        ordering = ("city", "address", "id")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["service", "location"], name="place_once")
        ]

    def __str__(self) -> str:
        return f"{self.address}, {self.city}"


class Opening(models.Model):
    """When a service is open: days of the week, or such as the first Monday of a month."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="openings")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.CASCADE, null=True, blank=True)
    freq = models.CharField(
        max_length=8, choices=[("WEEKLY", "Each week"), ("MONTHLY", "Each month")]
    )
    byday = models.CharField(max_length=60)  # "MO,TU", or "1MO,-1FR" of a month
    opens_at = models.TimeField()
    closes_at = models.TimeField()  # the same as `opens_at`: round the clock
    words = models.CharField(max_length=200, blank=True)

    class Meta:
        """In the order in which they were given."""

        ordering = ("id",)
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(byday__regex=r"^(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU)(,|$)"),
                name="opening_days_named",
            )
        ]

    def __str__(self) -> str:
        return f"{self.byday} {self.opens_at:%H:%M}-{self.closes_at:%H:%M}"
