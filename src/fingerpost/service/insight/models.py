"""Who looks into a signal. What became of it stands in the evidence's own ledger, not here."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from fingerpost.service.access.models import Agency, User


class SignalAssignment(models.Model):
    """A signal given to an agency, and to a person of it once that agency says whom.

    Only ever added to: the newest row of a signal counts.
    """

    # The ledger's id, which says more of the place than may be shown: no page holds it.
    signal = models.CharField(max_length=64, db_index=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """Oldest first."""

        ordering: ClassVar[Any] = ("id",)

    def __str__(self) -> str:
        return f"A signal for {self.agency}"
