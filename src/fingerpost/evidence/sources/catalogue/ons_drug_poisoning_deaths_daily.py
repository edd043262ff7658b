"""Office for National Statistics: deaths from drug poisoning by day (ad hoc release 14989)."""

import polars as pl

from fingerpost.evidence.sources.declaration import OGL_ONS, Column, ColumnKind, Source


def _year() -> pl.Expr:
    """Return the year of the day of death."""
    return pl.col("date").dt.year()


ONS_DRUG_POISONING_DEATHS_DAILY = Source(
    name="ons_drug_poisoning_deaths_daily",
    title="Deaths from drug poisoning by day",
    publisher="Office for National Statistics",
    agency="Office for National Statistics",
    licence="OGL-UK-3.0",
    licence_statement=OGL_ONS,
    grain="one row per day on which people died, England and Wales",
    columns=(
        Column(name="date", header="dt", kind=ColumnKind.DATE, meaning="of death"),
        Column(name="year", kind=ColumnKind.YEAR, derive=_year),
        Column(
            name="deaths",
            header="n",
            kind=ColumnKind.INTEGER,
            minimum=0,
            nullable=True,
            meaning="blank on five days, without a word why",
        ),
        Column(name="opioid_deaths", header="o", kind=ColumnKind.INTEGER, minimum=0),
    ),
    symbols={"-": "fewer than three deaths"},
    key=("date",),
    edition=("year",),
    period="year",
    lag="ended in 2018",
    cadence="once",
    quirks=(
        "Deaths by the day they occurred, unlike the yearly tables, which count registrations.",
        "Counts below three are `-`.",
    ),
    disclosure="ons_deaths",
)
