"""Why a service says no to a referral."""

from fingerpost.evidence.core.codelists import Codelist

REFERRAL_DECLINE_REASONS = Codelist(
    name="referral_decline_reasons",
    publisher="Fingerpost",
    version="1",
    values={
        "not_ours": "Not what this service is for",
        "area": "Lives outside the area",
        "age": "Outside the ages served",
        "full": "No place within a safe time",
        "already": "Already with us",
        "safety": "Cannot be done safely here",
        "identity": "We could not tell who it is",
    },
)
