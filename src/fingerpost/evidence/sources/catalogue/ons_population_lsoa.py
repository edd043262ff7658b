"""Mid-year population of small areas (ONS, NRS and NISRA, compiled by mySociety)."""

from fingerpost.evidence.sources.declaration import OGL_ONS, Column, ColumnKind, Source

ONS_POPULATION_LSOA = Source(
    name="ons_population_lsoa",
    title="Population of small areas",
    publisher="Office for National Statistics, National Records of Scotland, NISRA; compiled by mySociety",
    agency="Office for National Statistics",
    licence="OGL-UK-3.0 (compilation CC-BY-4.0)",
    licence_statement=OGL_ONS,
    url="https://github.com/mysociety/composite_uk_imd",
    grain="one row per small area (LSOA 2011, data zone, super output area)",
    columns=(
        Column(name="lsoa_code", header="lsoa", kind=ColumnKind.LSOA),
        Column(
            name="year",
            kind=ColumnKind.YEAR,
            meaning="30 June of this year; from the file's name",
        ),
        Column(name="people", header="pop", kind=ColumnKind.INTEGER, minimum=0),
    ),
    file_name=r"(?P<year>\d{4})_population",
    key=("lsoa_code",),
    edition=("year",),
    period="year",
    lag="about a year",
    cadence="yearly",
    quirks=(
        "The file begins with a byte-order mark, and numbers have commas (`1,954`).",
        "The year stands in the file's name alone.",
        "The last row is a `Grand Total` of something; it is no small area, and is refused.",
    ),
    disclosure="ons_open",
)
