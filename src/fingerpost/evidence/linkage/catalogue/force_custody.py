"""People held in custody."""

from fingerpost.evidence.linkage.declaration import LinkedSource, Regime

FORCE_CUSTODY = LinkedSource(
    name="force_custody",
    agency="police",
    regime=Regime.NAMED,
    local_id="nominal_id",
    forename="forename",
    surname="surname",
    alias="alias",
    born="date_of_birth",
    sex="sex",
    postcode="postcode",
    seen_on=("arrested_on",),
    why="From custody and a drug test to assessment, diversion and treatment; reoffending.",
)
