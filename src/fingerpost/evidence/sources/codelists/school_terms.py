"""Terms of the school year."""

from fingerpost.evidence.core.codelists import Codelist

SCHOOL_TERMS = Codelist(
    name="school_terms",
    publisher="Department for Education",
    version="three terms",
    values={
        "Autumn": "from September",
        "Spring": "from January",
        "Summer": "from April",
    },
    closed=True,
)
