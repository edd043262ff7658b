"""Why a naloxone kit was supplied."""

from fingerpost.evidence.core.codelists import Codelist

NALOXONE_REASONS = Codelist(
    name="naloxone_reasons",
    publisher="the harm reduction service",
    version="form of the local extract",
    values={
        "First kit": "the first one for this person",
        "Used in overdose": "the last kit was used",
        "Lost": "the last kit was lost, stolen or taken away",
        "Expired": "the last kit was out of date",
    },
)
