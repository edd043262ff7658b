"""Why an episode of treatment ended (DISRSN)."""

from fingerpost.evidence.core.codelists import Codelist

NDTMS_DISCHARGE_REASONS = Codelist(
    name="ndtms_discharge_reasons",
    publisher="Office for Health Improvement and Disparities",
    version="general knowledge of the current set; not confirmed",
    values={
        "74": "completed, alcohol-free (not confirmed)",
        "80": "completed, drug-free (not confirmed)",
        "81": "completed, occasional user but not of heroin or crack (not confirmed)",
        "82": "transferred, not in custody (not confirmed)",
        "83": "transferred in custody (not confirmed)",
        "84": "dropped out (not confirmed)",
        "85": "withdrawn by the provider (not confirmed)",
        "86": "retained in custody (not confirmed)",
        "87": "declined to begin (not confirmed)",
        "88": "died (not confirmed)",
    },
)
