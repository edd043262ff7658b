"""People helped into work beside treatment."""

from fingerpost.evidence.linkage.declaration import LinkedSource, Regime

EMPLOYMENT_SUPPORT = LinkedSource(
    name="employment_support",
    agency="employment",
    regime=Regime.NAMED,
    local_id="support_reference",
    forename="forename",
    surname="surname",
    born="date_of_birth",
    sex="sex",
    postcode="postcode",
    seen_on=("referred_on",),
    why="From treatment to work.",
)
