"""Suspensions and exclusions for drugs and alcohol, by term."""

import polars as pl

from fingerpost.evidence.sources.declaration import AGREEMENT, Column, ColumnKind, Source


def _term_begins() -> pl.Expr:
    """Return September, January or April of the school year."""
    year, term = pl.col("school_year"), pl.col("term")
    return pl.date(
        pl.when(term == "Autumn").then(year).otherwise(year + 1),
        term.replace_strict({"Autumn": 9, "Spring": 1, "Summer": 4}, default=None),
        1,
    )


SCHOOL_EXCLUSIONS = Source(
    name="school_exclusions",
    title="School exclusions for drugs and alcohol",
    publisher="local authority, after the Department for Education's tables",
    agency="the Department for Education",
    licence="Agreement",
    licence_statement=AGREEMENT,
    grain="one row per term and local authority",
    columns=(
        Column(
            name="school_year",
            header="Time Period",
            kind=ColumnKind.FINANCIAL_YEAR,
            meaning="by the year in which it starts, in September",
        ),
        Column(name="term", header="Term", codelist="school_terms"),
        Column(
            name="term_begins",
            kind=ColumnKind.DATE,
            derive=_term_begins,
            meaning="first day of the month in which the term begins",
        ),
        Column(name="local_authority", header="Local Authority"),
        Column(
            name="pupils",
            header="Pupils",
            kind=ColumnKind.INTEGER,
            minimum=0,
            meaning="on roll",
        ),
        Column(
            name="suspensions",
            header="Suspensions Drugs and Alcohol",
            kind=ColumnKind.INTEGER,
            minimum=0,
        ),
        Column(
            name="permanent_exclusions",
            header="Permanent Exclusions Drugs and Alcohol",
            kind=ColumnKind.INTEGER,
            minimum=0,
        ),
    ),
    symbols={"c": "not shown: the number is small"},
    key=("local_authority", "school_year", "term"),
    edition=("local_authority", "school_year", "term"),
    period="term_begins",
    lag="about a year in the national tables, a term locally",
    cadence="termly",
    quirks=(
        "One main reason is counted for each exclusion.",
        "More exclusions may mean stricter schools, not more drugs.",
        "Small counts are hidden as c.",
    ),
    disclosure="school_exclusions",
)
