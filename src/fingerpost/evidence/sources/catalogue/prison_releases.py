"""Releases from prison, with the transfer of treatment."""

from fingerpost.evidence.sources.ages import age_on
from fingerpost.evidence.sources.declaration import AGREEMENT, Column, ColumnKind, Source
from fingerpost.evidence.sources.instalments import commonest_quarter

PRISON_RELEASES = Source(
    name="prison_releases",
    version=2,
    title="Releases from prison with treatment need",
    publisher="HM Prison and Probation Service",
    agency="HM Prison and Probation Service",
    licence="Agreement",
    licence_statement=AGREEMENT,
    grain="one row per release",
    columns=(
        Column(
            name="quarter",
            kind=ColumnKind.QUARTER,
            derive=commonest_quarter("released_on"),
            meaning="the quarter that the file is of: that of most releases",
        ),
        Column(
            name="prison_number",
            header="Prison Number",
            personal=True,
            token="prisoner",
            meaning="the number of the person",
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
            derive=age_on("released_on"),
            nullable=True,
            meaning="in whole years on the day of release, from the date of birth",
        ),
        Column(name="sex", header="Sex", nullable=True),
        Column(name="ethnicity", header="Ethnicity", nullable=True),
        Column(name="prison", header="Prison"),
        Column(
            name="received_on", header="Reception Date", kind=ColumnKind.DATE, nullable=True
        ),
        Column(name="released_on", header="Release Date", kind=ColumnKind.DATE),
        Column(name="release_type", header="Release Type", nullable=True),
        Column(
            name="home_district_code",
            header="Home District Code",
            kind=ColumnKind.AREA_CODE,
            nullable=True,
            meaning="blank where no home is known",
        ),
        Column(
            name="treatment_need", header="Treatment Need", nullable=True, codelist="yes_no"
        ),
        Column(
            name="transfer_agency",
            header="Transfer Agency",
            nullable=True,
            meaning="community agency that was told",
        ),
        Column(name="referred_on", header="Referral Date", kind=ColumnKind.DATE, nullable=True),
        Column(
            name="outcome_after_release",
            header="Outcome After Release",
            nullable=True,
            codelist="release_outcomes",
            meaning="blank for most",
        ),
    ),
    key=("prison_number", "released_on"),
    edition=("quarter",),
    period="quarter",
    lag="about two months after the end of the quarter",
    cadence="quarterly",
    quirks=(
        (
            "Those who died, were recalled or were deported are usually left out of continuity"
            " of care."
        ),
        "Whether treatment began within 21 days stands in the community agency's file.",
        (
            "Nothing in the file says who sent it: one sender is expected, and a later file of"
            " the same quarter takes the place of the earlier."
        ),
        (
            "Words and codes follow local extracts and are general knowledge, not confirmed by"
            " the sender."
        ),
    ),
    disclosure="justice_local",
)
