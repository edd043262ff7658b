"""People who die while in treatment, by what their service says."""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.catalogue._framework import (
    LINKED,
    NEXT_REVIEW,
    ONCE_IN_AN_AREA,
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

DEATHS_IN_TREATMENT = Measure(
    name="deaths_in_treatment",
    title="People who die while in treatment",
    framework_code="s.deaths.in_treatment",
    outcome=Outcome.DEATHS,
    level=Level.SUPPORTING,
    kind=Kind.OUTCOME,
    evidence=Evidence.FOUND,
    evidence_source=(
        "Adult substance misuse treatment statistics 2022 to 2023, as summarised by the NHS "
        "Addictions Provider Alliance. Its place in the framework's list is not confirmed."
    ),
    what_is_counted="People whose time in treatment ended because they died, of any cause",
    out_of="People in treatment",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Every month, for the twelve months that end with it",
    geography="Local authorities and England",
    better=Better.LOWER,
    sources=("ndtms_adult",),
    waiting_for="people in treatment and those who died, once records are linked to people",
    agency="the treatment providers",
    lag="8 months for the yearly statistics.",
    caveats=(
        (
            "All causes count, and people in treatment grow older: in 2022-23 it was 4,166 "
            "people, 1.4%."
        ),
        "It overlaps only partly with registered drug deaths.",
        "Deaths as the treatment service recorded them: one of which it never heard is missing.",
        LINKED,
    ),
    do_not_sum=(
        f"It may not be added to registered drug deaths, because some deaths are in both. "
        f"{ONCE_IN_AN_AREA}"
    ),
    why_it_matters=(
        "These are people whom services knew. Each death deserves to be learnt from."
    ),
    owner="Drug and alcohol commissioner",
    next_review=NEXT_REVIEW,
    numerator=CountPeople(
        table="people_in_treatment", where={"setting": ("adult",), "died": ("yes",)}
    ),
    denominator=CountPeople(table="people_in_treatment", where={"setting": ("adult",)}),
    grids=(
        Grid(areas=(AreaKind.PARTNERSHIP, AreaKind.DISTRICT), period=PeriodKind.FINANCIAL_YEAR),
        *by_group(AreaKind.PARTNERSHIP, PeriodKind.FINANCIAL_YEAR, "substance_group"),
    ),
)
