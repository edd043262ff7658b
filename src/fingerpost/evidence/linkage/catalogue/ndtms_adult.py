"""Adults in community treatment, known by their attributor."""

from fingerpost.evidence.linkage.declaration import LinkedSource, Regime

NDTMS_ADULT = LinkedSource(
    name="ndtms_adult",
    agency="treatment",
    agency_column="agency",
    regime=Regime.ATTRIBUTOR,
    local_id="client_id",
    first_initial="first_initial",
    surname_initial="surname_initial",
    born="date_of_birth",
    sex="sex",
    postcode="part_postcode",
    area="local_authority_code",
    seen_on=("referred_on", "triaged_on"),
    why="Treatment after custody, prison and homelessness; what follows treatment.",
)
