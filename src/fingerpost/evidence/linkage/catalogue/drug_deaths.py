"""People who died through drugs."""

from fingerpost.evidence.linkage.declaration import LinkedSource, Regime

DRUG_DEATHS = LinkedSource(
    name="drug_deaths",
    agency="coroner",
    regime=Regime.NAMED,
    forename="forename",
    surname="surname",
    born="date_of_birth",
    sex="sex",
    postcode="usual_postcode",
    seen_on=("died_on", "registered_on"),
    one_person_once=True,
    why="Deaths during and after treatment, and after release from prison.",
)
