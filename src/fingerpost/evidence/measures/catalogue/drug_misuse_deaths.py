"""Deaths related to drug misuse: declared, and waiting for its source."""

from __future__ import annotations

from fingerpost.evidence.measures.catalogue._framework import NEXT_REVIEW
from fingerpost.evidence.measures.declaration import (
    Better,
    Evidence,
    Kind,
    Level,
    Measure,
    Outcome,
)

DRUG_MISUSE_DEATHS = Measure(
    name="drug_misuse_deaths",
    title="Deaths related to drug misuse",
    framework_code="h.deaths.misuse",
    outcome=Outcome.DEATHS,
    level=Level.HEADLINE,
    kind=Kind.OUTCOME,
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
    out_of="People who live there, standardised for age",
    statistic="rate",
    per=100_000,
    unit="per 100,000 people",
    period_words="Yearly; three years pooled for local authorities",
    geography="England, regions and local authorities",
    better=Better.LOWER,
    waiting_for="drug misuse deaths by local authority with age-standardised rates",
    agency="the Office for National Statistics",
    lag="8 to 10 months after the year of registration, on top of the wait for the inquest.",
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
            "Until these tables are landed, `drug_poisoning_deaths` stands in for them: all "
            "drug poisonings, legal drugs included."
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
)
