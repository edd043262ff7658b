"""Required drug assessments after a positive test that were attended."""

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

REQUIRED_ASSESSMENTS_ATTENDED = Measure(
    name="required_assessments_attended",
    title="Required assessments attended after a positive test on arrest",
    outcome=Outcome.ENGAGE,
    level=Level.LOCAL,
    kind=Kind.PROCESS,
    evidence=Evidence.UNCONFIRMED,
    evidence_source="Local measure from a partner's extract; no framework row asks for it.",
    what_is_counted="Required assessments that were attended",
    out_of="Assessments required, with attendance known",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Quarterly",
    geography="Police force area",
    better=Better.HIGHER,
    sources=("force_custody",),
    waiting_for="tests on arrest with the assessments that followed",
    agency="the police force",
    lag="About a month after the quarter.",
    caveats=(
        "Counted in the quarter of the arrest.",
        "An assessment attended is not a treatment begun.",
    ),
    why_it_matters=(
        "A positive test is a chance to reach help; the assessment is where it is taken "
        "or lost."
    ),
    owner="Head of Local Policing",
    next_review=NEXT_REVIEW,
    numerator=Count(table="tests_on_arrest", where={"assessment": ("attended",)}),
    denominator=Count(
        table="tests_on_arrest", where={"assessment": ("attended", "not attended")}
    ),
    grids=(Grid(areas=(AreaKind.POLICE_FORCE,), period=PeriodKind.QUARTER),),
)
