"""Days from step to step after an offence of possession."""

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

POSSESSION_TO_TREATMENT_DAYS = Measure(
    name="possession_to_treatment_days",
    title="Days from step to step, from possession to treatment",
    outcome=Outcome.CRIME,
    level=Level.LOCAL,
    kind=Kind.PROCESS,
    evidence=Evidence.UNCONFIRMED,
    evidence_source="Local measure from partners' records; no framework row asks for it.",
    what_is_counted="Days from the record to the outcome, from the arrest to contact, and on to assessment and treatment",
    statistic="median",
    unit="days",
    period_words="Twelve months, moving forward",
    geography="The whole partnership",
    better=Better.NEITHER,
    sources=("force_crime", "force_custody", "ndtms_cjit", "ndtms_adult"),
    waiting_for="offences, diversions and the treatment that followed, once records are linked to people",
    agency="the police force and the treatment providers",
    lag="Held locally; as late as its slowest source, and the follow-up.",
    caveats=(
        "Contact counts from the arrest, since diversion may come before the outcome is recorded.",
        "Half took longer than the median. Of how many it is, the path itself says.",
        LINKED,
    ),
    place=6,
    why_it_matters="A hand-over that takes weeks loses people who were ready on the day.",
    owner="Head of Local Policing",
    next_review=NEXT_REVIEW,
    follow_up_months=12,
    follow_up_source="ndtms_adult",
    numerator=Median(table="possession_waits", column="days"),
    grids=(
        Grid(
            areas=(AreaKind.POLICE_FORCE,),
            period=PeriodKind.ROLLING_12_MONTHS,
            breakdown="reached",
        ),
    ),
    splits_the_numerator=("reached",),
)
