"""Price and purity of drugs sold: declared, and waiting for its source."""

from __future__ import annotations

from fingerpost.evidence.measures.catalogue._framework import NEXT_REVIEW, TO_CONFIRM
from fingerpost.evidence.measures.declaration import (
    Better,
    Evidence,
    Kind,
    Level,
    Measure,
    Outcome,
)

DRUG_PRICE_PURITY = Measure(
    name="drug_price_purity",
    title="Price and purity of drugs sold",
    framework_code="s.supply.price_purity",
    outcome=Outcome.SUPPLY,
    level=Level.SUPPORTING,
    kind=Kind.OUTCOME,
    kind_note=(
        "No direction is good by itself: a purer drug may mean ample supply, and is more "
        "dangerous."
    ),
    evidence=Evidence.UNCONFIRMED,
    evidence_source=TO_CONFIRM,
    what_is_counted=(
        "The price of a gram sold on the street, and the share of it that is the drug"
    ),
    statistic="other",
    unit="£ per gram, and % pure",
    period_words="Now and then",
    geography="United Kingdom; not local",
    better=Better.NEITHER,
    waiting_for="prices and purity by drug",
    agency="the National Crime Agency and forensic laboratories",
    lag="Not regular.",
    caveats=(
        "There is no local figure.",
        "Samples are of what was seized and sent to a laboratory.",
    ),
    why_it_matters=(
        "If enforcement made drugs scarcer, they would become dearer or weaker. This is the "
        "nearest thing to a measure of supply itself."
    ),
    owner="Head of Serious and Organised Crime",
    next_review=NEXT_REVIEW,
)
