"""The force beside England, as the ONS publishes it."""

from datetime import date

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.declaration import (
    Better,
    Evidence,
    Grid,
    Kind,
    Level,
    Measure,
    Outcome,
    Sum,
)

RECORDED_DRUG_OFFENCE_RATE_PUBLISHED = Measure(
    name="recorded_drug_offence_rate_published",
    title="Recorded drug offences beside England, as published",
    sentence="Recorded drug offences",
    outcome=Outcome.SUPPLY,
    also_outcomes=(Outcome.CRIME,),
    level=Level.LOCAL,
    kind=Kind.ACTIVITY,
    kind_note="Recorded drug crime mostly follows police effort.",
    evidence=Evidence.FOUND,
    evidence_source="ONS, Crime in England and Wales: police force area tables, P1 and P3",
    what_is_counted="drug offences recorded in the year ending then (table P1)",
    out_of="residents as rounded by the publisher (table P3)",
    statistic="rate",
    per=1000,
    unit="per 1,000 residents",
    period_words="year ending, quarterly",
    geography="police force area, England",
    better=Better.NEITHER,
    sources=("ons_police_force_area_offences",),
    agency="Office for National Statistics",
    lag="about four months",
    caveats=(
        "The newest landed tables are of June 2019: too old to say how the force compares now.",
        "Forces differ in how much they search and record; a higher rate is not more drug use.",
    ),
    do_not_sum="Years ending in successive quarters overlap.",
    why_it_matters="It shows whether the force recorded more or less than others did.",
    owner="Head of Local Policing",
    next_review=date(2027, 3, 31),
    numerator=Sum(
        table="force_offences",
        column="value",
        where={"offence": ("Drug offences",), "measure": ("offences",)},
    ),
    denominator=Sum(table="force_offences", column="value", where={"measure": ("population",)}),
    grids=(
        Grid(
            areas=(AreaKind.POLICE_FORCE, AreaKind.COUNTRY),
            period=PeriodKind.ROLLING_12_MONTHS,
        ),
    ),
)
