"""People whom a housing authority owed a duty."""

from fingerpost.evidence.linkage.declaration import LinkedSource, Regime

HOUSING_CASES = LinkedSource(
    name="housing_cases",
    agency="housing",
    agency_column="housing_authority",
    regime=Regime.NAMED,
    forename="forename",
    surname="surname",
    born="date_of_birth",
    sex="sex",
    postcode="last_settled_postcode",
    seen_on=("applied_on",),
    why="From treatment or prison to a home, and from homelessness to treatment.",
)
