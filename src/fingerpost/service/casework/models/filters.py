"""How somebody likes to look at the worklists."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from fingerpost.service.access.models import Agency, User


class SavedFilter(models.Model):
    """A worklist and what it is narrowed by, under a name: codes and numbers, and no word typed."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    query = models.JSONField(default=dict)  # what `worklist_forms.FilterForm` takes
    is_default = models.BooleanField(default=False)  # the page opens with it
    made_at = models.DateTimeField()

    class Meta:
        """By name; a name once; one on opening."""

        ordering = ("name", "id")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["person", "agency", "name"], name="saved_filter_once"
            ),
            models.UniqueConstraint(
                fields=["person", "agency"],
                condition=models.Q(is_default=True),
                name="saved_filter_one_default",
            ),
        ]

    def __str__(self) -> str:
        return f"Saved filter {self.pk}"
