"""One support plan of one person: who sees it, their goals, who does what by when, and how it stood.

Each table holds what one circle of agencies may read. What stands in `PlanAction` and `PlanReview` is codes,
days and names of workers, and every member reads it; words and goals only agencies of care read; rows of
health only those of them to which a share gives health.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models

from fingerpost.service.access.models import Agency, User
from fingerpost.service.access.vocabulary import LegalBasis, Purpose
from fingerpost.service.casework.models.people import Consent, Person
from fingerpost.service.casework.plan_parts import (
    HEALTH_KINDS,
    HEALTH_VALUES,
    ActionKind,
    ActionState,
    GoalState,
    NotDone,
    Part,
    PlanEnd,
    ShareEnd,
)


def health_is_its_part(name: str) -> models.CheckConstraint:
    """Return the constraint that a row is of health exactly where its part is."""
    return models.CheckConstraint(
        condition=models.Q(is_health=True, part__in=HEALTH_VALUES)
        | (models.Q(is_health=False) & ~models.Q(part__in=HEALTH_VALUES)),
        name=name,
    )


class SupportPlan(models.Model):
    """The plan of one person, held by one agency and shared with others."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")  # holds it
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="support_plans")
    name = models.CharField(max_length=170)  # as told to every member
    purpose = models.CharField(max_length=20, choices=Purpose.choices, default=Purpose.CARE)
    basis = models.CharField(max_length=20, choices=LegalBasis.choices)
    consent = models.ForeignKey(
        Consent, null=True, blank=True, on_delete=models.PROTECT, related_name="plans"
    )
    worker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")  # the lead
    since = models.DateField()
    review_on = models.DateField()  # the first; later ones stand with each review
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=10, choices=PlanEnd.choices, blank=True)

    class Meta:
        """The newest first; one open plan of a person; where consent is the basis it is written."""

        ordering = ("-since", "-id")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(closed_at__isnull=True),
                name="support_plan_open_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(basis="consent") | models.Q(consent__isnull=False),
                name="support_plan_consent_is_written",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, end_reason="")
                | (models.Q(closed_at__isnull=False) & ~models.Q(end_reason="")),
                name="support_plan_closed_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Support plan {self.pk}"  # never a name: this goes into logs and errors


class PlanShare(models.Model):
    """What lets an agency see a plan: since when, until when, whether health too, under which consent."""

    plan = models.ForeignKey(SupportPlan, on_delete=models.PROTECT, related_name="shares")
    holder = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    consent = models.ForeignKey(
        Consent, null=True, blank=True, on_delete=models.PROTECT, related_name="plan_shares"
    )
    sees_health = models.BooleanField(default=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=8, choices=ShareEnd.choices, blank=True)

    class Meta:
        """One at a time for an agency; an end has its reason."""

        ordering = ("id",)
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["plan", "agency"],
                condition=models.Q(until__isnull=True),
                name="plan_share_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(holder=models.F("agency")), name="plan_share_between_two"
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True, end_reason="")
                | (models.Q(until__isnull=False) & ~models.Q(end_reason="")),
                name="plan_share_ends_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Share {self.pk} of plan {self.plan_id}"


class PlanMember(models.Model):
    """Who works on a plan for an agency that shares it; every member reads who the others are."""

    plan = models.ForeignKey(SupportPlan, on_delete=models.PROTECT, related_name="members")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(  # null: nobody has been named there yet
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sees_health = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        """In the order in which they came; one for an agency at a time."""

        ordering = ("id",)
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["plan", "agency"],
                condition=models.Q(until__isnull=True),
                name="plan_member_once",
            )
        ]

    def __str__(self) -> str:
        return f"Member {self.pk} of plan {self.plan_id}"


class PlanGoal(models.Model):
    """What the person wants, in their own words."""

    plan = models.ForeignKey(SupportPlan, on_delete=models.PROTECT, related_name="goals")
    part = models.CharField(max_length=10, choices=Part.choices)
    is_health = models.BooleanField()
    words = models.TextField(max_length=1000)
    by_when = models.DateField(null=True, blank=True)
    said_on = models.DateField()
    state = models.CharField(max_length=8, choices=GoalState.choices, default=GoalState.OPEN)
    settled_on = models.DateField(null=True, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")  # heard it
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        """In the order in which they were said."""

        ordering = ("id",)
        constraints: ClassVar[list[Any]] = [
            health_is_its_part("plan_goal_health"),
            models.CheckConstraint(
                condition=models.Q(state="open", settled_on__isnull=True)
                | (~models.Q(state="open") & models.Q(settled_on__isnull=False)),
                name="plan_goal_settled_on",
            ),
        ]

    def __str__(self) -> str:
        return f"Goal {self.pk} of plan {self.plan_id}"


class PlanMeeting(models.Model):
    """Agencies that meet over several plans, one after another."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")  # calls it
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=120)
    invited = models.JSONField(default=list)  # numbers of agencies
    came = models.JSONField(default=list)  # of these
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    held_at = models.DateTimeField(null=True, blank=True)  # written down who came

    class Meta:
        """The newest first."""

        ordering = ("-starts_at", "-id")

    def __str__(self) -> str:
        return f"Meeting {self.pk} over plans"


class PlanMeetingPlan(models.Model):
    """A plan on the list of a meeting; each agency that comes reads there what it may read of it."""

    meeting = models.ForeignKey(PlanMeeting, on_delete=models.PROTECT, related_name="listed")
    plan = models.ForeignKey(SupportPlan, on_delete=models.PROTECT, related_name="listed")
    place = models.PositiveSmallIntegerField()

    class Meta:
        """In the order in which they are spoken of."""

        ordering = ("place", "id")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["meeting", "plan"], name="meeting_plan_once")
        ]

    def __str__(self) -> str:
        return f"Plan {self.plan_id} in {self.meeting_id}"


class Action(models.Model):
    """Who does what by when: codes, days and names of workers, and no word that anybody wrote."""

    plan = models.ForeignKey(SupportPlan, on_delete=models.PROTECT, related_name="%(class)ss")
    part = models.CharField(max_length=10, choices=Part.choices)
    kind = models.CharField(max_length=14, choices=ActionKind.choices)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")  # does it
    person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    first_due_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(
        max_length=8, choices=ActionState.choices, default=ActionState.OPEN
    )
    reason = models.CharField(max_length=10, choices=NotDone.choices, blank=True)
    settled_on = models.DateField(null=True, blank=True)
    meeting = models.ForeignKey(  # where it was given
        PlanMeeting, null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss"
    )
    made_by_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    reminded_on = models.DateField(null=True, blank=True)

    class Meta:
        """The soonest due first."""

        abstract = True
        ordering = ("due_on", "id")

    def is_late(self, on: date) -> bool:
        """Whether it is to do and its day is over."""
        return self.state == ActionState.OPEN and self.due_on < on


def _settled(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(state="open", settled_on__isnull=True, reason="")
        | models.Q(state="done", settled_on__isnull=False, reason="")
        | (models.Q(state="not_done", settled_on__isnull=False) & ~models.Q(reason="")),
        name=name,
    )


class PlanAction(Action):
    """An action in a part that every member reads."""

    class Meta(Action.Meta):
        """Never of health; settled with its day, and not done with its reason."""

        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["agency", "due_on"],
                condition=models.Q(state="open"),
                name="plan_action_owed",
            )
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=~models.Q(part__in=HEALTH_VALUES) & ~models.Q(kind__in=HEALTH_KINDS),
                name="plan_action_not_of_health",
            ),
            _settled("plan_action_settled"),
        ]

    def __str__(self) -> str:
        return f"Action {self.pk} of plan {self.plan_id}"


class HealthAction(Action):
    """An action in treatment or health, in a table to which law enforcement has no key."""

    class Meta(Action.Meta):
        """Of health alone."""

        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["agency", "due_on"],
                condition=models.Q(state="open"),
                name="health_action_owed",
            )
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(part__in=HEALTH_VALUES, kind__in=HEALTH_KINDS),
                name="health_action_of_health",
            ),
            _settled("health_action_settled"),
        ]

    def __str__(self) -> str:
        return f"Action {self.pk} of plan {self.plan_id}, of health"


class PlanReview(models.Model):
    """A day on which the plan was gone through, by whom, and when it is again."""

    plan = models.ForeignKey(SupportPlan, on_delete=models.PROTECT, related_name="reviews")
    on = models.DateField()
    next_on = models.DateField()
    took_part = models.JSONField(default=list)  # numbers of agencies
    person_took_part = models.BooleanField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        """The newest first; the next one comes later."""

        ordering = ("-on", "-id")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(next_on__gt=models.F("on")), name="plan_review_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"Review {self.pk} of plan {self.plan_id}"


class PlanWords(models.Model):
    """What somebody wrote of an action or a review in own words; only agencies of care read it."""

    plan = models.ForeignKey(SupportPlan, on_delete=models.PROTECT, related_name="words")
    action = models.ForeignKey(
        PlanAction, null=True, blank=True, on_delete=models.PROTECT, related_name="words"
    )
    health_action = models.ForeignKey(
        HealthAction, null=True, blank=True, on_delete=models.PROTECT, related_name="words"
    )
    review = models.ForeignKey(
        PlanReview, null=True, blank=True, on_delete=models.PROTECT, related_name="words"
    )
    is_health = models.BooleanField()
    words = models.TextField(max_length=2000)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """Oldest first; of one thing; words of a health action are of health."""

        ordering = ("id",)
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(health_action__isnull=True) | models.Q(is_health=True),
                name="plan_words_health",
            )
        ]

    def __str__(self) -> str:
        return f"Words {self.pk} of plan {self.plan_id}"


class Version(models.Model):
    """How one layer of a plan stood since a time: frozen, with its digest, and only added to."""

    plan = models.ForeignKey(SupportPlan, on_delete=models.PROTECT, related_name="%(class)ss")
    content = models.TextField()  # JSON; empty once retention erased it
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """Oldest first."""

        abstract = True
        ordering = ("at", "id")


class PlanVersion(Version):
    """What every member could read: codes, days, names of agencies and workers."""

    class Meta(Version.Meta):
        """Found by plan and time."""

        indexes: ClassVar[list[Any]] = [models.Index(fields=["plan", "at"], name="plan_as_of")]

    def __str__(self) -> str:
        return f"Version {self.pk} of plan {self.plan_id}"


class PlanWordsVersion(Version):
    """Goals and words of a plan, those of health in rows of their own."""

    is_health = models.BooleanField()

    class Meta(Version.Meta):
        """Found by plan and time."""

        indexes: ClassVar[list[Any]] = [models.Index(fields=["plan", "at"], name="words_as_of")]

    def __str__(self) -> str:
        return f"Version {self.pk} of the words of plan {self.plan_id}"
