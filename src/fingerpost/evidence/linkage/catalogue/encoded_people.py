"""People of agencies that send codes in place of names."""

from fingerpost.evidence.linkage.declaration import LinkedSource, Regime

ENCODED_PEOPLE = LinkedSource(
    name="encoded_people",
    agency="encoded",
    agency_column="agency",
    regime=Regime.ENCODED,
    local_id="reference",
    seen_on=("seen_on",),
    why="So that an agency that will not send names can still be part of what is counted.",
)
