"""The edition of what the public's pages take from the database."""

from __future__ import annotations

from django.db import models


class Edition(models.Model):
    """One row, whose number rises with each change that everybody may see."""

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def next(cls) -> None:
        """Let pages that were kept be drawn anew, once this transaction stands."""
        if not cls.objects.update(number=models.F("number") + 1):
            cls.objects.create(pk=1, number=1)
