"""Why a step of a referral came late."""

from fingerpost.evidence.core.codelists import Codelist

REFERRAL_LATE_REASONS = Codelist(
    name="referral_late_reasons",
    publisher="Fingerpost",
    version="1",
    values={
        "staff": "Nobody was free",
        "no_place": "No place was free",
        "could_not_reach": "They could not be reached",
        "waited": "We waited for another agency",
        "person_asked": "The person asked for later",
        "not_seen": "We did not see it in time",
    },
)
