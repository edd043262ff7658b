"""People treated in prison, known by their attributor."""

from fingerpost.evidence.linkage.declaration import LinkedSource, Regime

NDTMS_SECURE = LinkedSource(
    name="ndtms_secure",
    agency="prison_healthcare",
    agency_column="agency",
    regime=Regime.ATTRIBUTOR,
    local_id="client_id",
    first_initial="first_initial",
    surname_initial="surname_initial",
    born="date_of_birth",
    sex="sex",
    seen_on=("referred_on", "triaged_on", "received_on"),
    why="From treatment in prison to treatment in the community.",
)
