"""Duties that a housing authority owes."""

from fingerpost.evidence.core.codelists import Codelist

HOMELESSNESS_DUTIES = Codelist(
    name="homelessness_duties",
    publisher="Ministry of Housing, Communities and Local Government",
    version="Homelessness Reduction Act 2017; not confirmed",
    values={
        "Prevention": "threatened with homelessness within 56 days",
        "Relief": "homeless, for 56 days",
        "Main": "homeless and in priority need",
    },
)
