"""Accommodation need at the start (ACCMNEED)."""

from fingerpost.evidence.core.codelists import Codelist

NDTMS_ACCOMMODATION = Codelist(
    name="ndtms_accommodation",
    publisher="Office for Health Improvement and Disparities",
    version="sets H and K, as an open exporter has them",
    values={
        "1": "no fixed abode, urgent",
        "2": "housing problem",
        "3": "no housing problem",
    },
)
