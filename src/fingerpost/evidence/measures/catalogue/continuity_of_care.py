"""Releases from prison that community treatment follows within three weeks."""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.catalogue._framework import (
    LINKED,
    NEXT_REVIEW,
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

CONTINUITY_OF_CARE = Measure(
    name="continuity_of_care",
    title="Prison leavers who start community treatment within three weeks",
    framework_code="h.engage.continuity",
    outcome=Outcome.ENGAGE,
    level=Level.HEADLINE,
    kind=Kind.OUTCOME,
    kind_note="Also a measure of process: how well two services hand over.",
    evidence=Evidence.FOUND,
    evidence_source=(
        "Alcohol and drug treatment in secure settings, 2023 to 2024, Office for Health "
        "Improvement and Disparities, January 2025."
    ),
    what_is_counted=(
        "Releases of people with a treatment need who started structured community treatment "
        "within 21 days"
    ),
    out_of=(
        "Releases from prison of people with a treatment need who could be treated in the "
        "community"
    ),
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Twelve months, moving forward",
    geography="Local authorities and England",
    better=Better.HIGHER,
    sources=("prison_releases", "ndtms_adult"),
    waiting_for=(
        "prison releases and the community treatment that followed, once records are "
        "linked to people"
    ),
    agency="the prisons and the treatment providers",
    lag="10 months: the year to March 2024 came out at the end of January 2025.",
    caveats=(
        (
            "For England: 30% in 2015-16, 43% in 2022-23 and 53% in 2023-24; regions ran from"
            " 41% to 66%."
        ),
        (
            "Prison and community records are matched on initials, birth date, sex and area. "
            "A changed surname or address breaks the match, and the person is then counted as"
            " not seen."
        ),
        (
            "Each release is followed by itself. Left out are those who died, were recalled, "
            "deported, transferred or locked up again within the 21 days, as the prison says."
        ),
        LINKED,
    ),
    why_it_matters=(
        "The first weeks after release are deadly: tolerance has fallen and support has "
        "stopped. Starting treatment soon after release lowers the risk."
    ),
    owner="Probation head of service",
    next_review=NEXT_REVIEW,
    follow_up_months=1,
    follow_up_source="ndtms_adult",
    numerator=Count(table="releases", where={"engaged": ("yes",)}),
    denominator=Count(table="releases"),
    counts_matches_by="initials",
    grids=(
        Grid(
            areas=(AreaKind.PARTNERSHIP, AreaKind.DISTRICT), period=PeriodKind.ROLLING_12_MONTHS
        ),
        Grid(areas=(AreaKind.PARTNERSHIP, AreaKind.DISTRICT), period=PeriodKind.FINANCIAL_YEAR),
        *by_group(AreaKind.PARTNERSHIP, PeriodKind.FINANCIAL_YEAR, "prison"),
    ),
)
