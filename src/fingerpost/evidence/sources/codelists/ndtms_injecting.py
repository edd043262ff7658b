"""Whether the client injects (INJSTAT)."""

from fingerpost.evidence.core.codelists import Codelist

NDTMS_INJECTING = Codelist(
    name="ndtms_injecting",
    publisher="Office for Health Improvement and Disparities",
    version="sets H and K, as an open exporter has them",
    values={
        "P": "injected before, not now",
        "C": "injects now",
        "N": "never injected",
        "Z": "would not say",
    },
)
