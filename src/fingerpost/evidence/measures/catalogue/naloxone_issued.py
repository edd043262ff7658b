"""Episodes of opiate treatment in which naloxone was given to take home."""

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

NALOXONE_ISSUED = Measure(
    name="naloxone_issued",
    title="People who use opiates and were given naloxone to take home",
    framework_code="s.deaths.naloxone",
    outcome=Outcome.DEATHS,
    level=Level.SUPPORTING,
    kind=Kind.ACTIVITY,
    kind_note=(
        "The framework is thought to want more. A kit given is not a kit carried or used."
    ),
    evidence=Evidence.UNCONFIRMED,
    evidence_source=TO_CONFIRM,
    what_is_counted="People in treatment for opiates who were given take-home naloxone",
    out_of="People in treatment for opiates",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Twelve months, moving forward",
    geography="Local authorities",
    better=Better.NEITHER,
    sources=("ndtms_adult",),
    waiting_for=(
        "the files that adult services send to the National Drug Treatment Monitoring System"
    ),
    agency="the treatment providers",
    lag="Not confirmed; likely that of other treatment statistics, about 8 months.",
    caveats=(
        "It says nothing of people outside treatment, who have the least protection.",
        "Kits given by peers, pharmacies and police are not in it.",
        (
            "Counted here by episode, since nothing says which episodes are of one person: "
            "somebody with two episodes counts twice."
        ),
        (
            "What counts is each agency's newest file that an episode stands in; clients who "
            "did not agree to share are not in the files."
        ),
        (
            "An episode counts in each year in which it was open, with naloxone given by the "
            "end of that year."
        ),
    ),
    why_it_matters="Naloxone reverses an opioid overdose. Somebody nearby has to have it.",
    owner="Drug and alcohol commissioner",
    next_review=NEXT_REVIEW,
    do_not_sum="An episode that was open in two years counts in both, so years may not be added.",
    numerator=Count(
        table="adult_episodes_in_year", where={"opiate": ("yes",), "naloxone": ("yes",)}
    ),
    denominator=Count(table="adult_episodes_in_year", where={"opiate": ("yes",)}),
    grids=(
        Grid(areas=(AreaKind.PARTNERSHIP, AreaKind.DISTRICT), period=PeriodKind.FINANCIAL_YEAR),
    ),
)
