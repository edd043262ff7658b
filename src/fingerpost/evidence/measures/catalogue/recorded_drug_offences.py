"""How many drug offences the police record each month: their activity."""

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

RECORDED_DRUG_OFFENCES = Measure(
    name="recorded_drug_offences",
    title="Recorded drug offences",
    outcome=Outcome.SUPPLY,
    also_outcomes=(Outcome.CRIME,),
    level=Level.LOCAL,
    kind=Kind.ACTIVITY,
    kind_note="Recorded drug crime mostly follows police effort.",
    evidence=Evidence.FOUND,
    evidence_source="data.police.uk; stands in for s.crime.possession and s.crime.trafficking",
    what_is_counted="offences of the crime type Drugs that the force recorded in the month",
    statistic="count",
    unit="offences",
    period_words="monthly",
    geography="police force area, districts, and rows outside or without a location",
    better=Better.NEITHER,
    sources=("police_street",),
    agency="Cambridgeshire Constabulary",
    lag="about two months",
    caveats=(
        "Trafficking and possession are one crime type in this source; they cannot be told apart.",
        "The month is when the offence was recorded, not when it happened.",
        (
            "Places are shared map points; rows outside the force or without a location are counted "
            "for the force and shown apart from the districts."
        ),
    ),
    place=10,
    why_it_matters=(
        "It shows where and when the police found drug offences. It does not show how much "
        "dealing or harm there is: more searching finds more."
    ),
    owner="Head of Local Policing",
    next_review=date(2027, 3, 31),
    numerator=Count(table="recorded_crime", where={"crime_type": ("Drugs",)}),
    grids=(
        Grid(
            areas=(AreaKind.POLICE_FORCE, AreaKind.DISTRICT, AreaKind.NOWHERE),
            period=PeriodKind.MONTH,
        ),
    ),
)
