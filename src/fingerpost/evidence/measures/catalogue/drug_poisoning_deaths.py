"""Deaths from drug poisoning, three years together."""

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
    Population,
    Sum,
)

DRUG_POISONING_DEATHS = Measure(
    name="drug_poisoning_deaths",
    title="Deaths from drug poisoning for each 100,000 residents",
    sentence="Deaths from drug poisoning",
    outcome=Outcome.DEATHS,
    level=Level.LOCAL,
    kind=Kind.OUTCOME,
    kind_note="All drug poisoning, legal and illegal: wider than the headline measure, deaths related to drug misuse.",
    evidence=Evidence.FOUND,
    evidence_source="ONS, drug-related deaths by local authority, 2020 registrations",
    what_is_counted="deaths from drug poisoning registered in three calendar years",
    out_of="residents, the mid-year estimates of the three years added",
    statistic="rate",
    per=100_000,
    unit="per 100,000 residents a year",
    period_words="three calendar years together, moving each year",
    geography="districts, partnership, England",
    better=Better.LOWER,
    sources=("ons_drug_poisoning_deaths_la", "ons_population_la"),
    agency="Office for National Statistics",
    lag="eight to ten months after the year, and half a year more for the inquest",
    caveats=(
        "Counted by the year the death was registered: more than half happened in an earlier year.",
        "The rate is crude, not adjusted for age.",
        "All drug poisoning, not only misuse of drugs.",
        "Windows that follow one another share two years, so no trend test is made on them.",
    ),
    do_not_sum="Windows of three years overlap and must not be added.",
    place=10,
    why_it_matters="Each is a death that could have been prevented.",
    owner="Director of Public Health",
    next_review=date(2027, 3, 31),
    numerator=Sum(table="drug_poisoning_deaths", column="deaths"),
    denominator=Population(years_off=0),
    grids=(
        Grid(
            areas=(AreaKind.DISTRICT, AreaKind.PARTNERSHIP, AreaKind.COUNTRY),
            period=PeriodKind.THREE_YEARS,
        ),
    ),
)
