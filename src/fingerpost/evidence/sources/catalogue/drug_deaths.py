"""Deaths through drugs that the coroner registered."""

import polars as pl

from fingerpost.evidence.sources.ages import age_on
from fingerpost.evidence.sources.declaration import AGREEMENT, Column, ColumnKind, Source
from fingerpost.evidence.sources.instalments import commonest_financial_year


def _group() -> pl.Expr:
    """Return the three-character group of the underlying cause."""
    return pl.col("underlying_cause").str.slice(0, 3)


DRUG_DEATHS = Source(
    name="drug_deaths",
    version=2,
    title="Drug deaths from the coroner",
    publisher="the coroner",
    agency="the coroner",
    licence="Agreement",
    licence_statement=AGREEMENT,
    grain="one row per death",
    columns=(
        Column(
            name="financial_year",
            kind=ColumnKind.FINANCIAL_YEAR,
            derive=commonest_financial_year("registered_on"),
            meaning="that in which most deaths of the file were registered",
        ),
        Column(name="death_reference", header="Death Reference", personal=True, token="death"),
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
            derive=age_on("died_on"),
            nullable=True,
            meaning="in whole years on the day of death, from the date of birth",
        ),
        Column(name="sex", header="Sex", nullable=True),
        Column(name="usual_postcode", header="Usual Postcode", personal=True, nullable=True),
        Column(
            name="lsoa_code",
            header="LSOA Code",
            kind=ColumnKind.LSOA,
            nullable=True,
            meaning="of usual residence",
        ),
        Column(name="died_on", header="Date of Death", kind=ColumnKind.DATE, nullable=True),
        Column(name="registered_on", header="Date Registered", kind=ColumnKind.DATE),
        Column(
            name="inquest_opened_on",
            header="Inquest Opened",
            kind=ColumnKind.DATE,
            nullable=True,
        ),
        Column(
            name="underlying_cause", header="Underlying Cause", nullable=True, meaning="ICD-10"
        ),
        Column(
            name="underlying_cause_group",
            codelist="icd10_drug_poisoning",
            derive=_group,
            nullable=True,
            meaning="its first three characters",
        ),
        Column(
            name="substances",
            header="Substances",
            nullable=True,
            meaning="separated by semicolons, as the certificate names them",
        ),
        Column(
            name="drug_misuse",
            header="Drug Misuse",
            nullable=True,
            codelist="yes_no",
            meaning="does it count as a drug misuse death?",
        ),
    ),
    key=("death_reference",),
    edition=("financial_year",),
    period="financial_year",
    lag="months: every case goes to inquest, and registration follows it",
    cadence="yearly, by year of registration",
    quirks=(
        (
            "A file is of the year of registration: more than half of the deaths in it may "
            "have happened earlier."
        ),
        "About one certificate in five names no drug, so trends of one drug mislead.",
        "These are not the deaths that the Office for National Statistics counts.",
        (
            "Nothing in the file says who sent it: one sender is expected, and a later file of"
            " the same year takes the place of the earlier."
        ),
        (
            "Words and codes follow local extracts and are general knowledge, not confirmed by"
            " the sender."
        ),
    ),
    disclosure="local_deaths",
)
