"""Prison leavers who start community treatment within three weeks: waiting."""

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
        "People released with a treatment need who started structured community treatment "
        "within 21 days"
    ),
    out_of=(
        "People released from prison with a treatment need who could be treated in the "
        "community"
    ),
    statistic="proportion",
    per=100,
    unit="% of people released",
    period_words="Twelve months, moving forward",
    geography="Local authorities and England",
    better=Better.HIGHER,
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
    ),
    why_it_matters=(
        "The first weeks after release are deadly: tolerance has fallen and support has "
        "stopped. Starting treatment soon after release lowers the risk."
    ),
    owner="Probation head of service",
    next_review=NEXT_REVIEW,
)
