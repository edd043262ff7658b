"""What somebody typed into a form and has not sent yet."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from fingerpost.service.access.models import Agency, User


class Draft(models.Model):
    """The fields of one form, kept for whoever types, so that no word is lost."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=200)  # of the form's page
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        """One for a form."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["person", "agency", "path"], name="draft_once")
        ]

    def __str__(self) -> str:
        return f"Draft {self.pk}"
