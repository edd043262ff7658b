"""Every postcode with its small area (Office for National Statistics, best fit)."""

import polars as pl

from fingerpost.evidence.sources.declaration import OGL_ONS, Column, ColumnKind, Source


def _postcode_area() -> pl.Expr:
    """Return the letters that a postcode begins with."""
    return pl.col("postcode").str.extract(r"^([A-Z]{1,2})")


POSTCODE_LOOKUP = Source(
    name="postcode_lookup",
    title="Look-up of postcodes",
    publisher="Office for National Statistics (Open Geography)",
    agency="Office for National Statistics",
    licence="OGL-UK-3.0",
    licence_statement=OGL_ONS + " Contains Royal Mail data © Royal Mail copyright.",
    url="https://geoportal.statistics.gov.uk/",
    grain="one row per postcode, in use or ended",
    columns=(
        Column(name="postcode", header="pcds", meaning="with one space before the last three"),
        Column(name="small_area", header="lsoa21cd", kind=ColumnKind.LSOA, nullable=True),
        Column(name="district_code", header="ladcd", kind=ColumnKind.AREA_CODE, nullable=True),
        Column(name="postcode_area", derive=_postcode_area, meaning="its first letters"),
    ),
    ignored=(
        "pcd7",
        "pcd8",
        "dointr",
        "doterm",
        "usertype",
        "oa21cd",
        "msoa21cd",
        "lsoa21nm",
        "msoa21nm",
        "ladnm",
        "ladnmw",
    ),
    key=("postcode",),
    edition=("postcode_area",),
    cadence="quarterly",
    lag="none",
    quirks=(
        "A postcode lies in the small area that holds most of it; some lie in two.",
        "Postcodes of the Isle of Man and the Channel Islands have no small area.",
    ),
    disclosure="ons_open",
)
