"""Episodes of people who ever injected in which hepatitis C was tested for."""

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

BLOOD_BORNE_VIRUS_CARE = Measure(
    name="blood_borne_virus_care",
    title="People in treatment tested for hepatitis C or vaccinated against hepatitis B",
    framework_code="s.deaths.bbv",
    outcome=Outcome.DEATHS,
    level=Level.SUPPORTING,
    kind=Kind.PROCESS,
    evidence=Evidence.UNCONFIRMED,
    evidence_source=TO_CONFIRM,
    what_is_counted=(
        "People tested and referred for hepatitis C, or vaccinated against hepatitis B"
    ),
    out_of="People in treatment for whom it was right to offer it",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Twelve months, moving forward",
    geography="Local authorities",
    better=Better.HIGHER,
    sources=("ndtms_adult",),
    waiting_for=(
        "the files that adult services send to the National Drug Treatment Monitoring System"
    ),
    agency="the treatment providers",
    lag="Not confirmed; likely that of other treatment statistics, about 8 months.",
    caveats=(
        "It rests on the status that the service recorded, which may be old.",
        (
            "Counted here by episode, since nothing says which episodes are of one person: "
            "somebody with two episodes counts twice."
        ),
        (
            "Counted here: hepatitis C was tested for, among episodes of people who now "
            "inject or once did. `hepatitis_b_vaccinations` shows the other part."
        ),
        (
            "A year in which an episode was open has what the newest file says, also of tests "
            "made later."
        ),
    ),
    do_not_sum="Hepatitis B and hepatitis C are two measures: a person may be in both.",
    why_it_matters=(
        "Hepatitis C does slow damage and can be cured, and treatment services are where many"
        " who have it can be found."
    ),
    owner="Drug and alcohol commissioner",
    next_review=NEXT_REVIEW,
    numerator=Count(
        table="adult_episodes_in_year",
        where={"ever_injected": ("yes",), "hepatitis_c_tested": ("yes",)},
    ),
    denominator=Count(table="adult_episodes_in_year", where={"ever_injected": ("yes",)}),
    grids=(
        Grid(areas=(AreaKind.PARTNERSHIP, AreaKind.DISTRICT), period=PeriodKind.FINANCIAL_YEAR),
    ),
)
