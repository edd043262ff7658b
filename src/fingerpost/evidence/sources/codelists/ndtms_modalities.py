"""Kinds of intervention (MODAL)."""

from fingerpost.evidence.core.codelists import Codelist

NDTMS_MODALITIES = Codelist(
    name="ndtms_modalities",
    publisher="Office for Health Improvement and Disparities",
    version="sets H and K, as an open exporter has them; 94 to 96 not confirmed",
    values={
        "1": "inpatient treatment",
        "2": "specialist prescribing",
        "3": "prescribing by a general practitioner",
        "4": "structured psychosocial intervention",
        "5": "structured day programme",
        "6": "residential rehabilitation",
        "7": "aftercare",
        "8": "needle exchange",
        "9": "outreach",
        "10": "advice and information",
        "11": "structured alcohol intervention",
        "12": "other structured intervention",
        "94": "pharmacological intervention (not confirmed)",
        "95": "psychosocial intervention (not confirmed)",
        "96": "recovery support (not confirmed)",
    },
)
