"""The words of an agreement, declared: for what, on which basis, under which law, and which data.

What the law is called changes; each row names its source, and those from general knowledge say so, for
an adviser to confirm. A row may be added here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from django.db import models

from fingerpost.evidence.sources import AGREEMENT, all_sources


class Regime(models.TextChoices):
    """Under which part of the Data Protection Act 2018 the receiver processes."""

    GENERAL = "general", "General processing (UK GDPR and part 2)"
    LAW_ENFORCEMENT = "law_enforcement", "Law enforcement processing (part 3)"


class Purpose(models.TextChoices):
    """What data flow for. Statistics never feed a decision about a person."""

    STATISTICS = "statistics", "Statistics and evaluation of the partnership"
    LINKAGE = "linkage", "Linking records of one person, for statistics"
    CARE = "care", "Care and support of a person"
    SAFEGUARDING = "safeguarding", "Safeguarding children and adults at risk"
    JUSTICE = "justice", "Managing orders, diversion and release"
    CRIME = "crime", "Preventing and detecting crime"
    OVERSIGHT = "oversight", "Oversight of the partnership"


class LegalBasis(models.TextChoices):
    """The lawful basis (UK GDPR article 6), or the one of part 3. General knowledge: confirm it."""

    PUBLIC_TASK = "public_task", "Public task, article 6(1)(e)"
    LEGAL_OBLIGATION = "legal_obligation", "Legal obligation, article 6(1)(c)"
    VITAL_INTERESTS = "vital_interests", "Vital interests, article 6(1)(d)"
    CONSENT = "consent", "Consent, article 6(1)(a)"
    LAW_ENFORCEMENT = (
        "law_enforcement",
        "Necessary for law enforcement, section 35 of the 2018 Act",
    )


class Gateway(models.TextChoices):
    """The power or duty to share. General knowledge where the domain notes mark it so: confirm it."""

    CRIME_DISORDER_115 = "cda_115", "Crime and Disorder Act 1998, section 115 (a power)"
    CRIME_DISORDER_17A = (
        "cda_17a",
        "Crime and Disorder Act 1998, section 17A (a duty, depersonalised)",
    )
    OFFENDER_MANAGEMENT = "oma_14", "Offender Management Act 2007, section 14"
    SERIOUS_VIOLENCE = (
        "svd",
        "Serious Violence Duty, Police, Crime, Sentencing and Courts Act 2022",
    )
    CARE_ACT = "care_act_45", "Care Act 2014, section 45"
    CHILDREN_ACT = "children_10", "Children Act 2004, sections 10 and 11"
    HEALTH_ACT = "hsca", "Health and Social Care Act 2012"
    COMMON_LAW = "common_law", "Common law powers"


class Confidentiality(models.TextChoices):
    """On what footing a duty of confidence is met: another question than the lawful basis."""

    NOT_CONFIDENTIAL = "none", "The data were not given in confidence"
    CONSENT = "consent", "The person agreed to this sharing"
    IMPLIED = "implied", "Implied agreement, for the person's own care"
    STATUTE = "statute", "A law requires or permits it (for example section 251)"
    PUBLIC_INTEREST = "public_interest", "Overriding public interest"
    DEPERSONALISED = "depersonalised", "The data name nobody"


class Sensitivity(StrEnum):
    """What a data item tells about people."""

    NOBODY = "nobody"  # counts and places
    PEOPLE = "people"
    HEALTH = "health"
    OFFENCES = "offences"


@dataclass(frozen=True)
class DataItem:
    """Something that can flow: a declared file format, or a kind of record of the service."""

    name: str
    title: str
    sensitivity: Sensitivity


# What a partner's file tells of people; a source that is not here and names people is PEOPLE.
SENSITIVITY = {
    "ndtms_adult": Sensitivity.HEALTH,
    "ndtms_young_people": Sensitivity.HEALTH,
    "ndtms_secure": Sensitivity.HEALTH,
    "ndtms_cjit": Sensitivity.HEALTH,
    "ambulance_overdoses": Sensitivity.HEALTH,
    "hospital_admissions": Sensitivity.HEALTH,
    "drug_deaths": Sensitivity.HEALTH,
    "naloxone_kits": Sensitivity.NOBODY,
    "needle_exchange": Sensitivity.NOBODY,
    "employment_support": Sensitivity.HEALTH,
    # That somebody was sent to a treatment service tells of their health, whoever sent them.
    "service_referrals": Sensitivity.HEALTH,
    "service_referral_steps": Sensitivity.HEALTH,
    "force_custody": Sensitivity.OFFENCES,
    "prison_releases": Sensitivity.OFFENCES,
    "probation_requirements": Sensitivity.OFFENCES,
}


# Kinds of record of the service itself, which cross between agencies as people work together.
SERVICE_RECORDS = (
    DataItem("referral", "A referral: who, why, and how to reach them", Sensitivity.PEOPLE),
    DataItem(
        "referral_from_health",
        "A referral by a health service, which tells that somebody is with it",
        Sensitivity.HEALTH,
    ),
    DataItem(
        "referral_progress",
        "What becomes of a referral: whether they came, whether they stay, how it ended",
        Sensitivity.PEOPLE,
    ),
    DataItem(
        "referral_detail", "What a worker writes of a referral in own words", Sensitivity.HEALTH
    ),
    DataItem("plan", "The parts of a support plan that are not of health", Sensitivity.PEOPLE),
    DataItem(
        "plan_health", "The parts of a support plan that are of health", Sensitivity.HEALTH
    ),
    DataItem("diversion", "A diversion: what was offered, and its steps", Sensitivity.OFFENCES),
    DataItem("release", "A release from prison, and what it needs", Sensitivity.OFFENCES),
)


@cache
def all_data_items() -> dict[str, DataItem]:
    """Return what an agreement can name: file formats, then the service's own records, by name."""
    files = {
        name: DataItem(
            name,
            source.title,
            SENSITIVITY.get(
                name, Sensitivity.PEOPLE if source.holds_people else Sensitivity.NOBODY
            ),
        )
        for name, source in sorted(all_sources().items())
        if source.licence_statement == AGREEMENT
    }
    return files | {item.name: item for item in SERVICE_RECORDS}
