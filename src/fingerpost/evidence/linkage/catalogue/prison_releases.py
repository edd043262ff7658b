"""People released from prison."""

from fingerpost.evidence.linkage.declaration import LinkedSource, Regime

PRISON_RELEASES = LinkedSource(
    name="prison_releases",
    agency="prison",
    regime=Regime.NAMED,
    local_id="prison_number",
    forename="forename",
    surname="surname",
    born="date_of_birth",
    sex="sex",
    area="home_district_code",
    seen_on=("received_on", "released_on"),
    why="From release to community treatment within three weeks.",
)
