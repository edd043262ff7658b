"""Adults and young people in drug treatment: different people, over any twelve months."""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.catalogue._framework import (
    LINKED,
    NEXT_REVIEW,
    ONCE_IN_AN_AREA,
    TO_CONFIRM,
    by_group,
)
from fingerpost.evidence.measures.declaration import (
    Better,
    CountPeople,
    Evidence,
    Grid,
    Kind,
    Level,
    Measure,
    Outcome,
)

PEOPLE_IN_TREATMENT = Measure(
    name="people_in_treatment",
    title="Adults and young people in drug treatment",
    framework_code="h.engage.in_treatment",
    outcome=Outcome.ENGAGE,
    level=Level.HEADLINE,
    kind=Kind.ACTIVITY,
    kind_note=(
        "Also a measure of process. The national framework wants more: 54,500 new places was "
        "the national ambition. A person in treatment is not yet a person helped."
    ),
    evidence=Evidence.PARTLY,
    evidence_source=(
        "Adult and young people's treatment statistics, 2023 to 2024, Office for Health "
        "Improvement and Disparities, November 2024. "
        f"{TO_CONFIRM}"
    ),
    what_is_counted=(
        "Different people in structured drug treatment at any time in twelve months"
    ),
    statistic="count",
    unit="people",
    period_words="Every month, for the twelve months that end with it",
    geography="Local authorities, partnerships and England",
    better=Better.NEITHER,
    sources=("ndtms_adult", "ndtms_young_people"),
    waiting_for=(
        "episodes of every agency once records are linked to people, so that each is "
        "counted once"
    ),
    agency="the treatment providers",
    lag=(
        "8 months for the yearly statistics; about 6 to 8 weeks for the provisional monthly "
        "reports to areas."
    ),
    caveats=(
        (
            "Read it for the four groups apart (opiate, non-opiate, non-opiate and alcohol, "
            "alcohol), since growth in one hides loss in another."
        ),
        "Those who arrived less those who left is not the change in the number in treatment.",
        "For England, `adults_in_treatment_england` shows the published yearly numbers.",
        "In a split each person stands in one part. People who do not agree to share are missing.",
        LINKED,
    ),
    do_not_sum=ONCE_IN_AN_AREA,
    why_it_matters=(
        "Treatment is how most people begin to get well. More people reached is a first step,"
        " and what happens to them there is the result."
    ),
    owner="Drug and alcohol commissioner",
    next_review=NEXT_REVIEW,
    numerator=CountPeople(table="people_in_treatment"),
    grids=(
        Grid(
            areas=(AreaKind.PARTNERSHIP, AreaKind.DISTRICT), period=PeriodKind.ROLLING_12_MONTHS
        ),
        Grid(areas=(AreaKind.PARTNERSHIP, AreaKind.DISTRICT), period=PeriodKind.FINANCIAL_YEAR),
        *by_group(AreaKind.PARTNERSHIP, PeriodKind.FINANCIAL_YEAR, "substance_group"),
    ),
)
