"""How soon a recorded drug offence gets its first outcome."""

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

DRUG_OFFENCE_OUTCOME_WITHIN_3_MONTHS = Measure(
    name="drug_offence_outcome_within_3_months",
    title="Recorded drug offences with an outcome within three months",
    outcome=Outcome.CRIME,
    level=Level.LOCAL,
    kind=Kind.PROCESS,
    evidence=Evidence.PARTLY,
    evidence_source="data.police.uk, street and outcome files joined on the crime's own number",
    what_is_counted="those whose first outcome is dated at most three months after the record",
    out_of="drug offences recorded in the period, with a crime number",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="monthly and quarterly",
    geography="police force area, districts",
    better=Better.HIGHER,
    sources=("police_street", "police_outcomes"),
    agency="Cambridgeshire Constabulary",
    lag="about two months, and three more to see the outcomes",
    follow_up_months=3,
    follow_up_source="police_outcomes",
    caveats=(
        (
            "Only months whose three following months of outcome files are landed are shown; others "
            "would look slow only because the files are not there."
        ),
        "Dates are months, so three months means between three and four.",
    ),
    why_it_matters="Quick decisions keep the way open to treatment, diversion or a fair trial.",
    owner="Head of Criminal Justice",
    next_review=date(2027, 3, 31),
    numerator=Count(table="drug_offence_outcomes", where={"within_3_months": ("yes",)}),
    denominator=Count(table="drug_offence_outcomes"),
    grids=(
        Grid(areas=(AreaKind.POLICE_FORCE,), period=PeriodKind.MONTH),
        Grid(areas=(AreaKind.POLICE_FORCE, AreaKind.DISTRICT), period=PeriodKind.QUARTER),
    ),
)
