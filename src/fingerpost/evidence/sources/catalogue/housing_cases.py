"""Homelessness cases of a housing authority, after the H-CLIC return."""

from fingerpost.evidence.sources.ages import age_on
from fingerpost.evidence.sources.declaration import AGREEMENT, Column, ColumnKind, Source
from fingerpost.evidence.sources.instalments import commonest, commonest_quarter

HOUSING_CASES = Source(
    name="housing_cases",
    version=2,
    title="Homelessness cases",
    publisher="the housing authority, after its H-CLIC return",
    agency="the housing authority",
    licence="Agreement",
    licence_statement=AGREEMENT,
    grain="one row per case and duty owed",
    columns=(
        Column(
            name="housing_authority",
            derive=commonest("local_authority"),
            meaning="the authority that the file is of: that of most rows",
        ),
        Column(
            name="quarter",
            kind=ColumnKind.QUARTER,
            derive=commonest_quarter("applied_on"),
            meaning="the quarter that the file is of: that of most applications",
        ),
        Column(name="case_reference", header="Case Reference", personal=True, token="case"),
        Column(name="local_authority", header="Local Authority", meaning="of the row, as sent"),
        Column(name="forename", header="Main Applicant Forename", personal=True, nullable=True),
        Column(name="surname", header="Main Applicant Surname", personal=True, nullable=True),
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
            derive=age_on("applied_on"),
            nullable=True,
            meaning="in whole years on the day of application, from the date of birth",
        ),
        Column(name="sex", header="Sex", nullable=True),
        Column(name="ethnicity", header="Ethnicity", nullable=True),
        Column(
            name="last_settled_postcode",
            header="Last Settled Postcode",
            personal=True,
            nullable=True,
        ),
        Column(name="applied_on", header="Application Date", kind=ColumnKind.DATE),
        Column(name="duty", header="Duty", nullable=True, codelist="homelessness_duties"),
        Column(name="duty_on", header="Duty Date", kind=ColumnKind.DATE, nullable=True),
        Column(
            name="drug_dependency_need",
            header="Drug Dependency Need",
            nullable=True,
            codelist="yes_no",
        ),
        Column(
            name="alcohol_dependency_need",
            header="Alcohol Dependency Need",
            nullable=True,
            codelist="yes_no",
        ),
        Column(
            name="mental_health_need",
            header="Mental Health Need",
            nullable=True,
            codelist="yes_no",
        ),
        Column(
            name="offending_history_need",
            header="Offending History Need",
            nullable=True,
            codelist="yes_no",
        ),
        Column(
            name="rough_sleeping", header="Rough Sleeping", nullable=True, codelist="yes_no"
        ),
        Column(name="activity_end_reason", header="Activity End Reason", nullable=True),
        Column(
            name="activity_ended_on",
            header="Activity End Date",
            kind=ColumnKind.DATE,
            nullable=True,
        ),
    ),
    key=("case_reference", "duty"),
    edition=("housing_authority", "quarter"),
    period="quarter",
    lag="about two months after the end of the quarter",
    cadence="quarterly, each district by itself",
    quirks=(
        (
            "The district is the housing authority, so a county has several senders and some "
            "may be missing."
        ),
        "A support need is what the applicant said, not a diagnosis.",
        "Only the main applicant of a household is named.",
        (
            "Words and codes follow local extracts and are general knowledge, not confirmed by"
            " the sender."
        ),
    ),
    disclosure="homelessness",
)
