"""What happened after a release from prison, where it takes the person out of the count."""

from fingerpost.evidence.core.codelists import Codelist

RELEASE_OUTCOMES = Codelist(
    name="release_outcomes",
    publisher="HM Prison and Probation Service",
    version="form of the local extract; not confirmed",
    values={
        "Recalled": "returned to custody",
        "Died": "died after release",
        "Deported": "left the country",
    },
)
