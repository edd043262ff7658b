"""The documents that the board must keep, and their versions, frozen."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models

from fingerpost.service.access.models import Agency, User
from fingerpost.service.board.models.meetings import Meeting
from fingerpost.service.board.states import DocumentStatus


class DocumentKind(models.TextChoices):
    """Which document it is."""

    TERMS = "terms", "Terms of reference"
    NEEDS = "needs", "Needs assessment"
    PLAN = "plan", "Delivery plan"
    PERFORMANCE = "performance", "Performance framework"
    PROGRESS = "progress", "Progress report"
    GRANT_RETURN = "grant_return", "Grant return"
    OTHER = "other", "Other document"


class RequiredDocument(models.Model):
    """One document: who owes it, by when, and how often it is looked at again."""

    kind = models.CharField(max_length=12, choices=DocumentKind.choices)
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField()
    review_months = models.PositiveSmallIntegerField(default=12)
    next_review_on = models.DateField(null=True, blank=True)
    is_public = models.BooleanField(default=True)
    retired_on = models.DateField(null=True, blank=True)
    retire_reason = models.TextField(blank=True)

    class Meta:
        """The soonest first; retired for a reason."""

        ordering = ("due_on", "id")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(retired_on__isnull=True, retire_reason="")
                | models.Q(retired_on__isnull=False) & ~models.Q(retire_reason=""),
                name="document_retired_for_a_reason",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def is_late(self, on: date) -> bool:
        """Whether its day is over."""
        return self.retired_on is None and self.due_on < on


class DocumentVersion(models.Model):
    """One version, whole. Its bytes are never changed: another version is made instead."""

    document = models.ForeignKey(
        RequiredDocument, on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveSmallIntegerField()
    status = models.CharField(
        max_length=10, choices=DocumentStatus.choices, default=DocumentStatus.DRAFT
    )
    file_name = models.CharField(max_length=160)
    media_type = models.CharField(max_length=100)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    pdf = models.BinaryField(null=True, blank=True)  # the same content, where it was composed
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    edition = models.CharField(max_length=80, blank=True)
    note = models.TextField(blank=True)  # what changed, or why it was given back or given up
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="documents"
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        """Newest first; approved by somebody at a time."""

        ordering = ("document", "-number")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["document", "number"], name="document_version_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    status__in=["draft", "review", "abandoned"],
                    approved_at__isnull=True,
                    approved_by__isnull=True,
                )
                | models.Q(
                    status__in=["approved", "replaced"],
                    approved_at__isnull=False,
                    approved_by__isnull=False,
                ),
                name="document_approved_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(pdf__isnull=True, pdf_sha256="")
                | models.Q(pdf__isnull=False) & ~models.Q(pdf_sha256=""),
                name="document_pdf_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}, version {self.number}"
