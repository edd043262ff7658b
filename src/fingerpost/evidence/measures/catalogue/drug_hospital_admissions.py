"""Hospital admissions for drug poisoning and drug-related mental disorder."""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.catalogue._framework import NEXT_REVIEW, TO_CONFIRM
from fingerpost.evidence.measures.declaration import (
    Better,
    Count,
    Evidence,
    Grid,
    Kind,
    Level,
    Measure,
    Outcome,
    Population,
)

DRUG_HOSPITAL_ADMISSIONS = Measure(
    name="drug_hospital_admissions",
    title="Hospital admissions for drug poisoning and drug-related mental disorder",
    framework_code="h.deaths.admissions",
    outcome=Outcome.DEATHS,
    level=Level.HEADLINE,
    kind=Kind.OUTCOME,
    kind_note=(
        "The framework wants fewer, but which way is good is not clear: more admissions may "
        "mean more overdoses, or that more people who overdose reach care."
    ),
    evidence=Evidence.UNCONFIRMED,
    evidence_source=TO_CONFIRM,
    what_is_counted=(
        "Finished admission episodes with a main diagnosis of drug poisoning, or of a mental "
        "or behavioural disorder due to drugs"
    ),
    out_of="People who live there",
    statistic="rate",
    per=100_000,
    unit="per 100,000 people",
    period_words="Yearly, some of it quarterly",
    geography="England, regions, local authorities and integrated care boards",
    better=Better.NEITHER,
    sources=(
        "hospital_admissions",
        "ons_population_la",
        "ons_population_lsoa",
        "deprivation_small_area",
    ),
    waiting_for="admissions from Hospital Episode Statistics by local authority",
    agency="NHS England",
    lag="Not confirmed; the yearly tables come out some months after March.",
    caveats=(
        "It counts stays in hospital, not people: one person may be admitted several times.",
        "Hospitals differ, and change, in how they code a diagnosis.",
        (
            "Counted here by main diagnosis: poisoning is ICD-10 T40 and T43.6; disorders are "
            "F11 to F16, F18 and F19. That these are the codes of the framework is not "
            "confirmed."
        ),
        (
            "Poisoning with ketamine (T41.2) is outside these codes: "
            "`ketamine_poisoning_admissions` shows it."
        ),
    ),
    why_it_matters=(
        "An overdose that reaches hospital is a death that did not happen, and a chance to "
        "offer help. It also shows harm sooner than death registrations can."
    ),
    owner="Integrated care board lead for drugs and alcohol",
    next_review=NEXT_REVIEW,
    numerator=Count(
        table="drug_admissions",
        where={"cause": ("poisoning", "mental or behavioural disorder")},
    ),
    denominator=Population(),
    splits_the_numerator=("cause",),
    grids=(
        Grid(areas=(AreaKind.PARTNERSHIP, AreaKind.DISTRICT), period=PeriodKind.FINANCIAL_YEAR),
        Grid(areas=(AreaKind.DEPRIVATION_QUINTILE,), period=PeriodKind.FINANCIAL_YEAR),
        Grid(
            areas=(AreaKind.PARTNERSHIP,), period=PeriodKind.FINANCIAL_YEAR, breakdown="cause"
        ),
    ),
)
