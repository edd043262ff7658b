"""What became of a referral, as its receiver told the sender."""

from fingerpost.evidence.core.codelists import Codelist

REFERRAL_OUTCOMES = Codelist(
    name="referral_outcomes",
    publisher="Fingerpost",
    version="1",
    values={
        "started": "Started with the service",
        "completed": "Completed what was agreed",
        "helped_once": "Came and was helped; nothing more is needed",
        "left_early": "Started and left early",
        "not_suitable": "Came; the service is not right for them",
        "passed_on": "Came and was passed on to another service",
    },
)
