"""Days from step to step on the way from prison to treatment."""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.catalogue._framework import LINKED, NEXT_REVIEW
from fingerpost.evidence.measures.declaration import (
    Better,
    Evidence,
    Grid,
    Kind,
    Level,
    Measure,
    Median,
    Outcome,
)

PRISON_TO_TREATMENT_DAYS = Measure(
    name="prison_to_treatment_days",
    title="Days from step to step, from prison to treatment",
    outcome=Outcome.ENGAGE,
    level=Level.LOCAL,
    kind=Kind.PROCESS,
    evidence=Evidence.UNCONFIRMED,
    evidence_source="Local measure from partners' records; no framework row asks for it.",
    what_is_counted="Days from release to a referral, and from the later of both to treatment",
    statistic="median",
    unit="days",
    period_words="Twelve months, moving forward",
    geography="The whole partnership",
    better=Better.NEITHER,
    sources=("prison_releases", "ndtms_adult"),
    waiting_for="prison releases and the treatment that followed, once records are linked to people",
    agency="the prisons and the treatment providers",
    lag="Held locally; as late as its slowest source, and the follow-up.",
    caveats=(
        "A referral before release is no wait and is left out.",
        "Half took longer than the median. Of how many it is, the path itself says.",
        LINKED,
    ),
    place=2,
    why_it_matters="A hand-over that takes weeks loses people who were ready on the day.",
    owner="Probation head of service",
    next_review=NEXT_REVIEW,
    follow_up_months=4,
    follow_up_source="ndtms_adult",
    numerator=Median(table="release_waits", column="days"),
    grids=(
        Grid(
            areas=(AreaKind.PARTNERSHIP,),
            period=PeriodKind.ROLLING_12_MONTHS,
            breakdown="reached",
        ),
    ),
    splits_the_numerator=("reached",),
)
