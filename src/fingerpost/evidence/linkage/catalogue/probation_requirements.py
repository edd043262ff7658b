"""People with a treatment requirement of a court."""

from fingerpost.evidence.linkage.declaration import LinkedSource, Regime

PROBATION_REQUIREMENTS = LinkedSource(
    name="probation_requirements",
    agency="probation",
    regime=Regime.NAMED,
    local_id="case_reference_number",
    forename="forename",
    surname="surname",
    born="date_of_birth",
    sex="sex",
    postcode="postcode",
    seen_on=("ordered_on",),
    why="From a treatment requirement to treatment; reoffending.",
)
