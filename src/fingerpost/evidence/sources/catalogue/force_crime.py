"""The police force's own extract of recorded crime, with the Home Office's codes."""

from fingerpost.evidence.sources.declaration import AGREEMENT, Column, ColumnKind, Source
from fingerpost.evidence.sources.instalments import commonest_month

FORCE_CRIME = Source(
    name="force_crime",
    title="Recorded crime with Home Office codes",
    publisher="the police force",
    agency="the police force",
    licence="Agreement",
    licence_statement=AGREEMENT,
    grain="one row per recorded crime",
    columns=(
        Column(
            name="month",
            kind=ColumnKind.MONTH,
            derive=commonest_month("recorded_on"),
            meaning="the month that the file is of: that of most recording dates",
        ),
        Column(
            name="crime_number",
            header="Crime Number",
            meaning="the force's own; no person stands in this file",
        ),
        Column(name="recorded_on", header="Recorded Date", kind=ColumnKind.DATE),
        Column(
            name="committed_from",
            header="Committed From",
            kind=ColumnKind.DATE,
            nullable=True,
            meaning="first day on which it can have happened",
        ),
        Column(
            name="home_office_class",
            header="Home Office Class",
            codelist="home_office_crime_classes",
        ),
        Column(
            name="home_office_code",
            header="Home Office Code",
            nullable=True,
            meaning="class and sub-code, as 92/30",
        ),
        Column(name="offence", header="Offence", nullable=True),
        Column(
            name="drug",
            header="Drug",
            nullable=True,
            codelist="police_drug_names",
            meaning="blank for an offence without one",
        ),
        Column(
            name="district_code",
            header="District Code",
            kind=ColumnKind.AREA_CODE,
            nullable=True,
        ),
        Column(
            name="lsoa_code",
            header="LSOA Code",
            kind=ColumnKind.LSOA,
            nullable=True,
            meaning="small area of 2021",
        ),
        Column(
            name="found_by_search",
            header="Found By Search",
            nullable=True,
            codelist="yes_no",
            meaning="did a stop and search find it?",
        ),
        Column(
            name="outcome_number",
            header="Outcome Number",
            nullable=True,
            codelist="home_office_outcomes",
            meaning="as known when the file was made; blank if none yet",
        ),
        Column(name="outcome_on", header="Outcome Date", kind=ColumnKind.DATE, nullable=True),
    ),
    key=("crime_number",),
    edition=("month",),
    period="month",
    lag="about two weeks after the end of the month",
    cadence="monthly; outcomes of earlier months come with a corrected file",
    quirks=(
        (
            "Trafficking (92A) and possession (92D, 92E) are told apart here, and are one type"
            " on data.police.uk."
        ),
        "More recorded drug crime mostly means more police effort.",
        (
            "An outcome says what the police closed the crime with, not whether the person "
            "turned up."
        ),
        (
            "Nothing in the file says who sent it: one sender is expected, and a later file of"
            " the same month takes the place of the earlier."
        ),
        (
            "Words and codes follow local extracts and are general knowledge, not confirmed by"
            " the sender."
        ),
    ),
    disclosure="police_local",
)
