"""data.police.uk: stop and search."""

import polars as pl

from fingerpost.evidence.sources.declaration import Column, ColumnKind, Source


def _local_month() -> pl.Expr:
    """Return the first day of the month in which the search was, by the clock on the wall."""
    local = pl.col("searched_at").dt.convert_time_zone("Europe/London")
    return local.dt.date().dt.truncate("1mo")


POLICE_STOP_SEARCH = Source(
    name="police_stop_search",
    title="Stop and search",
    publisher="data.police.uk (Home Office, from the police forces' own returns)",
    agency="the police force",
    licence="OGL-UK-3.0",
    url="https://data.police.uk/about/",
    grain="one row per person or vehicle searched",
    columns=(
        Column(
            name="force",
            when_absent="not stated",
            meaning="as the file's name spells it (`cambridgeshire`); no column says it",
        ),
        Column(name="type", header="Type"),
        Column(name="searched_at", header="Date", kind=ColumnKind.DATETIME, meaning="in UTC"),
        Column(
            name="month",
            kind=ColumnKind.MONTH,
            derive=_local_month,
            meaning="of the search in UK local time: 31 March 23:51 UTC is in April",
        ),
        Column(
            name="part_of_operation",
            header="Part of a policing operation",
            kind=ColumnKind.BOOLEAN,
            nullable=True,
        ),
        Column(name="operation", header="Policing operation", nullable=True),
        Column(name="latitude", header="Latitude", kind=ColumnKind.LATITUDE, nullable=True),
        Column(name="longitude", header="Longitude", kind=ColumnKind.LONGITUDE, nullable=True),
        Column(name="gender", header="Gender", nullable=True),
        Column(name="age_range", header="Age range", nullable=True),
        Column(name="ethnicity_self_defined", header="Self-defined ethnicity", nullable=True),
        Column(
            name="ethnicity_officer_defined", header="Officer-defined ethnicity", nullable=True
        ),
        Column(name="legislation", header="Legislation", nullable=True),
        Column(
            name="object_of_search",
            header="Object of search",
            nullable=True,
            codelist="police_search_objects",
        ),
        Column(name="outcome", header="Outcome", nullable=True),
        Column(
            name="outcome_linked",
            header="Outcome linked to object of search",
            kind=ColumnKind.BOOLEAN,
            nullable=True,
        ),
        Column(
            name="removal_of_clothing",
            header="Removal of more than just outer clothing",
            kind=ColumnKind.BOOLEAN,
            nullable=True,
        ),
    ),
    file_name=r"^\d{4}-\d{2}-(?P<force>[a-z-]+?)-stop-and-search",
    edition=("force", "month"),
    period="month",
    lag="about two months after the end of the month",
    cadence="monthly",
    quirks=(
        "Times are UTC: the file of April 2024 holds searches stamped 31 March 23:xx.",
        "Exact repeats occur (up to 8 a month: several people searched at once); all are kept.",
        "Whether the outcome is linked to the object is blank in about 6 of 10 rows.",
        "The force stands in the file's name alone.",
    ),
    disclosure="police_uk",
)
