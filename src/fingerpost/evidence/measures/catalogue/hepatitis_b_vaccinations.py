"""Episodes of people who ever injected with a vaccination against hepatitis B."""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.catalogue._framework import NEXT_REVIEW
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

HEPATITIS_B_VACCINATIONS = Measure(
    name="hepatitis_b_vaccinations",
    title="Treatment of people who ever injected, with hepatitis B vaccination",
    outcome=Outcome.DEATHS,
    level=Level.LOCAL,
    kind=Kind.PROCESS,
    evidence=Evidence.UNCONFIRMED,
    evidence_source="Local measure from a partner's extract; no framework row asks for it.",
    what_is_counted="Episodes with any vaccination against hepatitis B recorded",
    out_of="Episodes, open in the year, of people who now inject or once did",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Yearly, April to March",
    geography="Partnership, districts",
    better=Better.HIGHER,
    sources=("ndtms_adult",),
    waiting_for="the files that adult services send to the National Drug Treatment Monitoring System",
    agency="the treatment providers",
    lag="About a month after the year.",
    caveats=(
        "Counted by episode, since nothing says which episodes are of one person.",
        (
            "A course of vaccination has several doses; any dose counts. The codes are "
            "not confirmed."
        ),
        (
            "People immune already have no reason to be vaccinated and are counted as if "
            "they had."
        ),
    ),
    do_not_sum=(
        "An episode that was open in two years counts in both; hepatitis B and C are two "
        "measures."
    ),
    why_it_matters="Hepatitis B can be prevented, and treatment services meet people who inject.",
    owner="Drug and alcohol commissioner",
    next_review=NEXT_REVIEW,
    numerator=Count(
        table="adult_episodes_in_year",
        where={"ever_injected": ("yes",), "hepatitis_b_vaccinated": ("yes",)},
    ),
    denominator=Count(table="adult_episodes_in_year", where={"ever_injected": ("yes",)}),
    grids=(
        Grid(areas=(AreaKind.PARTNERSHIP, AreaKind.DISTRICT), period=PeriodKind.FINANCIAL_YEAR),
    ),
)
