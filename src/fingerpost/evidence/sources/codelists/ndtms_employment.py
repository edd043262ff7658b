"""Employment at the start (EMPSTAT)."""

from fingerpost.evidence.core.codelists import Codelist

NDTMS_EMPLOYMENT = Codelist(
    name="ndtms_employment",
    publisher="Office for Health Improvement and Disparities",
    version="sets H and K, as an open exporter has them",
    values={
        "1": "regular employment",
        "2": "pupil or student",
        "5": "other",
        "6": "not known",
        "9": "long-term sick or disabled",
        "10": "homemaker",
        "12": "unemployed and seeking work",
        "13": "not receiving benefits",
        "14": "unpaid voluntary work",
        "15": "retired",
        "99": "not stated",
    },
)
