"""An agency of the partnership."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class AgencyKind(models.TextChoices):
    """What an agency is; policies and the database's second lock depend on it."""

    POLICE = "police", "Police"
    PUBLIC_HEALTH = "public_health", "Public health"
    TREATMENT = "treatment", "Treatment service"
    HOUSING = "housing", "Housing authority"
    EMPLOYMENT = "employment", "Employment service"
    PROBATION = "probation", "Probation"
    PRISON = "prison", "Prison"
    NHS = "nhs", "NHS"
    CHARITY = "charity", "Charity"
    LIVED_EXPERIENCE = "lived_experience", "Lived experience organisation"
    COUNCIL = "council", "Council"
    PCC = "pcc", "Office of the Police and Crime Commissioner"

    @property
    def is_law_enforcement(self) -> bool:
        """Whether it may process for law enforcement (Data Protection Act 2018, part 3)."""
        return self in (AgencyKind.POLICE, AgencyKind.PRISON, AgencyKind.PROBATION)


class Agency(models.Model):
    """One agency, by the name that partners know it by."""

    slug = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=150, unique=True)
    kind = models.CharField(max_length=20, choices=AgencyKind.choices)
    is_active = models.BooleanField(default=True)
    # Which declared sources it sends, and the value that tells its files from another's of the kind.
    sources = models.JSONField(default=list, blank=True)

    class Meta:
        """In the order of names."""

        ordering = ("name",)
        verbose_name_plural = "agencies"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(kind__in=AgencyKind.values), name="agency_kind_known"
            )
        ]

    def __str__(self) -> str:
        return self.name
