"""Recorded drug offences for each 1,000 residents, over twelve months."""

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
    Population,
)

RECORDED_DRUG_OFFENCE_RATE = Measure(
    name="recorded_drug_offence_rate",
    title="Recorded drug offences for each 1,000 residents",
    sentence="Recorded drug offences",
    outcome=Outcome.SUPPLY,
    also_outcomes=(Outcome.CRIME,),
    level=Level.LOCAL,
    kind=Kind.ACTIVITY,
    kind_note="Recorded drug crime mostly follows police effort.",
    evidence=Evidence.FOUND,
    evidence_source="data.police.uk and ONS mid-year population estimates",
    what_is_counted="offences of the crime type Drugs recorded in the twelve months",
    out_of="residents, mid-year estimate",
    statistic="rate",
    per=1000,
    unit="per 1,000 residents",
    period_words="twelve months, moving each month",
    geography="police force area, districts, small areas, fifths by deprivation",
    better=Better.NEITHER,
    sources=(
        "police_street",
        "ons_population_la",
        "ons_population_lsoa",
        "deprivation_small_area",
    ),
    agency="Cambridgeshire Constabulary",
    lag="about two months",
    caveats=(
        (
            "Residents are not the people who were there: city centres and stations look high "
            "because many people pass through."
        ),
        "Populations of small areas are those of 2011 areas, shared among the areas of 2021.",
        "Trafficking and possession are one crime type in this source.",
    ),
    place=20,
    why_it_matters=(
        "It lets areas of different size be compared, and shows how unequal police contact over "
        "drugs is between the poorest and richest places."
    ),
    owner="Head of Local Policing",
    next_review=date(2027, 3, 31),
    numerator=Count(table="recorded_crime", where={"crime_type": ("Drugs",)}),
    denominator=Population(),
    grids=(
        Grid(
            areas=(AreaKind.POLICE_FORCE, AreaKind.DISTRICT),
            period=PeriodKind.ROLLING_12_MONTHS,
        ),
        Grid(areas=(AreaKind.LSOA_2021,), period=PeriodKind.ROLLING_12_MONTHS),
        Grid(areas=(AreaKind.DEPRIVATION_QUINTILE,), period=PeriodKind.ROLLING_12_MONTHS),
    ),
)
