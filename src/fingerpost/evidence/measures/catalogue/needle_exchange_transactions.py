"""Needle exchange transactions."""

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
)

NEEDLE_EXCHANGE_TRANSACTIONS = Measure(
    name="needle_exchange_transactions",
    title="Needle exchange transactions",
    outcome=Outcome.DEATHS,
    level=Level.LOCAL,
    kind=Kind.ACTIVITY,
    kind_note="More visits may mean more injecting, or better reach.",
    evidence=Evidence.UNCONFIRMED,
    evidence_source="Local measure from a partner's extract; no framework row asks for it.",
    what_is_counted="Transactions at a needle exchange, by the district of the site",
    statistic="count",
    unit="transactions",
    period_words="Quarterly",
    geography="Partnership, districts",
    better=Better.NEITHER,
    sources=("needle_exchange",),
    waiting_for="needle exchange transactions",
    agency="the harm reduction service",
    lag="About a month after the quarter.",
    caveats=(
        "Transactions, not people: one person may collect for several.",
        "People who use image and performance enhancing drugs are counted too.",
    ),
    why_it_matters="Clean equipment prevents infection, and each visit is a chance to talk.",
    owner="Director of Public Health",
    next_review=NEXT_REVIEW,
    numerator=Count(table="needle_exchanges"),
    grids=(Grid(areas=(AreaKind.PARTNERSHIP, AreaKind.DISTRICT), period=PeriodKind.QUARTER),),
)
