"""People who were referred from one agency to another in the service."""

from fingerpost.evidence.linkage.declaration import LinkedSource, Regime

SERVICE_REFERRALS = LinkedSource(
    name="service_referrals",
    agency="service",
    agency_column="sender",
    regime=Regime.NAMED,
    local_id="person_reference",
    forename="forename",
    surname="surname",
    born="date_of_birth",
    sex="sex",
    postcode="postcode",
    seen_on=("sent_on",),
    why="Which help reached the same person: treatment, housing and employment together or alone.",
)
