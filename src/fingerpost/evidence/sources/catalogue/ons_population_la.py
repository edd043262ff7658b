"""Mid-year population of local authorities by single year of age (ONS via Nomis)."""

from fingerpost.evidence.sources.declaration import OGL_ONS, Column, ColumnKind, Source, Unpivot

ONS_POPULATION_LA = Source(
    name="ons_population_la",
    title="Population of local authorities by age",
    publisher="Office for National Statistics (via Nomis)",
    agency="Office for National Statistics",
    licence="OGL-UK-3.0",
    licence_statement=OGL_ONS,
    url="https://www.nomisweb.co.uk/",
    grain="one row per lower-tier or unitary authority, year and single year of age",
    columns=(
        Column(name="area_name", header="name"),
        Column(name="area_code", header="code", kind=ColumnKind.AREA_CODE),
        Column(
            name="year", header="year", kind=ColumnKind.YEAR, meaning="30 June of this year"
        ),
        Column(name="age", kind=ColumnKind.INTEGER, meaning="in years; 90 means 90 and over"),
        Column(name="people", kind=ColumnKind.INTEGER, minimum=0),
    ),
    unpivot=Unpivot(headers=r"aged? (\d+)\+?", into="age", values="people"),
    symbols={"-": "not published at this age"},
    key=("area_code", "year", "age"),
    edition=("year",),
    period="year",
    lag="about a year",
    cadence="yearly",
    quirks=(
        (
            "From 1997 to 2000 most authorities have `-` at 85 and over: their ages do not add up to "
            "the whole population."
        ),
        "No split by sex.",
    ),
    disclosure="ons_open",
)
