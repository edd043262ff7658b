"""Yes or no, in words."""

from fingerpost.evidence.core.codelists import Codelist

YES_NO = Codelist(
    name="yes_no",
    publisher="local partners",
    version="form of the local extracts",
    values={
        "Yes": "yes",
        "No": "no",
        "Not known": "nobody asked, or no answer",
    },
)
