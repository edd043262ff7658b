"""How often a search for drugs led to any action, by who was searched."""

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

DRUG_SEARCH_ACTION = Measure(
    name="drug_search_action",
    title="Stop and searches for drugs that led to action",
    outcome=Outcome.SUPPLY,
    also_outcomes=(Outcome.CRIME,),
    level=Level.LOCAL,
    kind=Kind.PROCESS,
    kind_note="How often a search found grounds to act: a check on fairness, not on supply.",
    evidence=Evidence.PARTLY,
    evidence_source="data.police.uk",
    what_is_counted="those that ended in anything other than no further action",
    out_of="stop and searches for drugs with a recorded outcome",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="all landed months of a calendar year quarter",
    geography="police force area",
    better=Better.NEITHER,
    sources=("police_stop_search",),
    agency="Cambridgeshire Constabulary",
    lag="about two months",
    caveats=(
        "Ethnicity is what the officer wrote down, in five groups.",
        (
            "Six in ten records do not say whether the outcome was linked to what was searched for, "
            "so an arrest may be for something else."
        ),
        (
            "Population by ethnicity is not landed, so how often each group is searched cannot be "
            "compared here."
        ),
    ),
    why_it_matters=(
        "If searches of one group lead to action less often, that group may be searched on "
        "weaker grounds."
    ),
    owner="Head of Local Policing",
    next_review=date(2027, 3, 31),
    numerator=Count(
        table="searches",
        where={
            "object_of_search": ("Controlled drugs", "Psychoactive substances"),
            "action_taken": ("yes",),
        },
    ),
    denominator=Count(
        table="searches",
        where={
            "object_of_search": ("Controlled drugs", "Psychoactive substances"),
            "action_taken": ("yes", "no"),
        },
    ),
    grids=(
        Grid(areas=(AreaKind.POLICE_FORCE,), period=PeriodKind.QUARTER),
        Grid(areas=(AreaKind.POLICE_FORCE,), period=PeriodKind.QUARTER, breakdown="ethnicity"),
        Grid(areas=(AreaKind.POLICE_FORCE,), period=PeriodKind.QUARTER, breakdown="age"),
    ),
)
