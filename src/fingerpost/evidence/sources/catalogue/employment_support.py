"""Individual Placement and Support: people helped into work beside treatment."""

from fingerpost.evidence.sources.ages import age_on
from fingerpost.evidence.sources.declaration import AGREEMENT, Column, ColumnKind, Source
from fingerpost.evidence.sources.instalments import commonest_quarter

EMPLOYMENT_SUPPORT = Source(
    name="employment_support",
    version=2,
    title="Employment support (IPS)",
    publisher="the employment support provider",
    agency="the employment support provider",
    licence="Agreement",
    licence_statement=AGREEMENT,
    grain="one row per referral",
    columns=(
        Column(
            name="quarter",
            kind=ColumnKind.QUARTER,
            derive=commonest_quarter("referred_on"),
            meaning="the quarter that the file is of: that of most referrals",
        ),
        Column(
            name="support_reference", header="IPS Reference", personal=True, token="support"
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
            derive=age_on("referred_on"),
            nullable=True,
            meaning="in whole years on the day of referral, from the date of birth",
        ),
        Column(name="sex", header="Sex", nullable=True),
        Column(name="postcode", header="Postcode", personal=True, nullable=True),
        Column(name="referred_on", header="Referral Date", kind=ColumnKind.DATE),
        Column(
            name="treatment_agency",
            header="Treatment Agency",
            nullable=True,
            meaning="code or name of the agency that referred",
        ),
        Column(
            name="profiled_on",
            header="Vocational Profile Date",
            kind=ColumnKind.DATE,
            nullable=True,
        ),
        Column(
            name="job_started_on",
            header="Job Start Date",
            kind=ColumnKind.DATE,
            nullable=True,
            meaning="open paid work of a day or more",
        ),
        Column(name="job_ended_on", header="Job End Date", kind=ColumnKind.DATE, nullable=True),
        Column(
            name="sustained_13_weeks",
            header="13 Weeks",
            nullable=True,
            codelist="yes_no",
            meaning="blank until 13 weeks have passed",
        ),
        Column(name="sustained_26_weeks", header="26 Weeks", nullable=True, codelist="yes_no"),
    ),
    key=("support_reference",),
    edition=("quarter",),
    period="quarter",
    lag="about a month after the end of the quarter; jobs are filled in later",
    cadence="quarterly",
    quirks=(
        (
            "Jobs that start or last later come with a corrected file of the quarter of "
            "referral."
        ),
        (
            "Nothing in the file says who sent it: one sender is expected, and a later file of"
            " the same quarter takes the place of the earlier."
        ),
        (
            "Words and codes follow local extracts and are general knowledge, not confirmed by"
            " the sender."
        ),
    ),
    disclosure="local_partner_data",
)
