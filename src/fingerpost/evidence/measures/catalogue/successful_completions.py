"""Adults who complete treatment and do not come back within six months."""

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

SUCCESSFUL_COMPLETIONS = Measure(
    name="successful_completions",
    title="People who complete treatment and do not come back within six months",
    framework_code="s.recovery.success",
    outcome=Outcome.RECOVERY,
    level=Level.SUPPORTING,
    kind=Kind.OUTCOME,
    evidence=Evidence.FOUND,
    evidence_source=(
        "Adult substance misuse treatment statistics, Office for Health Improvement and "
        "Disparities, and the Public Health Outcomes Framework. Its place in the framework's "
        "list is not confirmed."
    ),
    what_is_counted=(
        "People who completed treatment free of dependence and did not return within six months"
    ),
    out_of="Everybody in treatment in the twelve months",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Twelve months, moving forward",
    geography="Local authorities and England",
    better=Better.HIGHER,
    sources=("ndtms_adult",),
    waiting_for=(
        "completions and returns within six months, once records are linked to people"
    ),
    agency="the treatment providers",
    lag="8 months, and never less than 6: the wait for a return is part of the measure.",
    caveats=(
        (
            "Two measures share this name: completions of all who left (46% in 2022-23) and "
            "completions of all in treatment. Say which."
        ),
        (
            "It can be raised by ending treatment too soon, and treatment progress is taking "
            "its place."
        ),
        "Show it for opiates, non-opiates and alcohol apart: the groups differ widely.",
        (
            "Counted here by financial year, out of everybody in treatment in it. A return to any "
            "service counts, and only where its record was matched."
        ),
        LINKED,
    ),
    do_not_sum=ONCE_IN_AN_AREA,
    why_it_matters=(
        "It shows people who got free of dependence and stayed so, at least for half a year."
    ),
    owner="Drug and alcohol commissioner",
    next_review=NEXT_REVIEW,
    follow_up_months=6,
    follow_up_source="ndtms_adult",
    numerator=CountPeople(
        table="people_in_treatment",
        where={"setting": ("adult",), "completed_and_stayed_away": ("yes",)},
    ),
    denominator=CountPeople(table="people_in_treatment", where={"setting": ("adult",)}),
    grids=(
        Grid(areas=(AreaKind.PARTNERSHIP, AreaKind.DISTRICT), period=PeriodKind.FINANCIAL_YEAR),
        *by_group(AreaKind.PARTNERSHIP, PeriodKind.FINANCIAL_YEAR, "substance_group"),
    ),
)
