"""Releases of people with a treatment need that a proven arrest follows within a year."""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.catalogue._framework import (
    LINKED,
    NEXT_REVIEW,
    TO_CONFIRM,
    by_group,
)
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

PROVEN_REOFFENDING = Measure(
    name="proven_reoffending",
    title="People with a drug offence or drug need who reoffend within a year",
    framework_code="s.crime.reoffend",
    outcome=Outcome.CRIME,
    level=Level.SUPPORTING,
    kind=Kind.OUTCOME,
    evidence=Evidence.UNCONFIRMED,
    evidence_source=TO_CONFIRM,
    what_is_counted=(
        "Releases of people with a treatment need who were arrested again within 12 months, and "
        "charged or cautioned"
    ),
    out_of="Releases from prison of people with a treatment need",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Quarterly",
    geography="England and Wales; police force areas",
    better=Better.LOWER,
    sources=("prison_releases", "ndtms_adult", "force_custody"),
    waiting_for="offences of the year that follows, once records are linked to people",
    agency="the police force and the Ministry of Justice",
    lag="About 2 years: a year to reoffend, and time for the courts.",
    caveats=(
        (
            "It describes people dealt with about two years ago: do not set it against this "
            "year's work."
        ),
        (
            "Nearest that local records allow: arrests by this force that ended with a charge or a "
            "caution. Convictions, and arrests by other forces, are in no file here."
        ),
        "An arrest whose end is not known yet counts as none: the newest year can only rise.",
        "Time in prison is not taken off: who was locked up again could not be arrested.",
        LINKED,
    ),
    why_it_matters=(
        "If treatment and supervision help people to stop, fewer should come back to court."
    ),
    owner="Probation head of service",
    next_review=NEXT_REVIEW,
    follow_up_months=12,
    follow_up_source="force_custody",
    numerator=Count(table="releases_and_arrests", where={"proven": ("yes",)}),
    denominator=Count(table="releases_and_arrests"),
    counts_matches_by="names",
    grids=(
        Grid(areas=(AreaKind.PARTNERSHIP, AreaKind.DISTRICT), period=PeriodKind.FINANCIAL_YEAR),
        *by_group(AreaKind.PARTNERSHIP, PeriodKind.FINANCIAL_YEAR),
    ),
)
