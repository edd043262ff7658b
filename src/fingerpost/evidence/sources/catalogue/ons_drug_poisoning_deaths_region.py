"""Office for National Statistics: deaths from drug poisoning by region and substance."""

from fingerpost.evidence.sources.declaration import OGL_ONS, Column, ColumnKind, Source

ONS_DRUG_POISONING_DEATHS_REGION = Source(
    name="ons_drug_poisoning_deaths_region",
    title="Deaths from drug poisoning by region",
    publisher="Office for National Statistics",
    agency="Office for National Statistics",
    licence="OGL-UK-3.0",
    licence_statement=OGL_ONS,
    url="https://www.ons.gov.uk/peoplepopulationandcommunity/birthsdeathsandmarriages/deaths/datasets/deathsrelatedtodrugpoisoningenglandandwalesreferencetable",
    grain="one row per year of registration, area of residence and substance",
    columns=(
        Column(name="year", header="Year of death registration", kind=ColumnKind.YEAR),
        Column(name="area_code", header="Usual residence code", kind=ColumnKind.AREA_CODE),
        Column(name="area_name", header="Usual residence name"),
        Column(name="substance", header="Substance"),
        Column(name="deaths", header="Deaths", kind=ColumnKind.INTEGER, minimum=0),
    ),
    key=("year", "area_code", "substance"),
    edition=("year",),
    period="year",
    lag="about ten months after the end of the year",
    cadence="yearly",
    quirks=(
        "J99000001 stands for people who lived elsewhere.",
        "Any opiate is part of all drug poisonings: the two are never added up.",
        "The copy is a researcher's transcription of the published table.",
    ),
    disclosure="ons_deaths",
)
