"""What became of recorded drug offences, twelve months together."""

from datetime import date

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
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

DRUG_OFFENCE_OUTCOMES = Measure(
    name="drug_offence_outcomes",
    title="What became of recorded drug offences",
    sentence="Recorded drug offences",
    outcome=Outcome.CRIME,
    also_outcomes=(Outcome.SUPPLY,),
    level=Level.LOCAL,
    kind=Kind.ACTIVITY,
    kind_note="How the police closed the offence, not what changed for the person.",
    evidence=Evidence.PARTLY,
    evidence_source="data.police.uk, last outcome category; stands in for s.crime.ooc",
    what_is_counted="drug offences recorded in the twelve months, by their last known outcome",
    out_of="drug offences recorded in the twelve months",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="twelve months, moving each month",
    geography="police force area, districts",
    better=Better.NEITHER,
    sources=("police_street",),
    agency="Cambridgeshire Constabulary",
    lag="about two months; outcomes keep arriving for a year",
    provisional_for_months=12,
    provisional_because="Outcomes of recent offences are still arriving.",
    caveats=(
        (
            "The publisher's words map only loosely to the Home Office's outcome numbers; diversion "
            "(outcome 22) has no word of its own."
        ),
        (
            "An outcome says with what the police closed the offence. Whether the person turned up, "
            "and what happened then, must come from the diversion provider."
        ),
        "Newer offences have had less time to get an outcome.",
    ),
    do_not_sum="The outcomes of one offence change over time; never add editions.",
    place=20,
    why_it_matters=(
        "Changes in how people who use drugs are treated by the justice system begin with the "
        "outcome an officer chooses."
    ),
    owner="Head of Criminal Justice",
    next_review=date(2027, 3, 31),
    numerator=Count(table="recorded_crime", where={"crime_type": ("Drugs",)}),
    denominator=Count(table="recorded_crime", where={"crime_type": ("Drugs",)}),
    splits_the_numerator=("outcome",),
    grids=(
        Grid(
            areas=(AreaKind.POLICE_FORCE, AreaKind.DISTRICT),
            period=PeriodKind.ROLLING_12_MONTHS,
            breakdown="outcome",
        ),
    ),
)
