"""How far people caught with drugs get: diversion, contact, assessment, treatment."""

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
from fingerpost.evidence.measures.paths import FROM_POSSESSION

POSSESSION_TO_TREATMENT = Measure(
    name="possession_to_treatment",
    title="From possession to diversion and treatment",
    outcome=Outcome.CRIME,
    level=Level.LOCAL,
    kind=Kind.PROCESS,
    kind_note="How well services hand over. What treatment then does is the result.",
    evidence=Evidence.UNCONFIRMED,
    evidence_source="Local measure from partners' records; no framework row asks for it.",
    what_is_counted="Offences of possession, by how far the person came",
    out_of="Offences of possession with an outcome, by people known from custody",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Twelve months, moving forward",
    geography="The whole partnership",
    better=Better.NEITHER,
    sources=("force_crime", "force_custody", "ndtms_cjit", "ndtms_adult"),
    waiting_for="offences, diversions and the treatment that followed, once records are linked to people",
    agency="the police force and the treatment providers",
    lag="Held locally; as late as its slowest source, and the follow-up.",
    caveats=(
        (
            "Everybody is in one part: at the last step, or short of the first step that was not "
            "reached. Who came to a later step counts as having come to those before it."
        ),
        (
            "Whoever was dealt with in the street has no name in any file, and so no path: those "
            "are most of the community resolutions."
        ),
        "Whether diversion was offered and refused stands in no file.",
        LINKED,
    ),
    place=5,
    why_it_matters="Diversion helps only those who turn up. This shows how many do.",
    owner="Head of Local Policing",
    next_review=NEXT_REVIEW,
    follow_up_months=12,
    follow_up_source="ndtms_adult",
    numerator=Count(table="possession_followed"),
    denominator=Count(table="possession_followed"),
    grids=(
        Grid(
            areas=(AreaKind.POLICE_FORCE,),
            period=PeriodKind.ROLLING_12_MONTHS,
            breakdown="reached",
        ),
    ),
    splits_the_numerator=("reached",),
    path=FROM_POSSESSION,
)
