"""Drug offences closed with diversion, community resolution or a caution."""

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
)

DIVERSION_OUTCOMES = Measure(
    name="diversion_outcomes",
    title="Drug offences closed with diversion or education",
    framework_code="s.crime.ooc",
    outcome=Outcome.CRIME,
    level=Level.SUPPORTING,
    kind=Kind.ACTIVITY,
    kind_note=(
        "The framework is thought to want more. It counts how police closed the case, not "
        "whether anybody was helped."
    ),
    evidence=Evidence.UNCONFIRMED,
    evidence_source=TO_CONFIRM,
    what_is_counted=(
        "Drug offences with outcome 8 (community resolution), outcome 22 (diversion done) or "
        "a caution with a drug referral"
    ),
    out_of="Drug offences with an outcome",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Quarterly",
    geography="Police forces",
    better=Better.NEITHER,
    sources=("force_crime",),
    waiting_for="drug outcomes by number with the referral made",
    agency="the police force",
    lag="Held locally; the published quarterly tables come later.",
    provisional_for_months=6,
    provisional_because="Outcomes of recent offences are still arriving.",
    caveats=(
        (
            "The outcome says how police closed the case. Whether the person turned up, and "
            "what came of it, only the provider of the programme knows."
        ),
        "In one published pilot more than half of those eligible never entered the programme.",
        (
            "Open data name outcomes in words that match these numbers only loosely: "
            "`drug_offence_outcomes` shows them."
        ),
        (
            "The file does not say whether a caution came with a referral, so every caution "
            "of a drug offence (outcomes 2, 2A, 3 and 3A) is counted."
        ),
        (
            "Offences are counted in the quarter they were recorded; "
            "`drug_offence_outcomes_by_number` shows every outcome."
        ),
    ),
    why_it_matters=(
        "Diversion at the right moment brings people to help without a criminal record. It "
        "should reach all groups of people alike."
    ),
    owner="Head of Local Policing",
    next_review=NEXT_REVIEW,
    numerator=Count(
        table="force_crime",
        where={
            "home_office_class": ("92A", "92C", "92D", "92E"),
            "outcome_number": ("2", "2A", "3", "3A", "8", "22"),
        },
    ),
    denominator=Count(
        table="force_crime",
        where={"home_office_class": ("92A", "92C", "92D", "92E"), "has_outcome": ("yes",)},
    ),
    grids=(Grid(areas=(AreaKind.POLICE_FORCE, AreaKind.DISTRICT), period=PeriodKind.QUARTER),),
)
