"""How many recorded drug offences still have no outcome."""

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

DRUG_OFFENCES_WITHOUT_OUTCOME = Measure(
    name="drug_offences_without_outcome",
    title="Recorded drug offences still without an outcome",
    outcome=Outcome.CRIME,
    level=Level.LOCAL,
    kind=Kind.PROCESS,
    evidence=Evidence.PARTLY,
    evidence_source="data.police.uk, last outcome category",
    what_is_counted="drug offences recorded in the period whose outcome is not known in the file",
    out_of="drug offences recorded in the period",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="monthly; twelve months, moving each month",
    geography="police force area, districts, fifths by deprivation",
    better=Better.LOWER,
    sources=("police_street",),
    agency="Cambridgeshire Constabulary",
    lag="about two months; outcomes keep arriving for a year",
    provisional_for_months=12,
    provisional_because="Outcomes of recent offences are still arriving.",
    caveats=(
        "Recent months always look worse: compare months of the same age only.",
        (
            "Each month's file shows the outcomes known when it was published, and the files here "
            "were published at different times."
        ),
    ),
    why_it_matters="A person waiting to hear what happens is a person who is hard to help.",
    owner="Head of Criminal Justice",
    next_review=date(2027, 3, 31),
    numerator=Count(
        table="recorded_crime",
        where={"crime_type": ("Drugs",), "outcome": ("no outcome yet",)},
    ),
    denominator=Count(table="recorded_crime", where={"crime_type": ("Drugs",)}),
    grids=(
        Grid(areas=(AreaKind.POLICE_FORCE,), period=PeriodKind.MONTH),
        Grid(
            areas=(AreaKind.POLICE_FORCE, AreaKind.DISTRICT),
            period=PeriodKind.ROLLING_12_MONTHS,
        ),
        Grid(areas=(AreaKind.DEPRIVATION_QUINTILE,), period=PeriodKind.ROLLING_12_MONTHS),
    ),
)
