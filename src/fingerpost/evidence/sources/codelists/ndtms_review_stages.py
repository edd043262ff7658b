"""At which stage a Treatment Outcomes Profile was taken (TRSTAGE)."""

from fingerpost.evidence.core.codelists import Codelist

NDTMS_REVIEW_STAGES = Codelist(
    name="ndtms_review_stages",
    publisher="Office for Health Improvement and Disparities",
    version="not confirmed",
    values={
        "S": "start of treatment",
        "R": "review",
        "E": "exit",
        "P": "after treatment",
    },
)
