"""Adults in treatment in England, by substance: the national background."""

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

ADULTS_IN_TREATMENT_ENGLAND = Measure(
    name="adults_in_treatment_england",
    title="Adults in drug and alcohol treatment in England",
    outcome=Outcome.ENGAGE,
    also_outcomes=(Outcome.RECOVERY,),
    level=Level.LOCAL,
    kind=Kind.CONTEXT,
    kind_note="National background; local numbers are among what is waited for.",
    evidence=Evidence.FOUND,
    evidence_source="OHID, adult substance misuse treatment statistics 2020 to 2021",
    what_is_counted="adults with structured treatment in the year",
    statistic="count",
    unit="adults",
    period_words="financial year",
    geography="England",
    better=Better.NEITHER,
    sources=("ohid_adult_treatment",),
    agency="Office for Health Improvement and Disparities",
    lag="eight months",
    caveats=(
        "National only: it says nothing about Cambridgeshire and Peterborough.",
        "More people in treatment can mean more need met or more need.",
    ),
    do_not_sum="A person is counted once in each area and each substance they cite.",
    why_it_matters="It is the background against which local numbers will be read.",
    owner="Drug and alcohol commissioner",
    next_review=date(2027, 3, 31),
    numerator=Sum(
        table="treatment",
        column="people",
        where={"substance": ("Total number of individuals",)},
    ),
    grids=(Grid(areas=(AreaKind.COUNTRY,), period=PeriodKind.FINANCIAL_YEAR),),
)
