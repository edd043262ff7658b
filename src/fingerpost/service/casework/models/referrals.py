"""A referral, what was sent with it, every step since, and what is told in own words under its own flow."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models

from fingerpost.service.access.models import Agency, User
from fingerpost.service.access.vocabulary import LegalBasis, Purpose
from fingerpost.service.casework.models.people import Consent, Person
from fingerpost.service.casework.models.services import Service, Slot
from fingerpost.service.casework.reasons import (
    Channel,
    LateReason,
    Origin,
    Outcome,
    Urgency,
)
from fingerpost.service.casework.states import OVER, ReferralState

OVER_VALUES = sorted(state.value for state in OVER)
OPEN = models.Q(owner__isnull=False)
NEWS = models.Q(is_news_to_sender=True)


class ReferralList(models.Model):
    """Referrals sent together: a morning in custody, a release day."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """The newest first."""

        ordering = ("-on", "-id")

    def __str__(self) -> str:
        return f"Referral list {self.pk}"


class Referral(models.Model):
    """One request of an agency, or of a person, that a service helps somebody; a loop with a clock.

    While it is open somebody owes the next step by a time; once it is over nobody does.
    """

    sender = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="referrals")
    # The sender's own record of the person; null: they referred themselves.
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="sent"
    )
    # The receiver's own record, once they have one.
    received_as = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="received"
    )
    purpose = models.CharField(max_length=20, choices=Purpose.choices, default=Purpose.CARE)
    basis = models.CharField(max_length=20, choices=LegalBasis.choices)
    consent = models.ForeignKey(
        Consent, null=True, blank=True, on_delete=models.PROTECT, related_name="referrals"
    )
    origin = models.CharField(max_length=12, choices=Origin.choices)
    urgency = models.CharField(max_length=8, choices=Urgency.choices, default=Urgency.ROUTINE)
    needs = models.JSONField(default=list)  # reasons.Need
    in_list = models.ForeignKey(
        ReferralList, null=True, blank=True, on_delete=models.PROTECT, related_name="referrals"
    )
    companion = models.CharField(
        max_length=80, blank=True
    )  # a peer who comes along: first name

    state = models.CharField(
        max_length=14, choices=ReferralState.choices, default=ReferralState.DRAFTED
    )
    since = models.DateTimeField()  # in this state
    owner = models.ForeignKey(  # owes the next step; null once it is over
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner_person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sender_person = models.ForeignKey(  # who is told; null: they referred themselves
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    receiver_person = models.ForeignKey(  # who works on it there
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due_at = models.DateTimeField(null=True, blank=True)
    appointment_at = models.DateTimeField(null=True, blank=True)
    appointment_place = models.CharField(max_length=120, blank=True)
    slot = models.ForeignKey(
        Slot, null=True, blank=True, on_delete=models.PROTECT, related_name="referrals"
    )
    outcome = models.CharField(max_length=14, choices=Outcome.choices, blank=True)
    end_reason = models.CharField(max_length=12, blank=True)  # EndReason or DeclineReason
    tries = models.PositiveSmallIntegerField(default=0)
    misses = models.PositiveSmallIntegerField(default=0)
    # The sender has not looked since the receiver, or the clock, changed it.
    is_news_to_sender = models.BooleanField(default=False)
    reminded_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)  # for the step that is owed now
    told_late_at = models.DateTimeField(null=True, blank=True)  # the sender, that it is late
    redirected_to = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="redirected_from"
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    over_at = models.DateTimeField(null=True, blank=True)
    edition = models.PositiveIntegerField(default=0)  # one more with each change

    class Meta:
        """The soonest due first; open with an owner and a time, or over with neither."""

        ordering = ("due_at", "id")
        indexes: ClassVar[list[Any]] = [
            models.Index(  # of the team
                fields=["owner", "due_at", "id"], condition=OPEN, name="referral_owed"
            ),
            models.Index(  # of one person, or nobody yet
                fields=["owner", "owner_person", "due_at", "id"],
                condition=OPEN,
                name="referral_owed_by",
            ),
            models.Index(  # sent, and waited for
                fields=["sender", "due_at", "id"], condition=OPEN, name="referral_open_sent"
            ),
            models.Index(  # for the rules of at_risk.toml, and lists of one state
                fields=["owner", "state", "due_at", "id"],
                condition=OPEN,
                name="referral_stands",
            ),
            models.Index(
                fields=["owner"],
                condition=OPEN & models.Q(misses__gte=2),
                name="referral_missed_again",
            ),
            models.Index(
                fields=["sender"],
                condition=OPEN & models.Q(origin=Origin.PRISON),
                name="referral_from_prison",
            ),
            models.Index(
                fields=["sender", "sent_at"],
                condition=models.Q(urgency=Urgency.TODAY, state=ReferralState.SENT),
                name="referral_urgent",
            ),
            models.Index(fields=["sender", "-since"], name="referral_sent_by"),
            models.Index(fields=["sender", "-id"], name="referral_sent_in_order"),
            models.Index(fields=["receiver", "-since"], name="referral_received_by"),
            models.Index(
                fields=["sender", "sender_person", "since", "id"],
                condition=NEWS,
                name="referral_news",
            ),
            models.Index(  # of the whole agency
                fields=["sender", "since", "id"], condition=NEWS, name="referral_all_news"
            ),
            models.Index(
                fields=["receiver", "over_at"],
                condition=models.Q(received_as__isnull=True, over_at__isnull=False),
                name="referral_unmatched",
            ),
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
                name="referral_open_is_owed",
            ),
            models.CheckConstraint(
                condition=~models.Q(basis="consent")
                | models.Q(consent__isnull=False)
                | models.Q(origin="self"),
                name="referral_consent_is_written",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="redirected") | models.Q(redirected_to__isnull=False),
                name="referral_redirected_somewhere",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["withdrawn", "lapsed", "declined"])
                | ~models.Q(end_reason=""),
                name="referral_ends_with_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["outcome", "closed"]) | ~models.Q(outcome=""),
                name="referral_closes_with_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"Referral {self.pk}"

    def is_late(self, at: datetime) -> bool:
        """Whether the next step is owed since before a time."""
        return self.due_at is not None and self.due_at < at


class ReferralSheet(models.Model):
    """What the sender told the receiver of a person, as it was when it was sent."""

    referral = models.OneToOneField(
        Referral, on_delete=models.PROTECT, related_name="sheet", primary_key=True
    )
    sender = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=170)
    known_as = models.CharField(max_length=80, blank=True)
    born_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=10, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    safe_contact = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=40, blank=True)
    support_needs = models.CharField(max_length=300, blank=True)
    why = models.TextField(max_length=2000)  # the sender's words to the receiver
    answers = models.TextField(max_length=2000, blank=True)  # to what the receiver asked

    def __str__(self) -> str:
        return f"Sheet of referral {self.referral_id}"


class StepKind(models.TextChoices):
    """What happened to a referral."""

    MOVED = "moved", "Moved on"
    GIVEN = "given", "Given to somebody"
    REMINDED = "reminded", "Reminded"
    ESCALATED = "escalated", "Escalated"
    TOLD = "told", "Told in own words"


class ReferralStep(models.Model):
    """One thing that happened to a referral; both agencies read it, and it is only ever added to.

    It holds codes, days and names of workers, and no word that anybody wrote.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="steps")
    sender = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=StepKind.choices, default=StepKind.MOVED)
    before = models.CharField(max_length=14, choices=ReferralState.choices, blank=True)
    after = models.CharField(max_length=14, choices=ReferralState.choices)
    at = models.DateTimeField()
    agency = models.ForeignKey(  # null: the clock
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=14, blank=True)  # a code of `reasons`
    channel = models.CharField(max_length=8, choices=Channel.choices, blank=True)
    appointment_at = models.DateTimeField(null=True, blank=True)
    was_due_at = models.DateTimeField(null=True, blank=True)
    late_reason = models.CharField(max_length=16, choices=LateReason.choices, blank=True)
    alternatives = models.JSONField(default=list)  # numbers of services, with a "no"

    class Meta:
        """Oldest first; what came late says why."""

        ordering = ("id",)
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["referral", "id"], name="referral_steps")
        ]

    def __str__(self) -> str:
        return f"Step {self.pk} of referral {self.referral_id}"


class ReferralDetail(models.Model):
    """What a worker wrote of a referral in own words; health content lives here and nowhere else.

    The database gives agencies of law enforcement nothing of this table. Another agency reads a row only
    if it was shared with it, which an agreement on details has to allow.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="details")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")  # wrote it
    shared_with = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    words = models.TextField(max_length=4000)
    at = models.DateTimeField()
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """Oldest first."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"Detail {self.pk} of referral {self.referral_id}"
