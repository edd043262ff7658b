"""Who sits on the board, when it meets, on what, and who came."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models

from fingerpost.service.access.models import Agency, User
from fingerpost.service.board.states import MeetingStatus


class Seat(models.Model):
    """An agency's place on the board, and who holds it. It is ended, never deleted."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)  # "Director of public health"
    person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    deputy = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_chair = models.BooleanField(default=False)
    counts_for_quorum = models.BooleanField(default=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        """By agency; one chair at a time."""

        ordering = ("-is_chair", "agency__name", "title")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["is_chair"],
                condition=models.Q(is_chair=True, until__isnull=True),
                name="seat_one_chair",
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="seat_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.agency}"

    def is_open(self, on: date) -> bool:
        """Whether it is held on a day."""
        return self.since <= on and (self.until is None or on <= self.until)


class Meeting(models.Model):
    """One meeting of the board."""

    title = models.CharField(max_length=150)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    papers_due_on = models.DateField()
    quorum = models.PositiveSmallIntegerField()  # seats that must be filled
    status = models.CharField(
        max_length=10, choices=MeetingStatus.choices, default=MeetingStatus.PLANNED
    )
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=300, blank=True)
    # The newest pack: its number, when it was sent, and of what it was made, to tell what changed since.
    pack_number = models.PositiveSmallIntegerField(default=0)
    pack_sent_at = models.DateTimeField(null=True, blank=True)
    pack_holds = models.JSONField(default=dict, blank=True)

    class Meta:
        """The latest first; in order of time."""

        ordering = ("-starts_at",)
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="meeting_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(status="cancelled") & ~models.Q(cancel_reason="")
                | ~models.Q(status="cancelled") & models.Q(cancel_reason=""),
                name="meeting_cancelled_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["running", "held"])
                | models.Q(opened_at__isnull=False),
                name="meeting_opened_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(status="held", closed_at__isnull=False)
                | ~models.Q(status="held") & models.Q(closed_at__isnull=True),
                name="meeting_closed_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(pack_number=0, pack_sent_at__isnull=True)
                | models.Q(pack_number__gt=0, pack_sent_at__isnull=False),
                name="meeting_pack_sent_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ItemKind(models.TextChoices):
    """What the board is asked to do with an item."""

    DECIDE = "decide", "To decide"
    DISCUSS = "discuss", "To discuss"
    NOTE = "note", "To note"


class AgendaItem(models.Model):
    """One item: its question, its time, and the figure that belongs to it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    place = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=8, choices=ItemKind.choices)
    question = models.CharField(max_length=300)
    minutes = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=80, blank=True)  # by name, in the pack's release
    presented_by = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # What it was built from: ("action_item", "12"), ("risk", "3"), ("signal", its reference).
    about_type = models.CharField(max_length=30, blank=True)
    about = models.CharField(max_length=80, blank=True)
    is_public = models.BooleanField(default=True)
    is_struck = models.BooleanField(default=False)  # taken off again
    taken_at = models.DateTimeField(null=True, blank=True)  # when the chair came to it
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """In the order of the agenda; nothing comes onto one agenda twice."""

        ordering = ("meeting", "place", "id")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(minutes__gte=1, minutes__lte=240), name="item_takes_time"
            ),
            models.UniqueConstraint(
                fields=["meeting", "about_type", "about"],
                condition=~models.Q(about_type="") & models.Q(is_struck=False),
                name="item_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Handling(models.TextChoices):
    """What follows from an interest."""

    STAYS = "stays", "Declared; stays and speaks"
    NO_VOTE = "no_vote", "Stays, takes no part in the decision"
    LEAVES = "leaves", "Leaves for the item, and does not get its papers"


class Interest(models.Model):
    """A conflict of interest that a member declared for an item."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="interests")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="interests")
    words = models.CharField(max_length=300)
    handling = models.CharField(max_length=8, choices=Handling.choices)
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """One for a seat and an item."""

        ordering = ("id",)
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["seat", "item"], name="interest_once")
        ]

    def __str__(self) -> str:
        return f"{self.seat}: {self.words}"


class Presence(models.TextChoices):
    """Whether a seat is filled at a meeting."""

    PRESENT = "present", "Present"
    DEPUTY = "deputy", "Deputy came"
    APOLOGIES = "apologies", "Apologies"
    ABSENT = "absent", "Absent"


class Attendance(models.Model):
    """Whether a seat was filled at a meeting, and by whom."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    presence = models.CharField(max_length=10, choices=Presence.choices)
    person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """One for a seat and a meeting."""

        ordering = ("id",)
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["meeting", "seat"], name="attendance_once")
        ]

    def __str__(self) -> str:
        return f"{self.seat}: {self.get_presence_display()}"

    @property
    def is_here(self) -> bool:
        """Whether somebody fills the seat."""
        return self.presence in (Presence.PRESENT, Presence.DEPUTY)
