"""People who came to a charity: a first name and little more."""

from fingerpost.evidence.linkage.declaration import LinkedSource, Regime

VOLUNTARY_CONTACTS = LinkedSource(
    name="voluntary_contacts",
    agency="voluntary",
    regime=Regime.ATTRIBUTOR,
    forename="first_name",
    surname_initial="surname_initial",
    born="date_of_birth",
    postcode="postcode_district",
    seen_on=("contact_on",),
    why="To how many agencies a person is known, and who is met outside all of them.",
)
