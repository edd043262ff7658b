"""Results of a drug test on arrest."""

from fingerpost.evidence.core.codelists import Codelist

ARREST_DRUG_TEST_RESULTS = Codelist(
    name="arrest_drug_test_results",
    publisher="the police force",
    version="form of the local extract; not confirmed",
    values={
        "Opiates": "positive for opiates",
        "Cocaine": "positive for cocaine or crack",
        "Both": "positive for both",
        "Negative": "neither",
        "Refused": "refused without good cause",
    },
)
