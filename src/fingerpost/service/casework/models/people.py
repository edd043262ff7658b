"""A person as one agency knows them, what they agreed to, and to whom it was told."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models

from fingerpost.service.access.models import Agency, User
from fingerpost.service.access.vocabulary import Purpose


class Sex(models.TextChoices):
    """As the person says it."""

    FEMALE = "female", "Female"
    MALE = "male", "Male"
    OTHER = "other", "Another word"
    UNSAID = "unsaid", "Not said"


class Ethnicity(models.TextChoices):
    """The five groups of the census of England and Wales, as the person says it."""

    ASIAN = "asian", "Asian or Asian British"
    BLACK = "black", "Black, Black British, Caribbean or African"
    MIXED = "mixed", "Mixed or multiple"
    WHITE = "white", "White"
    OTHER = "other", "Another group"
    UNSAID = "unsaid", "Not said"


ERASED = "Erased record"  # in the place of a name that retention took


class DeathSource(models.TextChoices):
    """From whom an agency knows that somebody died."""

    FAMILY = "family", "Their family"
    CORONER = "coroner", "The coroner"
    REGISTER = "register", "The register of deaths"
    HOSPITAL = "hospital", "A hospital or surgery"
    POLICE = "police", "The police"
    PRISON = "prison", "A prison"
    AGENCY = "agency", "Another service"


class Person(models.Model):
    """One person as one agency wrote them down. No other agency ever sees this row.

    What another agency is told of them is on the sheet of a referral, or in a shared plan.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    local_number = models.CharField(max_length=40, blank=True)  # the agency's own
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    known_as = models.CharField(max_length=80, blank=True)
    born_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=10, choices=Sex.choices, default=Sex.UNSAID)
    ethnicity = models.CharField(
        max_length=10, choices=Ethnicity.choices, default=Ethnicity.UNSAID
    )
    postcode = models.CharField(max_length=10, blank=True)
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    safe_contact = models.CharField(max_length=300, blank=True)  # when, how, and how not
    language = models.CharField(max_length=40, blank=True)  # if not English
    support_needs = models.CharField(max_length=300, blank=True)  # reading, hearing, company
    died_on = models.DateField(null=True, blank=True)
    death_source = models.CharField(max_length=10, choices=DeathSource.choices, blank=True)
    review_on = models.DateField(null=True, blank=True)  # its time to be kept is over
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    erased_at = models.DateTimeField(null=True, blank=True)  # retention took what identifies
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        """By family name; nobody is merged into themselves."""

        ordering = ("family_name", "given_name", "id")
        verbose_name_plural = "people"
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["agency", "family_name", "given_name"], name="person_name"),
            models.Index(fields=["agency", "-changed_at"], name="person_changed"),
            models.Index(
                fields=["agency", "review_on"],
                condition=models.Q(review_on__isnull=False),
                name="person_to_review",
            ),
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True)
                | ~models.Q(merged_into=models.F("id")),
                name="person_not_merged_into_self",
            ),
        ]

    def __str__(self) -> str:
        return f"Person {self.pk}"  # never a name: this goes into logs and errors

    @property
    def name(self) -> str:
        """The name as shown on a page."""
        if self.erased_at is not None:
            return ERASED
        return f"{self.given_name} {self.family_name}".strip()


class PersonKey(models.Model):
    """One key under which a person is found: a name, a sound, a date of birth, a number.

    Keys are compared for equality alone, so that the index serves behind row-level security.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="keys")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)

    class Meta:
        """A key once for a person."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["agency", "key", "person"], name="person_key_once")
        ]

    def __str__(self) -> str:
        return f"Key of person {self.person_id}"


class HowGiven(models.TextChoices):
    """How somebody agreed."""

    SPOKEN = "spoken", "Spoken, face to face"
    PHONE = "phone", "Spoken, by telephone"
    WRITTEN = "written", "Signed on paper"
    ONLINE = "online", "By themselves, online"


class WithdrawalReason(models.TextChoices):
    """Why a consent counts no more: chosen from a list, since who was told under it may read it."""

    ASKED = "asked", "The person asked for it"
    REPLACED = "replaced", "Another consent takes its place"
    MISTAKE = "mistake", "It was written down by mistake"
    DIED = "died", "The person died"


class Witness(models.TextChoices):
    """Who else was there: never a name, since agencies that may be told read the row."""

    FAMILY = "family", "Somebody of their family"
    FRIEND = "friend", "A friend"
    WORKER = "worker", "Another worker"
    ADVOCATE = "advocate", "An advocate or solicitor"
    INTERPRETER = "interpreter", "An interpreter"


class Consent(models.Model):
    """What a person agreed to: what may be told to whom, for what, until when.

    Only where it is a real choice. A duty or a power in law is a basis of its own and no consent.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")  # took it
    items = models.JSONField(default=list)  # data items of the vocabulary
    purpose = models.CharField(max_length=20, choices=Purpose.choices, default=Purpose.CARE)
    words = models.TextField(max_length=2000)  # as they were said to the person
    given_on = models.DateField()
    until = models.DateField()
    how = models.CharField(max_length=10, choices=HowGiven.choices)
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    witness = models.CharField(max_length=12, choices=Witness.choices, blank=True)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        """The newest first; never longer than it says."""

        ordering = ("-given_on", "-id")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("given_on")), name="consent_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(witness__in=["", *Witness.values]),
                name="consent_witness_no_name",
            ),
        ]

    def __str__(self) -> str:
        return f"Consent {self.pk}"

    def is_in_force(self, on: date) -> bool:
        """Whether it counts on a day."""
        return self.withdrawn_at is None and self.given_on <= on <= self.until


class ConsentAgency(models.Model):
    """An agency that may be told under a consent, and what it holds since."""

    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="agencies")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")  # took it
    first_told_at = models.DateTimeField(null=True, blank=True)  # null: nothing yet
    told_of_withdrawal_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """An agency once for a consent."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["consent", "agency"], name="consent_agency_once")
        ]

    def __str__(self) -> str:
        return f"Agency {self.agency_id} under {self.consent}"
