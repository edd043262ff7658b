"""For which agency a person works here, in which role, and for how long."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models

from fingerpost.service.access.models.agencies import Agency, AgencyKind
from fingerpost.service.access.models.users import User
from fingerpost.service.access.permissions import (
    NEVER_FOR_LAW_ENFORCEMENT,
    ONLY_FOR_LAW_ENFORCEMENT,
    Permission,
)
from fingerpost.service.access.roles import ROLES, Role

ROLE_CHOICES = [(role.name, role.title) for role in ROLES.values()]


class Membership(models.Model):
    """A person's role for an agency. It is ended, never deleted, and always has a last day."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=ROLE_CHOICES)
    starts_on = models.DateField()
    ends_on = models.DateField(
        help_text="The last day; a year at most, then it is given again."
    )
    vetting_expires_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(  # null: the service itself, when its last day was over
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        """One such role for an agency at a time; an end has its time and its reason."""

        ordering = ("agency__name", "role")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["user", "agency", "role"],
                condition=models.Q(ended_at__isnull=True),
                name="membership_once",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="membership_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_by__isnull=True, end_reason="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(end_reason="")),
                name="membership_end_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.definition.title}, {self.agency}"

    @property
    def definition(self) -> Role:
        """The role as declared."""
        return ROLES[self.role]

    def is_open(self, on: date) -> bool:
        """Whether it counts on a day: begun, not over, not ended, vetted where that is needed."""
        return (
            self.ended_at is None
            and self.starts_on <= on <= self.ends_on
            and self.agency.is_active
            and (
                not self.definition.is_for_volunteers
                or (self.vetting_expires_on is not None and self.vetting_expires_on >= on)
            )
        )

    def allows(self, permission: Permission) -> bool:
        """Whether the role holds a permission; that the membership is open is asked apart."""
        if permission in NEVER_FOR_LAW_ENFORCEMENT and self.is_law_enforcement:
            return False
        if permission in ONLY_FOR_LAW_ENFORCEMENT and not self.is_law_enforcement:
            return False
        return permission in self.definition.permissions

    @property
    def is_law_enforcement(self) -> bool:
        """Whether it is for an agency that processes for law enforcement."""
        return AgencyKind(self.agency.kind).is_law_enforcement


class Invitation(models.Model):
    """An invitation to work here for an agency. Its secret is kept as a digest only."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=150)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=20, choices=ROLE_CHOICES)
    ends_on = models.DateField()
    vetting_expires_on = models.DateField(null=True, blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(  # null: from the machine's own command line
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Accepted at a time by a person, or not at all."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | models.Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_whole",
            )
        ]

    def __str__(self) -> str:
        return f"Invitation to {self.agency}"

    def is_open(self, at: datetime) -> bool:
        """Whether it can be accepted at a time."""
        return self.accepted_at is None and self.withdrawn_at is None and at < self.expires_at
