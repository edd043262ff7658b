"""Stop and searches for drugs: police activity."""

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

DRUG_SEARCHES = Measure(
    name="drug_searches",
    title="Stop and searches for drugs",
    outcome=Outcome.SUPPLY,
    level=Level.LOCAL,
    kind=Kind.ACTIVITY,
    evidence=Evidence.PARTLY,
    evidence_source="data.police.uk",
    what_is_counted="stop and searches whose object was controlled drugs or psychoactive substances",
    statistic="count",
    unit="searches",
    period_words="monthly",
    geography="police force area, districts, and searches outside or without a location",
    better=Better.NEITHER,
    sources=("police_stop_search",),
    agency="Cambridgeshire Constabulary",
    lag="about two months",
    caveats=(
        "The count is of searches, not people.",
        "A search belongs to the month of its local time.",
    ),
    place=30,
    why_it_matters="Searches find drugs and cost trust; the board should see both.",
    owner="Head of Local Policing",
    next_review=date(2027, 3, 31),
    numerator=Count(
        table="searches",
        where={"object_of_search": ("Controlled drugs", "Psychoactive substances")},
    ),
    grids=(
        Grid(
            areas=(AreaKind.POLICE_FORCE, AreaKind.DISTRICT, AreaKind.NOWHERE),
            period=PeriodKind.MONTH,
        ),
    ),
)
