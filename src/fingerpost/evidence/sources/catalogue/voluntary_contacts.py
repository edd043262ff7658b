"""Contacts of voluntary organisations."""

from fingerpost.evidence.sources.ages import age_on
from fingerpost.evidence.sources.declaration import AGREEMENT, Column, ColumnKind, Source
from fingerpost.evidence.sources.instalments import commonest_quarter

VOLUNTARY_CONTACTS = Source(
    name="voluntary_contacts",
    version=2,
    title="Voluntary sector contacts",
    publisher="the voluntary sector",
    agency="the voluntary sector",
    licence="Agreement",
    licence_statement=AGREEMENT,
    grain="one row per contact",
    columns=(
        Column(
            name="quarter",
            kind=ColumnKind.QUARTER,
            derive=commonest_quarter("contact_on"),
            meaning="the quarter that the file is of: that of most contacts",
        ),
        Column(
            name="contact_reference", header="Contact Reference", personal=True, token="contact"
        ),
        Column(name="organisation", header="Organisation"),
        Column(name="first_name", header="First Name", personal=True, nullable=True),
        Column(name="surname_initial", header="Surname Initial", personal=True, nullable=True),
        Column(
            name="date_of_birth",
            header="Date of Birth",
            kind=ColumnKind.DATE,
            personal=True,
            nullable=True,
            meaning="often blank",
        ),
        Column(
            name="age",
            kind=ColumnKind.INTEGER,
            derive=age_on("contact_on"),
            nullable=True,
            meaning="in whole years on the day of the contact, from the date of birth",
        ),
        Column(
            name="postcode_district",
            header="Postcode District",
            personal=True,
            nullable=True,
            meaning="the first half of a postcode",
        ),
        Column(name="contact_on", header="Contact Date", kind=ColumnKind.DATE),
        Column(name="kind_of_support", header="Kind of Support", nullable=True),
    ),
    key=("contact_reference",),
    edition=("organisation", "quarter"),
    period="quarter",
    lag="about a month after the end of the quarter",
    cadence="quarterly",
    quirks=(
        "First names are what people like to be called, and dates of birth are often blank.",
        "Each organisation's quarter is an instalment of its own: one spelt anew is another.",
    ),
    disclosure="local_partner_data",
)
