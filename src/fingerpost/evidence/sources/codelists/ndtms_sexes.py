"""Sex of the client, as NDTMS files code it."""

from fingerpost.evidence.core.codelists import Codelist

NDTMS_SEXES = Codelist(
    name="ndtms_sexes",
    publisher="Office for Health Improvement and Disparities",
    version="sets H and K, as an open exporter has them; letters not confirmed",
    values={
        "1": "male",
        "2": "female",
        "M": "male",
        "F": "female",
        "0": "not known",
        "9": "not specified",
    },
)
