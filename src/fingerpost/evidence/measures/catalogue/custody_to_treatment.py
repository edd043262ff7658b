"""How far people who test positive on arrest get towards treatment."""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.catalogue._framework import LINKED, NEXT_REVIEW
from fingerpost.evidence.measures.declaration import (
    Better,
    Count,
    Evidence,
    Grid,
    Kind,
    Level,
    Measure,
    Outcome,
)
from fingerpost.evidence.measures.paths import FROM_CUSTODY

CUSTODY_TO_TREATMENT = Measure(
    name="custody_to_treatment",
    title="From a positive test on arrest to treatment",
    outcome=Outcome.ENGAGE,
    level=Level.LOCAL,
    kind=Kind.PROCESS,
    kind_note="How well services hand over. What treatment then does is the result.",
    evidence=Evidence.UNCONFIRMED,
    evidence_source="Local measure from partners' records; no framework row asks for it.",
    what_is_counted="Positive tests, by how far the person came",
    out_of="Positive drug tests on arrest of people not in treatment on that day",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Twelve months, moving forward",
    geography="The whole partnership",
    better=Better.NEITHER,
    sources=("force_custody", "ndtms_cjit", "ndtms_adult"),
    waiting_for="tests on arrest and the treatment that followed, once records are linked to people",
    agency="the police force and the treatment providers",
    lag="Held locally; as late as its slowest source, and the follow-up.",
    caveats=(
        (
            "Everybody is in one part: at the last step, or short of the first step that was not "
            "reached. Who came to a later step counts as having come to those before it."
        ),
        "Each test is followed by itself: one start of treatment may answer two tests.",
        "The police write down whether the required assessment was attended.",
        LINKED,
    ),
    place=3,
    why_it_matters="A positive test is a moment when somebody can be reached. This is what becomes of it.",
    owner="Head of Local Policing",
    next_review=NEXT_REVIEW,
    follow_up_months=3,
    follow_up_source="ndtms_adult",
    numerator=Count(table="tests_followed"),
    denominator=Count(table="tests_followed"),
    grids=(
        Grid(
            areas=(AreaKind.POLICE_FORCE,),
            period=PeriodKind.ROLLING_12_MONTHS,
            breakdown="reached",
        ),
    ),
    splits_the_numerator=("reached",),
    path=FROM_CUSTODY,
)
