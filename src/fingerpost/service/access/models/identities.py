"""Who somebody is in their agency's own directory."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from fingerpost.service.access.models.users import User


class Identity(models.Model):
    """A person's number at a provider. It stays when their address goes to somebody else."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="identities")
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)
    since = models.DateTimeField()

    class Meta:
        """One person a number, one number a person at each provider."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="identity_once"),
            models.UniqueConstraint(fields=["issuer", "user"], name="identity_one_each"),
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.issuer}"
