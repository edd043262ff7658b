"""Random drug tests in prison that are positive."""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.catalogue._framework import (
    NEXT_REVIEW,
    TO_CONFIRM,
    TOPIC_OF_2022,
)
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

PRISON_POSITIVE_TESTS = Measure(
    name="prison_positive_tests",
    title="Random drug tests in prison that are positive",
    framework_code="s.use.prison_positive",
    outcome=Outcome.USE,
    level=Level.SUPPORTING,
    kind=Kind.OUTCOME,
    evidence=Evidence.PARTLY,
    evidence_source=f"{TOPIC_OF_2022} {TO_CONFIRM}",
    what_is_counted="Random mandatory tests that were positive",
    out_of="Random mandatory tests taken",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Yearly",
    geography="Each prison; England and Wales",
    better=Better.LOWER,
    sources=("prison_drug_tests",),
    waiting_for="random drug test results by prison",
    agency="HM Prison and Probation Service",
    lag="Yearly; the delay is not confirmed.",
    caveats=(
        "Testing stopped during the pandemic, so there is a gap.",
        "The test does not find every new psychoactive substance.",
        "Where few tests were taken the share means little.",
        (
            "The prisons are those that most of the partnership's people go to; few of their "
            "prisoners come from it."
        ),
    ),
    why_it_matters=(
        "Drugs in prison undo treatment, feed debt and violence, and send people home with a "
        "habit."
    ),
    owner="Prison drug strategy lead",
    next_review=NEXT_REVIEW,
    numerator=Sum(table="prison_tests", column="positive"),
    denominator=Sum(table="prison_tests", column="random_tests"),
    grids=(
        Grid(
            areas=(AreaKind.PARTNERSHIP,), period=PeriodKind.FINANCIAL_YEAR, breakdown="prison"
        ),
    ),
)
