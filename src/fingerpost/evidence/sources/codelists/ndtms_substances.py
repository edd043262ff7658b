"""Substances that a client cites (DRUG1 to DRUG3)."""

from fingerpost.evidence.core.codelists import Codelist

NDTMS_SUBSTANCES = Codelist(
    name="ndtms_substances",
    publisher="Office for Health Improvement and Disparities",
    version="sets H and K, as an open exporter has them; those marked are not confirmed",
    values={
        "1000": "other opiates",
        "1011": "heroin",
        "1105": "methadone",
        "2100": "barbiturates",
        "2200": "benzodiazepines",
        "3100": "amphetamines, not ecstasy",
        "3200": "cocaine, not crack",
        "3201": "crack",
        "3406": "ecstasy",
        "3409": "nicotine",
        "4000": "hallucinogens",
        "4002": "ketamine (not confirmed)",
        "5000": "cannabis",
        "6000": "solvents",
        "7000": "alcohol",
        "8200": "major tranquillisers",
        "8300": "antidepressants",
        "8799": "other drugs",
        "9005": "prescribed drugs",
    },
)
