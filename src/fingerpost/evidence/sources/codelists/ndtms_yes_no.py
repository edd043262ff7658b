"""Yes or no, as NDTMS files code it."""

from fingerpost.evidence.core.codelists import Codelist

NDTMS_YES_NO = Codelist(
    name="ndtms_yes_no",
    publisher="Office for Health Improvement and Disparities",
    version="not confirmed",
    values={
        "Y": "yes",
        "N": "no",
        "1": "yes, in set H",
        "2": "no, in set H",
    },
)
