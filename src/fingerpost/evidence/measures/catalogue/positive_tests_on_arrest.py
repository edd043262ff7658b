"""Drug tests on arrest that are positive: declared, and waiting for its source."""

from __future__ import annotations

from fingerpost.evidence.measures.catalogue._framework import NEXT_REVIEW, TO_CONFIRM
from fingerpost.evidence.measures.declaration import (
    Better,
    Evidence,
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
    unit="% of tests",
    period_words="Monthly",
    geography="Police forces",
    better=Better.NEITHER,
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
    ),
    why_it_matters=(
        "A positive test is a moment when somebody with a serious habit is in front of the "
        "police, and can be referred to treatment."
    ),
    owner="Head of Local Policing",
    next_review=NEXT_REVIEW,
)
