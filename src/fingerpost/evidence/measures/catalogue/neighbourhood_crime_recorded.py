"""Recorded neighbourhood crime: the local stand-in for the survey measure."""

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

NEIGHBOURHOOD_CRIME_RECORDED = Measure(
    name="neighbourhood_crime_recorded",
    title="Recorded neighbourhood crime",
    framework_code="",
    outcome=Outcome.CRIME,
    level=Level.LOCAL,
    kind=Kind.OUTCOME,
    kind_note="A local stand-in for the headline measure, which is of a survey; most of it is not proved drug-related.",
    evidence=Evidence.PARTLY,
    evidence_source="data.police.uk; the framework's own measure is the crime survey",
    what_is_counted=(
        "recorded burglary, robbery, vehicle crime and theft from the person in the month"
    ),
    statistic="count",
    unit="offences",
    period_words="monthly",
    geography="police force area, districts, and rows outside or without a location",
    better=Better.LOWER,
    sources=("police_street",),
    agency="Cambridgeshire Constabulary",
    lag="about two months",
    caveats=(
        (
            "Burglary here includes business premises, and robbery includes business robbery: the "
            "source does not separate them, so this is wider than the national definition."
        ),
        "Offences that nobody reports are not here.",
        "Nothing in the source says which offences were to do with drugs.",
    ),
    place=10,
    why_it_matters="Dependence on drugs drives much theft, and people feel it in their homes.",
    owner="Head of Local Policing",
    next_review=date(2027, 3, 31),
    numerator=Count(
        table="recorded_crime",
        where={
            "crime_type": ("Burglary", "Robbery", "Vehicle crime", "Theft from the person"),
        },
    ),
    grids=(
        Grid(
            areas=(AreaKind.POLICE_FORCE, AreaKind.DISTRICT, AreaKind.NOWHERE),
            period=PeriodKind.MONTH,
        ),
    ),
)
