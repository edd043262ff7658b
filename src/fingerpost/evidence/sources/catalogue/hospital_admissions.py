"""Hospital admissions through drugs, with the field names of Hospital Episode Statistics."""

import polars as pl

from fingerpost.evidence.sources.declaration import AGREEMENT, Column, ColumnKind, Source
from fingerpost.evidence.sources.instalments import commonest_financial_year


def _group() -> pl.Expr:
    """Return the three-character group of the main diagnosis."""
    return pl.col("diagnosis_1").str.slice(0, 3)


HOSPITAL_ADMISSIONS = Source(
    name="hospital_admissions",
    version=2,
    title="Hospital admissions through drugs",
    publisher="NHS England (Hospital Episode Statistics)",
    agency="NHS England",
    licence="Agreement",
    licence_statement=AGREEMENT,
    grain="one row per admission",
    columns=(
        Column(
            name="financial_year",
            kind=ColumnKind.FINANCIAL_YEAR,
            derive=commonest_financial_year("admitted_on"),
            meaning="that of most admissions in the file",
        ),
        Column(
            name="episode_key",
            header="EPIKEY",
            personal=True,
            token="admission",
            meaning="the record's number",
        ),
        Column(
            name="admitted_on", header="ADMIDATE", kind=ColumnKind.DATE, date_format="%Y-%m-%d"
        ),
        Column(
            name="admission_method",
            header="ADMIMETH",
            nullable=True,
            codelist="admission_methods",
        ),
        Column(
            name="site_code", header="SITETRET", nullable=True, meaning="of the hospital site"
        ),
        Column(
            name="age_at_start",
            header="STARTAGE",
            kind=ColumnKind.INTEGER,
            nullable=True,
            minimum=0,
            meaning="7001 to 7007 stand for babies under one year",
        ),
        Column(name="sex", header="SEX", nullable=True, meaning="1 male, 2 female"),
        Column(
            name="lsoa_code",
            header="LSOA21",
            kind=ColumnKind.LSOA,
            nullable=True,
            meaning="of residence",
        ),
        Column(
            name="diagnosis_1",
            header="DIAG_01",
            meaning="main diagnosis, ICD-10 without the point",
        ),
        Column(name="diagnosis_2", header="DIAG_02", nullable=True),
        Column(
            name="diagnosis_1_group",
            codelist="icd10_drug_poisoning",
            derive=_group,
            meaning="its first three characters",
        ),
        Column(
            name="discharged_on",
            header="DISDATE",
            kind=ColumnKind.DATE,
            date_format="%Y-%m-%d",
            nullable=True,
            meaning="blank while in hospital",
        ),
    ),
    key=("episode_key",),
    edition=("financial_year",),
    period="financial_year",
    lag="two to three months",
    cadence="yearly",
    quirks=(
        "Admissions, not people: one person may be admitted often.",
        "Codes of ages above 7000 are babies.",
        "Coding differs between hospitals, and more admissions may mean better care.",
        (
            "Nothing in the file says who sent it: one sender is expected, and a later file of"
            " the same year takes the place of the earlier."
        ),
    ),
    disclosure="hes_ecds",
)
