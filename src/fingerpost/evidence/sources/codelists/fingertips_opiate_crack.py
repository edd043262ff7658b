"""Names under which Fingertips gives estimates of opiate and crack use."""

from fingerpost.evidence.core.codelists import Codelist

FINGERTIPS_OPIATE_CRACK = Codelist(
    name="fingertips_opiate_crack",
    publisher="Office for Health Improvement and Disparities",
    version="as a public analysis of 2020 reads it; not confirmed for the revised estimates",
    values={
        "Estimated prevalence of opiate and/or crack cocaine use": "opiates, crack or both",
    },
    closed=True,
)
