"""People who use opiates or crack and are not in treatment, with the doubt about how many use."""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.catalogue._framework import (
    LINKED,
    NEXT_REVIEW,
    ONCE_IN_AN_AREA,
    TO_CONFIRM,
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
    PublishedEstimate,
)

UNMET_TREATMENT_NEED = Measure(
    name="unmet_treatment_need",
    title="People who use opiates or crack and are not in treatment",
    framework_code="s.engage.unmet",
    outcome=Outcome.ENGAGE,
    level=Level.SUPPORTING,
    kind=Kind.OUTCOME,
    evidence=Evidence.UNCONFIRMED,
    evidence_source=TO_CONFIRM,
    what_is_counted=(
        "The estimate of people who use opiates or crack, less those of them in treatment"
    ),
    out_of="The estimate of people who use opiates or crack",
    statistic="unmet",
    per=100,
    unit="%",
    period_words="Yearly",
    geography="Local authorities",
    better=Better.LOWER,
    sources=("ndtms_adult", "ohid_opiate_crack_estimates"),
    waiting_for=(
        "people in treatment, once records are linked to people, beside an estimate of use"
    ),
    agency="the treatment providers and the Office for Health Improvement and Disparities",
    lag="The estimate of use is years old: the latest, for 2019-20, came out in October 2023.",
    caveats=(
        "It divides a recent count by an old estimate.",
        (
            "Carry the interval of the estimate through: without it the figure says more than"
            " is known."
        ),
        (
            "The interval holds both doubts: of the estimate, and of the count. The count in the "
            "table is of people in treatment, and the value is the share who are not."
        ),
        "For a district of a county there is no estimate, and so no answer.",
        LINKED,
    ),
    do_not_sum=ONCE_IN_AN_AREA,
    why_it_matters=(
        "People outside treatment have the least protection. This is the size of the task."
    ),
    owner="Drug and alcohol commissioner",
    next_review=NEXT_REVIEW,
    numerator=CountPeople(table="people_in_treatment", where={"opiate_or_crack": ("yes",)}),
    denominator=PublishedEstimate(
        table="opiate_crack_estimates",
        column="people",
        lower="people_lower",
        upper="people_upper",
    ),
    grids=(
        Grid(areas=(AreaKind.PARTNERSHIP, AreaKind.DISTRICT), period=PeriodKind.FINANCIAL_YEAR),
    ),
)
