"""Drug tests on arrest that are positive."""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.catalogue._framework import NEXT_REVIEW, TO_CONFIRM
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

POSITIVE_TESTS_ON_ARREST = Measure(
    name="positive_tests_on_arrest",
    title="Drug tests on arrest that are positive",
    framework_code="s.crime.dtoa",
    outcome=Outcome.CRIME,
    level=Level.SUPPORTING,
    kind=Kind.CONTEXT,
    kind_note="No direction is good: the share depends on who is tested.",
    evidence=Evidence.UNCONFIRMED,
    evidence_source=TO_CONFIRM,
    what_is_counted="Tests on arrest positive for cocaine, opiates or both",
    out_of="Tests on arrest taken",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Monthly",
    geography="Police forces",
    better=Better.NEITHER,
    sources=("force_custody",),
    waiting_for="drug tests on arrest with their results and the assessments that followed",
    agency="the police force",
    lag="Held locally; monthly where the force shares it.",
    caveats=(
        (
            "Only people arrested for certain offences, or on an inspector's authority, are "
            "tested: it is no sample of anybody."
        ),
        (
            "Powers to test were widened in 2023 and may be again, which changes the share by"
            " itself."
        ),
        "A test is not help: count the required assessments that were attended beside it.",
        "A refusal is no test and is left out; so is a test without a result.",
    ),
    why_it_matters=(
        "A positive test is a moment when somebody with a serious habit is in front of the "
        "police, and can be referred to treatment."
    ),
    owner="Head of Local Policing",
    next_review=NEXT_REVIEW,
    numerator=Count(table="tests_on_arrest", where={"result": ("positive",)}),
    denominator=Count(table="tests_on_arrest", where={"result": ("positive", "negative")}),
    grids=(Grid(areas=(AreaKind.POLICE_FORCE,), period=PeriodKind.MONTH),),
)
