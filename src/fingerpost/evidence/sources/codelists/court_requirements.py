"""Requirements of a community or suspended order."""

from fingerpost.evidence.core.codelists import Codelist

COURT_REQUIREMENTS = Codelist(
    name="court_requirements",
    publisher="HM Prison and Probation Service",
    version="form of the local extract",
    values={
        "DRR": "drug rehabilitation requirement",
        "ATR": "alcohol treatment requirement",
        "MHTR": "mental health treatment requirement",
    },
)
