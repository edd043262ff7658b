"""The centre of every small area, of 2011 and 2021 (compiled by drkane/geo-lookups)."""

import polars as pl

from fingerpost.evidence.sources.declaration import OGL_ONS, Column, ColumnKind, Source


def _nation() -> pl.Expr:
    """Return the nation that the first letter of a code stands for."""
    first = pl.col("lsoa_code").str.head(1)
    return pl.when(first == "9").then(pl.lit("N")).otherwise(first)


LSOA_COORDINATES = Source(
    name="lsoa_coordinates",
    title="Centres of small areas",
    publisher="Office for National Statistics (Open Geography), compiled by drkane/geo-lookups",
    agency="Office for National Statistics",
    licence="OGL-UK-3.0",
    licence_statement=OGL_ONS,
    url="https://github.com/drkane/geo-lookups",
    grain="one row per small area, those of 2011 and of 2021 together",
    columns=(
        Column(name="lsoa_code", header="LSOACD", kind=ColumnKind.LSOA),
        Column(name="latitude", header="latitude", kind=ColumnKind.LATITUDE),
        Column(name="longitude", header="longitude", kind=ColumnKind.LONGITUDE),
        Column(name="lsoa11_code", header="lsoa11cd", kind=ColumnKind.LSOA, nullable=True),
        Column(name="nation", derive=_nation, meaning="E, W, S or N, from the code"),
    ),
    key=("lsoa_code",),
    edition=("nation",),
    cadence="with each census",
    lag="none",
    disclosure="ons_open",
)
