"""How far people released from prison get towards treatment."""

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
from fingerpost.evidence.measures.paths import FROM_PRISON

PRISON_TO_TREATMENT = Measure(
    name="prison_to_treatment",
    title="From prison to treatment",
    outcome=Outcome.ENGAGE,
    level=Level.LOCAL,
    kind=Kind.PROCESS,
    kind_note="How well services hand over. What treatment then does is the result.",
    evidence=Evidence.UNCONFIRMED,
    evidence_source="Local measure from partners' records; no framework row asks for it.",
    what_is_counted="Releases, by how far the person came",
    out_of="Releases from prison of people with a treatment need",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Twelve months, moving forward",
    geography="The whole partnership",
    better=Better.NEITHER,
    sources=("prison_releases", "ndtms_adult"),
    waiting_for="prison releases and the treatment that followed, once records are linked to people",
    agency="the prisons and the treatment providers",
    lag="Held locally; as late as its slowest source, and the follow-up.",
    caveats=(
        (
            "Everybody is in one part: at the last step, or short of the first step that was not "
            "reached. Who came to a later step counts as having come to those before it."
        ),
        (
            "Left out are those who died, were recalled, deported, transferred or locked up again "
            "within 21 days. Told means that the prison wrote down a referral."
        ),
        LINKED,
    ),
    place=1,
    why_it_matters="Each step is a hand-over, and each hand-over can lose a person in the deadliest weeks.",
    owner="Probation head of service",
    next_review=NEXT_REVIEW,
    follow_up_months=4,
    follow_up_source="ndtms_adult",
    numerator=Count(table="releases"),
    denominator=Count(table="releases"),
    grids=(
        Grid(
            areas=(AreaKind.PARTNERSHIP,),
            period=PeriodKind.ROLLING_12_MONTHS,
            breakdown="reached",
        ),
    ),
    splits_the_numerator=("reached",),
    path=FROM_PRISON,
)
