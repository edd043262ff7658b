"""Neighbourhood crime: declared, and waiting for its source."""

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

NEIGHBOURHOOD_CRIME = Measure(
    name="neighbourhood_crime",
    title="Neighbourhood crime",
    framework_code="h.crime.neighbourhood",
    outcome=Outcome.CRIME,
    level=Level.HEADLINE,
    kind=Kind.OUTCOME,
    kind_note="Most of it is not shown to be related to drugs.",
    evidence=Evidence.FOUND,
    evidence_source=(
        "First annual report on the drugs strategy, 2022 to 2023, HM Government, July 2023, "
        "as corrected in February 2024."
    ),
    what_is_counted=(
        "Domestic burglaries, robberies of personal property, vehicle crimes and thefts from "
        "the person, as people report them to a survey"
    ),
    out_of="People or households, where a rate is shown",
    statistic="count",
    unit="incidents",
    period_words="Yearly",
    geography=(
        "England and Wales from the survey; police force areas and local authorities only "
        "from police records"
    ),
    better=Better.LOWER,
    waiting_for="the neighbourhood crime tables of the Crime Survey for England and Wales",
    agency="the Office for National Statistics",
    lag="Published yearly, after the survey year has ended.",
    caveats=(
        (
            "The baseline, April 2019 to March 2020, was corrected in February 2024 from 2.96"
            " million incidents to 1.96 million: quote only the corrected one."
        ),
        (
            "Until the survey is landed, `neighbourhood_crime_recorded` stands in for it: "
            "crimes of these kinds that police recorded. That is a proxy, since many such "
            "crimes are never reported."
        ),
    ),
    why_it_matters=(
        "Some people who depend on heroin or crack steal to pay for it. If treatment and "
        "enforcement work, fewer households should lose their belongings."
    ),
    owner="Head of Local Policing",
    next_review=NEXT_REVIEW,
)
