"""What agencies agreed may flow between them: versions, parties, flows."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models

from fingerpost.service.access.models.agencies import Agency
from fingerpost.service.access.models.users import User
from fingerpost.service.access.vocabulary import (
    Confidentiality,
    Gateway,
    LegalBasis,
    Purpose,
    Regime,
)


class Agreement(models.Model):
    """An agreement by its reference; what it says is in its versions."""

    reference = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=150)

    class Meta:
        """In the order of references."""

        ordering = ("reference",)

    def __str__(self) -> str:
        return f"{self.reference}: {self.title}"


class VersionStatus(models.TextChoices):
    """Where a version stands. The moves between these are in `actions.agreements.MOVES`."""

    DRAFT = "draft", "Draft"
    REVIEW = "review", "In review"
    SIGNED = "signed", "Signed by all parties"
    REPLACED = "replaced", "Replaced by a later version"
    ENDED = "ended", "Ended"
    ABANDONED = "abandoned", "Abandoned"


class AgreementVersion(models.Model):
    """One version of an agreement. Once it is signed nothing in it changes."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    drafted_by = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(
        max_length=12, choices=VersionStatus.choices, default=VersionStatus.DRAFT
    )
    why = models.TextField("what it is for", max_length=4000)
    safeguards = models.TextField("how the data are kept safe", max_length=4000, blank=True)
    starts_on = models.DateField()
    review_on = models.DateField()
    ends_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)  # sooner than agreed
    warned_on = models.DateField(null=True, blank=True)  # all sides, that it will end
    review_warned_on = models.DateField(null=True, blank=True)  # and that its review is due

    class Meta:
        """One of each number, and days in their order."""

        ordering = ("agreement__reference", "-number")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["agreement", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=models.Q(status="signed"),
                name="version_signed_once",
            ),
            models.CheckConstraint(
                condition=models.Q(starts_on__lte=models.F("review_on"))
                & models.Q(review_on__lte=models.F("ends_on")),
                name="version_days_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True) | models.Q(status="ended"),
                name="version_ended_on_means_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement.reference}, version {self.number}"

    def is_in_force(self, on: date) -> bool:
        """Whether data may flow by it on a day."""
        return self.status == VersionStatus.SIGNED and self.starts_on <= on <= self.ends_on


class Party(models.Model):
    """An agency that is party to a version, with who reviewed and who signed for it."""

    version = models.ForeignKey(
        AgreementVersion, on_delete=models.CASCADE, related_name="parties"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    reviewed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A party once; who and when go together."""

        ordering = ("agency__name",)
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["version", "agency"], name="party_once"),
            *(
                models.CheckConstraint(
                    condition=models.Q(
                        **{f"{verb}_by__isnull": empty, f"{verb}_at__isnull": empty}
                    )
                    | models.Q(
                        **{f"{verb}_by__isnull": not empty, f"{verb}_at__isnull": not empty}
                    ),
                    name=f"party_{verb}_whole",
                )
                for verb, empty in (("reviewed", True), ("signed", True))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} in {self.version}"


class Flow(models.Model):
    """What may flow by a version: one data item, from one agency to another, for one purpose."""

    version = models.ForeignKey(
        AgreementVersion, on_delete=models.CASCADE, related_name="flows"
    )
    giver = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=60)  # of vocabulary.all_data_items
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    legal_basis = models.CharField(max_length=20, choices=LegalBasis.choices)
    gateway = models.CharField(max_length=20, choices=Gateway.choices, blank=True)
    confidentiality = models.CharField(max_length=20, choices=Confidentiality.choices)
    regime = models.CharField(max_length=20, choices=Regime.choices, default=Regime.GENERAL)
    retention_months = models.PositiveSmallIntegerField()

    class Meta:
        """One rule for a flow; nobody agrees with themselves."""

        ordering = ("giver__name", "receiver__name", "item", "purpose")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["version", "giver", "receiver", "item", "purpose"], name="flow_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(giver=models.F("receiver")), name="flow_between_two"
            ),
            models.CheckConstraint(
                condition=models.Q(retention_months__gte=1)
                & models.Q(retention_months__lte=240),
                name="flow_retention_sensible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} from {self.giver} to {self.receiver}"
