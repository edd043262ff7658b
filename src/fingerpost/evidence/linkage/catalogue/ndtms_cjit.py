"""People seen by the criminal justice intervention team, known by their attributor."""

from fingerpost.evidence.linkage.declaration import LinkedSource, Regime

NDTMS_CJIT = LinkedSource(
    name="ndtms_cjit",
    agency="justice_team",
    agency_column="agency",
    regime=Regime.ATTRIBUTOR,
    local_id="client_id",
    first_initial="first_initial",
    surname_initial="surname_initial",
    born="date_of_birth",
    sex="sex",
    seen_on=("first_contact_on", "assessed_on"),
    why="From a drug test in custody to assessment and treatment.",
)
