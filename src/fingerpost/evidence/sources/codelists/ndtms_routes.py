"""How the first substance is taken (ROUTE)."""

from fingerpost.evidence.core.codelists import Codelist

NDTMS_ROUTES = Codelist(
    name="ndtms_routes",
    publisher="Office for Health Improvement and Disparities",
    version="sets H and K, as an open exporter has them",
    values={
        "1": "injected",
        "2": "sniffed",
        "3": "smoked",
        "4": "swallowed",
        "5": "another way",
    },
)
