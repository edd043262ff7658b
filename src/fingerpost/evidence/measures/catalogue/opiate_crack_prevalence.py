"""People who use opiates or crack cocaine, as published."""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.catalogue._framework import NEXT_REVIEW, TO_CONFIRM
from fingerpost.evidence.measures.declaration import (
    Better,
    Evidence,
    Grid,
    Kind,
    Level,
    Measure,
    Outcome,
    PublishedEstimate,
    Sum,
)

OPIATE_CRACK_PREVALENCE = Measure(
    name="opiate_crack_prevalence",
    title="People who use opiates or crack cocaine",
    framework_code="h.use.ocu_prev",
    outcome=Outcome.USE,
    level=Level.HEADLINE,
    kind=Kind.CONTEXT,
    kind_note="Context for planning, and an outcome over the long run.",
    evidence=Evidence.UNCONFIRMED,
    evidence_source=(
        "The figures are published: estimates of opiate and crack use, Office for Health "
        "Improvement and Disparities and UK Health Security Agency, October 2023. "
        f"{TO_CONFIRM}"
    ),
    what_is_counted=(
        "People estimated to use opiates, crack cocaine or both, from linked records by "
        "capture-recapture"
    ),
    out_of="People aged 15 to 64",
    statistic="estimate",
    per=1000,
    unit="per 1,000 people aged 15 to 64",
    period_words="Now and then: 2016-17, 2018-19 and 2019-20",
    geography="Local authorities, regions and England",
    better=Better.LOWER,
    sources=("ohid_opiate_crack_estimates",),
    waiting_for="local estimates of opiate and crack use with their intervals",
    agency="the Office for Health Improvement and Disparities",
    lag="Three and a half years: the estimate for 2019-20 came out in October 2023.",
    caveats=(
        (
            "It is a modelled estimate. Always show its interval: for England the intervals "
            "of successive years overlap, so the rise to 341,032 people (9.5 per 1,000) in "
            "2019-20 is not proven."
        ),
        (
            "The method changed in October 2023. For the same year the old method gave "
            "313,971 and the new one 324,840, so old and new figures may not be put in one "
            "line."
        ),
        (
            "Published for counties and unitary authorities. The partnership's is their sum, with "
            "their limits squared and added; a district of a county has none."
        ),
    ),
    why_it_matters=(
        "Heroin and crack bring the gravest harm to those who use them and to those around "
        "them. How many people that is sets how much treatment a county needs, and every "
        "figure of unmet need rests on it."
    ),
    owner="Director of Public Health",
    next_review=NEXT_REVIEW,
    numerator=PublishedEstimate(
        table="opiate_crack_estimates",
        column="people",
        lower="people_lower",
        upper="people_upper",
    ),
    denominator=Sum(table="opiate_crack_estimates", column="residents"),
    grids=(
        Grid(areas=(AreaKind.PARTNERSHIP, AreaKind.DISTRICT), period=PeriodKind.FINANCIAL_YEAR),
    ),
)
