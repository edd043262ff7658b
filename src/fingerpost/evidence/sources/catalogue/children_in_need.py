"""Factors found in assessments of children in need."""

import polars as pl

from fingerpost.evidence.sources.declaration import AGREEMENT, Column, ColumnKind, Source

CHILDREN_IN_NEED = Source(
    name="children_in_need",
    title="Children in need: factors at assessment",
    publisher="local authority, after the Department for Education's census",
    agency="the Department for Education",
    licence="Agreement",
    licence_statement=AGREEMENT,
    grain="one row per year and local authority",
    columns=(
        Column(name="year", header="Year", kind=ColumnKind.YEAR, meaning="ending in March"),
        Column(
            name="financial_year",
            kind=ColumnKind.FINANCIAL_YEAR,
            derive=lambda: pl.col("year") - 1,
            meaning="the year that it starts in",
        ),
        Column(name="local_authority", header="Local Authority"),
        Column(
            name="assessments",
            header="Assessments Completed",
            kind=ColumnKind.INTEGER,
            minimum=0,
        ),
        Column(
            name="drug_misuse_parent",
            header="Drug Misuse Parent",
            kind=ColumnKind.INTEGER,
            minimum=0,
        ),
        Column(
            name="alcohol_misuse_parent",
            header="Alcohol Misuse Parent",
            kind=ColumnKind.INTEGER,
            minimum=0,
        ),
        Column(
            name="drug_misuse_child",
            header="Drug Misuse Child",
            kind=ColumnKind.INTEGER,
            minimum=0,
        ),
        Column(name="gangs", header="Gangs", kind=ColumnKind.INTEGER, minimum=0),
        Column(
            name="criminal_exploitation",
            header="Child Criminal Exploitation",
            kind=ColumnKind.INTEGER,
            minimum=0,
        ),
    ),
    symbols={"c": "not shown: the number is small"},
    key=("local_authority", "year"),
    edition=("local_authority", "year"),
    period="financial_year",
    lag="about six months after the end of the year",
    cadence="yearly",
    quirks=(
        "An assessment may carry several factors: do not add them up.",
        "Counts of 1 to 5 are hidden as c.",
    ),
    disclosure="children_in_need",
)
