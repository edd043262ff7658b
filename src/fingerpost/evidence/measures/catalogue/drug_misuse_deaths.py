"""Deaths related to drug misuse, from the coroner: not the count of the ONS."""

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
    Population,
)

DRUG_MISUSE_DEATHS = Measure(
    name="drug_misuse_deaths",
    title="Deaths related to drug misuse",
    framework_code="h.deaths.misuse",
    outcome=Outcome.DEATHS,
    level=Level.HEADLINE,
    kind=Kind.OUTCOME,
    kind_note=(
        "A local count from the coroner's extract, not the count of the Office for National "
        "Statistics, and a crude rate where that office standardises for age."
    ),
    evidence=Evidence.FOUND,
    evidence_source=(
        "Deaths related to drug poisoning in England and Wales, Office for National "
        "Statistics. The exact indicator that the framework cites for local areas is not "
        "confirmed."
    ),
    what_is_counted=(
        "Deaths registered in the period whose underlying cause is drug abuse or dependence, "
        "or a poisoning in which a controlled drug is mentioned"
    ),
    out_of="People who live there, in each of the three years; not standardised for age here",
    statistic="rate",
    per=100_000,
    unit="per 100,000 people",
    period_words="Yearly; three years pooled for local authorities",
    geography="England, regions and local authorities",
    better=Better.LOWER,
    sources=("drug_deaths", "ons_population_la"),
    waiting_for="an extract of deaths by date of registration, with drug misuse marked",
    agency="the coroner",
    lag=(
        "Two months after the year of registration, on top of the wait for the inquest; the "
        "published tables take 8 to 10 months."
    ),
    caveats=(
        (
            "Deaths are counted in the year they were registered. Of 2,597 registered in "
            "2012, more than half (1,358) had happened in an earlier year."
        ),
        (
            "Drug misuse deaths are a part of all drug poisoning deaths: the two are not "
            "alike and may not be added or compared."
        ),
        (
            "A drug that becomes controlled brings its deaths into the count from then on, so"
            " a rise may be a change of law."
        ),
        (
            "About one death certificate in five names no drug, so figures for a single drug "
            "run too low."
        ),
        (
            "`drug_poisoning_deaths` shows what the Office for National Statistics published: "
            "all drug poisonings, legal drugs included."
        ),
        (
            "The coroner marks which deaths are drug misuse; the mark and the published count "
            "may differ."
        ),
    ),
    do_not_sum=(
        "Pooled periods overlap by two years, so they may not be added, nor tested for a "
        "trend from point to point."
    ),
    why_it_matters=(
        "Deaths from drugs can be prevented. Fewer of them is the plainest test of whether "
        "the partnership saves lives."
    ),
    owner="Director of Public Health",
    next_review=NEXT_REVIEW,
    numerator=Count(table="drug_deaths", where={"drug_misuse": ("yes",)}),
    denominator=Population(),
    grids=(
        Grid(areas=(AreaKind.PARTNERSHIP, AreaKind.DISTRICT), period=PeriodKind.THREE_YEARS),
    ),
)
