"""What searches for drugs ended in."""

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

DRUG_SEARCH_OUTCOMES = Measure(
    name="drug_search_outcomes",
    title="What stop and searches for drugs ended in",
    sentence="Stop and searches for drugs",
    outcome=Outcome.SUPPLY,
    level=Level.LOCAL,
    kind=Kind.ACTIVITY,
    evidence=Evidence.PARTLY,
    evidence_source="data.police.uk",
    what_is_counted="stop and searches for drugs, by their outcome",
    out_of="stop and searches for drugs",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="quarterly",
    geography="police force area",
    better=Better.NEITHER,
    sources=("police_stop_search",),
    agency="Cambridgeshire Constabulary",
    lag="about two months",
    caveats=("The count is of searches, not people.",),
    place=40,
    why_it_matters="A community resolution or a caution can be the first step to help.",
    owner="Head of Local Policing",
    next_review=date(2027, 3, 31),
    numerator=Count(
        table="searches",
        where={"object_of_search": ("Controlled drugs", "Psychoactive substances")},
    ),
    denominator=Count(
        table="searches",
        where={"object_of_search": ("Controlled drugs", "Psychoactive substances")},
    ),
    splits_the_numerator=("outcome",),
    grids=(
        Grid(areas=(AreaKind.POLICE_FORCE,), period=PeriodKind.QUARTER, breakdown="outcome"),
    ),
)
