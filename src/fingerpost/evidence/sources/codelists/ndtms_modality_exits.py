"""How an intervention ended (MODEXIT)."""

from fingerpost.evidence.core.codelists import Codelist

NDTMS_MODALITY_EXITS = Codelist(
    name="ndtms_modality_exits",
    publisher="Office for Health Improvement and Disparities",
    version="sets H and K, as an open exporter has them",
    values={
        "A": "planned, by agreement",
        "B": "unplanned, by the client alone",
        "C": "withdrawn by the provider",
    },
)
