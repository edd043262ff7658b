"""Mid-year population of the English regions by single year of age (ONS via Nomis)."""

from fingerpost.evidence.sources.declaration import OGL_ONS, Column, ColumnKind, Source, Unpivot

ONS_POPULATION_REGION = Source(
    name="ons_population_region",
    title="Population of regions by age",
    publisher="Office for National Statistics (via Nomis)",
    agency="Office for National Statistics",
    licence="OGL-UK-3.0",
    licence_statement=OGL_ONS,
    url="https://www.nomisweb.co.uk/",
    grain="one row per region, year and single year of age, and one for all ages",
    columns=(
        Column(name="age", header="Age", meaning="`Age 0` to `Aged 90+`, and `All Ages`"),
        Column(name="area_name", header="region"),
        Column(name="year", kind=ColumnKind.YEAR, meaning="30 June of this year"),
        Column(name="people", kind=ColumnKind.INTEGER, minimum=0),
    ),
    unpivot=Unpivot(headers=r"(?:19|20)\d\d", into="year", values="people"),
    symbols={"-": "not published at this age"},
    key=("age", "area_name", "year"),
    edition=("year",),
    period="year",
    lag="about a year",
    cadence="yearly",
    quirks=(
        "Areas have no codes.",
        "`All Ages` is a row of its own: leave it out before adding up ages.",
        "In early years ages of 85 and over are `-`.",
    ),
    disclosure="ons_open",
)
