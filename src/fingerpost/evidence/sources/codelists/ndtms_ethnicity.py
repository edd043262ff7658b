"""Ethnic group of the client (ETHNIC), by the letters of the 2001 census groups."""

from fingerpost.evidence.core.codelists import Codelist

NDTMS_ETHNICITY = Codelist(
    name="ndtms_ethnicity",
    publisher="Office for Health Improvement and Disparities",
    version="sets H and K, as an open exporter has them",
    values={
        "A": "White British",
        "B": "White Irish",
        "C": "other White",
        "D": "White and Black Caribbean",
        "E": "White and Black African",
        "F": "White and Asian",
        "G": "other mixed",
        "H": "Indian",
        "J": "Pakistani",
        "K": "Bangladeshi",
        "L": "other Asian",
        "M": "Caribbean",
        "N": "African",
        "P": "other Black",
        "R": "Chinese",
        "S": "other",
        "Z": "not specified",
    },
)
