"""How a small area of 2011 became those of 2021."""

from fingerpost.evidence.core.codelists import Codelist

LSOA_CHANGES = Codelist(
    name="lsoa_changes",
    publisher="Office for National Statistics",
    version="LSOA 2011 to LSOA 2021 exact fit look-up, version 3",
    values={
        "U": "unchanged",
        "S": "split into two or more",
        "M": "merged with others",
        "X": "changed in another way: ask before comparing",
    },
    closed=True,
)
