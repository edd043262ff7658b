"""Recorded acquisitive crime, with shop theft: a wider stand-in."""

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

ACQUISITIVE_CRIME_RECORDED = Measure(
    name="acquisitive_crime_recorded",
    title="Recorded acquisitive crime for each 1,000 residents",
    sentence="Recorded acquisitive crime",
    outcome=Outcome.CRIME,
    level=Level.LOCAL,
    kind=Kind.OUTCOME,
    kind_note="A stand-in: recorded theft of all kinds, most of it not proved drug-related.",
    evidence=Evidence.PARTLY,
    evidence_source="data.police.uk and ONS mid-year population estimates",
    what_is_counted=(
        "recorded burglary, robbery, vehicle crime, theft from the person, shoplifting, bicycle "
        "theft and other theft in the twelve months"
    ),
    out_of="residents, mid-year estimate",
    statistic="rate",
    per=1000,
    unit="per 1,000 residents",
    period_words="twelve months, moving each month",
    geography="police force area, districts, fifths by deprivation",
    better=Better.LOWER,
    sources=(
        "police_street",
        "ons_population_la",
        "ons_population_lsoa",
        "deprivation_small_area",
    ),
    agency="Cambridgeshire Constabulary",
    lag="about two months",
    caveats=(
        "Shops report more when they are asked to, so a rise may be better reporting.",
        "Nothing in the source says which offences were to do with drugs.",
        "Residents are not the people who were there: town centres look high.",
    ),
    place=20,
    why_it_matters="Theft to pay for drugs harms homes, shops and the people caught in it.",
    owner="Head of Local Policing",
    next_review=date(2027, 3, 31),
    numerator=Count(
        table="recorded_crime",
        where={
            "crime_type": (
                "Burglary",
                "Robbery",
                "Vehicle crime",
                "Theft from the person",
                "Shoplifting",
                "Bicycle theft",
                "Other theft",
            ),
        },
    ),
    denominator=Population(),
    grids=(
        Grid(
            areas=(AreaKind.POLICE_FORCE, AreaKind.DISTRICT),
            period=PeriodKind.ROLLING_12_MONTHS,
        ),
        Grid(areas=(AreaKind.DEPRIVATION_QUINTILE,), period=PeriodKind.ROLLING_12_MONTHS),
    ),
)
