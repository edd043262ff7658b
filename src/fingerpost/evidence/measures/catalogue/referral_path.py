"""How far referrals between agencies come."""

from __future__ import annotations

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.periods import PeriodKind
from fingerpost.evidence.measures.catalogue._framework import LINKED, NEXT_REVIEW
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
from fingerpost.evidence.measures.paths import FROM_REFERRAL

REFERRAL_PATH = Measure(
    name="referral_path",
    title="From a referral to its outcome",
    outcome=Outcome.ENGAGE,
    level=Level.LOCAL,
    kind=Kind.PROCESS,
    kind_note="How well services hand over. What came of the help is the result, and is not in it.",
    evidence=Evidence.UNCONFIRMED,
    evidence_source="Local measure from the partnership's own service; no framework row asks for it.",
    what_is_counted="Referrals, by how far they came",
    out_of="Referrals that an agency, or a person, sent to a service",
    statistic="proportion",
    per=100,
    unit="%",
    period_words="Twelve months, moving forward",
    geography="The whole partnership",
    better=Better.NEITHER,
    sources=("service_referrals",),
    waiting_for="referrals between agencies, once the partnership works with them in the service",
    agency="the partnership's own service",
    lag="Held by the service itself: a day, and the months of follow-up.",
    caveats=(
        "Everybody is in one part: at the last step, or short of the first step that was not reached. Who came to a later step counts as having come to those before it.",
        "What is still open is too early to say, and is counted as neither lost nor helped: the shares after it are of what is known. Were all of these lost, or none, the shares would be lower or higher.",
        "Referrals, not people: one person may be referred several times, and one that was declined and sent elsewhere counts as two.",
        "Referrals of agencies that agreed to it, and none whose person withdrew their consent: who withdrew is in no number here.",
        LINKED,
    ),
    place=1,
    why_it_matters="A referral that nobody answers is a person lost between two agencies. This shows at which step, so that it can be mended there.",
    owner="Chair of the referrals group",
    next_review=NEXT_REVIEW,
    follow_up_months=3,
    follow_up_source="service_referrals",
    splits_the_numerator=("reached",),
    path=FROM_REFERRAL,
    numerator=Count(table="referrals"),
    denominator=Count(table="referrals"),
    grids=(
        Grid(
            areas=(AreaKind.PARTNERSHIP,),
            period=PeriodKind.ROLLING_12_MONTHS,
            breakdown="reached",
        ),
    ),
)
