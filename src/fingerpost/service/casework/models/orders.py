"""A drug rehabilitation requirement that a court made, and its reviews: days and codes, nothing clinical."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from fingerpost.service.access.models import Agency, User
from fingerpost.service.casework.models.people import Person
from fingerpost.service.casework.models.referrals import Referral


class OrderState(models.TextChoices):
    """How an order stands."""

    IN_FORCE = "in_force", "In force"
    COMPLETED = "completed", "Completed"
    BREACHED = "breached", "Breached"
    REVOKED = "revoked", "Revoked"
    ENDED = "ended", "Ended otherwise"


class OrderEnd(models.TextChoices):
    """Why an order ended before it was completed."""

    NOT_ATTENDED = "not_attended", "Did not attend"
    NEW_OFFENCE = "new_offence", "A new offence"
    PROGRESS = "progress", "Good progress: the court revoked it"
    ILL = "ill", "Cannot go on: health"
    MOVED = "moved", "Moved away"
    DIED = "died", "Died"
    MISTAKE = "mistake", "Written by mistake"


class Attendance(models.TextChoices):
    """How much somebody came since the last review: what the provider tells, and no more."""

    ALL = "all", "All appointments"
    MOST = "most", "Most appointments"
    FEW = "few", "Few appointments"
    NONE = "none", "No appointment"


class ReviewResult(models.TextChoices):
    """What came of a review."""

    GOES_ON = "goes_on", "It goes on as it is"
    CHANGED = "changed", "The court changed it"
    WARNED = "warned", "A warning"
    BREACH = "breach", "Breach proceedings"
    NOT_HELD = "not_held", "Not held: the person did not come"
    ADJOURNED = "adjourned", "Adjourned"


class DrugOrder(models.Model):
    """One requirement; probation keeps it, and the provider that it names reads it."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="drug_orders")
    referral = models.OneToOneField(
        Referral, on_delete=models.PROTECT, related_name="drug_order"
    )
    court = models.CharField(max_length=120)
    made_on = models.DateField()
    months = models.PositiveSmallIntegerField()
    ends_on = models.DateField()
    state = models.CharField(
        max_length=10, choices=OrderState.choices, default=OrderState.IN_FORCE
    )
    reason = models.CharField(max_length=12, choices=OrderEnd.choices, blank=True)
    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True, blank=True)  # the next review, or its end
    at = models.DateTimeField()
    over_on = models.DateField(null=True, blank=True)

    class Meta:
        """The soonest due first; in force with a day that is due, or over."""

        ordering = ("due_on", "-id")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(state="in_force", due_on__isnull=False, over_on__isnull=True)
                | (~models.Q(state="in_force") & models.Q(due_on=None, over_on__isnull=False)),
                name="order_in_force_is_due",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["in_force", "completed"]) ^ ~models.Q(reason=""),
                name="order_end_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("made_on")), name="order_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"Drug order {self.pk}"


class OrderReview(models.Model):
    """One review by the court: when it is due, what the provider says of attendance, what came of it."""

    order = models.ForeignKey(DrugOrder, on_delete=models.PROTECT, related_name="reviews")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    attendance = models.CharField(max_length=4, choices=Attendance.choices, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    result = models.CharField(max_length=10, choices=ReviewResult.choices, blank=True)
    held_on = models.DateField(null=True, blank=True)
    written_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In the order of their days; one on a day."""

        ordering = ("due_on", "id")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["order", "due_on"], name="review_once"),
            models.CheckConstraint(
                condition=models.Q(attendance="") ^ models.Q(told_at__isnull=False),
                name="review_attendance_is_told",
            ),
            models.CheckConstraint(
                condition=models.Q(result="") ^ models.Q(held_on__isnull=False),
                name="review_result_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"Review {self.pk} of drug order {self.order_id}"
