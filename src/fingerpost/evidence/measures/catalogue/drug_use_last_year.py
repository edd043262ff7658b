"""People aged 16 to 59 who used a drug in the last year: waiting."""

from __future__ import annotations

from fingerpost.evidence.measures.catalogue._framework import FRAMEWORK_2022, NEXT_REVIEW
from fingerpost.evidence.measures.declaration import (
    Better,
    Evidence,
    Kind,
    Level,
    Measure,
    Outcome,
)

DRUG_USE_LAST_YEAR = Measure(
    name="drug_use_last_year",
    title="People aged 16 to 59 who used a drug in the last year",
    framework_code="h.use.last_year_1659",
    outcome=Outcome.USE,
    level=Level.HEADLINE,
    kind=Kind.OUTCOME,
    evidence=Evidence.FOUND,
    evidence_source=FRAMEWORK_2022,
    what_is_counted=(
        "Survey respondents aged 16 to 59 who say they used any drug in the last 12 months, "
        "weighted"
    ),
    out_of="All respondents aged 16 to 59, weighted",
    statistic="proportion",
    per=100,
    unit="% of people aged 16 to 59",
    period_words="Yearly",
    geography="England and Wales only; there is no local figure",
    better=Better.LOWER,
    waiting_for="the drug misuse tables of the Crime Survey for England and Wales",
    agency="the Office for National Statistics",
    lag="Published yearly, after the survey year has ended; there is a gap in 2020 to 2022.",
    caveats=(
        (
            "It speaks for England and Wales, never for a county: do not read it as a local "
            "result."
        ),
        (
            "It asks people in households, so it misses people who are homeless, in prison or"
            " in student halls, where drug use may differ."
        ),
        "People report their own use, and some will not say.",
        "Also published for ages 16 to 24, by drug, by sex and by ethnic group.",
    ),
    do_not_sum="The figures by drug overlap, because one person may use several.",
    why_it_matters=(
        "The strategy's third aim is that fewer people take drugs at all. This survey shows "
        "it without depending on who comes to the notice of the police, a hospital or a "
        "clinic."
    ),
    owner="Director of Public Health",
    next_review=NEXT_REVIEW,
)
