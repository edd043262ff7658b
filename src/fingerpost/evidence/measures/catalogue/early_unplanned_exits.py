"""Adults who leave treatment within twelve weeks without finishing."""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.catalogue._framework import (
    LINKED,
    NEXT_REVIEW,
    ONCE_IN_AN_AREA,
    TO_CONFIRM,
    by_group,
)
from fingerpost.evidence.measures.declaration import (
    Better,
    CountPeople,
    Evidence,
    Grid,
    Kind,
    Level,
    Measure,
    Outcome,
)

EARLY_UNPLANNED_EXITS = Measure(
    name="early_unplanned_exits",
    title="People who leave treatment within twelve weeks without finishing",
    framework_code="s.engage.early_exit",
    outcome=Outcome.ENGAGE,
    level=Level.SUPPORTING,
    kind=Kind.OUTCOME,
    evidence=Evidence.UNCONFIRMED,
    evidence_source=TO_CONFIRM,
    what_is_counted=(
        "People who started treatment and left within 84 days without it being planned"
    ),
    out_of="People who started treatment",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Twelve months, moving forward",
    geography="Local authorities",
    better=Better.LOWER,
    sources=("ndtms_adult",),
    waiting_for=(
        "starts and exits, once records are linked to people and a move is told from an exit"
    ),
    agency="the treatment providers",
    lag="Not confirmed; at least twelve weeks more than other treatment statistics.",
    caveats=(
        "It is published both of starts and of exits: here it is of starts.",
        (
            "A prison sentence may count as an exit. A move to another service does not, if both "
            "records were matched and no more than 21 days lie between."
        ),
        LINKED,
    ),
    do_not_sum=ONCE_IN_AN_AREA,
    why_it_matters=(
        "Twelve weeks is commonly taken as the least that treatment needs to do good. Early "
        "drop-out shows where the welcome fails."
    ),
    owner="Drug and alcohol commissioner",
    next_review=NEXT_REVIEW,
    follow_up_months=3,
    follow_up_source="ndtms_adult",
    numerator=CountPeople(table="treatment_starts", where={"early_exit": ("yes",)}),
    denominator=CountPeople(table="treatment_starts"),
    grids=(
        Grid(
            areas=(AreaKind.PARTNERSHIP, AreaKind.DISTRICT), period=PeriodKind.ROLLING_12_MONTHS
        ),
        Grid(areas=(AreaKind.PARTNERSHIP, AreaKind.DISTRICT), period=PeriodKind.FINANCIAL_YEAR),
        *by_group(AreaKind.PARTNERSHIP, PeriodKind.FINANCIAL_YEAR, "substance_group"),
    ),
)
