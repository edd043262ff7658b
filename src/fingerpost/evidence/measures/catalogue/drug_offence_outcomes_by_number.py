"""Recorded drug offences by the Home Office's outcome number."""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.catalogue._framework import NEXT_REVIEW
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

DRUG_OFFENCE_OUTCOMES_BY_NUMBER = Measure(
    name="drug_offence_outcomes_by_number",
    title="Drug offences by the Home Office's outcome number",
    outcome=Outcome.CRIME,
    level=Level.LOCAL,
    kind=Kind.ACTIVITY,
    kind_note="How the police closed the offence, not what changed for the person.",
    evidence=Evidence.UNCONFIRMED,
    evidence_source="Local measure from a partner's extract; no framework row asks for it.",
    what_is_counted="Recorded drug offences by their outcome",
    out_of="Recorded drug offences with an outcome",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Quarterly",
    geography="Police force area",
    better=Better.NEITHER,
    sources=("force_crime",),
    waiting_for="an extract of recorded crime with outcome numbers",
    agency="the police force",
    lag="About two weeks after the month; outcomes keep arriving for a year.",
    caveats=(
        (
            "Offences are counted in the quarter they were recorded, with the outcome "
            "known in the newest file."
        ),
        (
            "Outcome numbers and their words are those of the frame of 2014 with outcome "
            "22 of 2019."
        ),
    ),
    provisional_for_months=6,
    provisional_because="Outcomes of recent offences are still arriving.",
    why_it_matters=(
        "Diversion (outcome 22) has no word of its own in open data; here it can be seen "
        "beside all other outcomes."
    ),
    owner="Head of Criminal Justice",
    next_review=NEXT_REVIEW,
    numerator=Count(
        table="force_crime",
        where={"home_office_class": ("92A", "92C", "92D", "92E"), "has_outcome": ("yes",)},
    ),
    denominator=Count(
        table="force_crime",
        where={"home_office_class": ("92A", "92C", "92D", "92E"), "has_outcome": ("yes",)},
    ),
    splits_the_numerator=("outcome",),
    grids=(
        Grid(areas=(AreaKind.POLICE_FORCE,), period=PeriodKind.QUARTER, breakdown="outcome"),
    ),
)
