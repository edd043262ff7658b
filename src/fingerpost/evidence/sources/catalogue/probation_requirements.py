"""Treatment requirements of court orders."""

from fingerpost.evidence.sources.ages import age_on
from fingerpost.evidence.sources.declaration import AGREEMENT, Column, ColumnKind, Source
from fingerpost.evidence.sources.instalments import commonest_financial_year

PROBATION_REQUIREMENTS = Source(
    name="probation_requirements",
    version=2,
    title="Probation treatment requirements",
    publisher="HM Prison and Probation Service",
    agency="HM Prison and Probation Service",
    licence="Agreement",
    licence_statement=AGREEMENT,
    grain="one row per requirement of an order",
    columns=(
        Column(
            name="financial_year",
            kind=ColumnKind.FINANCIAL_YEAR,
            derive=commonest_financial_year("ordered_on"),
            meaning="that of most orders in the file",
        ),
        Column(
            name="case_reference_number",
            header="CRN",
            personal=True,
            token="case",
            meaning="probation's number of the person",
        ),
        Column(name="forename", header="Forename", personal=True, nullable=True),
        Column(name="surname", header="Surname", personal=True, nullable=True),
        Column(
            name="date_of_birth",
            header="Date of Birth",
            kind=ColumnKind.DATE,
            personal=True,
            nullable=True,
        ),
        Column(
            name="age",
            kind=ColumnKind.INTEGER,
            derive=age_on("ordered_on"),
            nullable=True,
            meaning="in whole years on the day of the order, from the date of birth",
        ),
        Column(name="sex", header="Sex", nullable=True),
        Column(name="ethnicity", header="Ethnicity", nullable=True),
        Column(name="postcode", header="Postcode", personal=True, nullable=True),
        Column(name="ordered_on", header="Order Date", kind=ColumnKind.DATE),
        Column(name="order_type", header="Order Type", nullable=True),
        Column(name="requirement", header="Requirement", codelist="court_requirements"),
        Column(
            name="first_attended_on",
            header="First Attended",
            kind=ColumnKind.DATE,
            nullable=True,
            meaning="blank if the person never came",
        ),
        Column(name="ended_on", header="End Date", kind=ColumnKind.DATE, nullable=True),
        Column(name="end_reason", header="End Reason", nullable=True),
    ),
    key=("case_reference_number", "ordered_on", "requirement"),
    edition=("financial_year",),
    period="financial_year",
    lag="about two months after the end of the year",
    cadence="yearly",
    quirks=(
        "An order made is not an order begun: look at the first attendance.",
        "An order may carry several requirements, each in a row of its own.",
        (
            "Nothing in the file says who sent it: one sender is expected, and a later file of"
            " the same year takes the place of the earlier."
        ),
        (
            "Words and codes follow local extracts and are general knowledge, not confirmed by"
            " the sender."
        ),
    ),
    disclosure="justice_local",
)
