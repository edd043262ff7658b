"""Office for National Statistics: deaths from drug poisoning in England and Wales by year."""

from fingerpost.evidence.sources.declaration import OGL_ONS, Column, ColumnKind, Source

ONS_DRUG_POISONING_DEATHS_BY_YEAR = Source(
    name="ons_drug_poisoning_deaths_by_year",
    title="Deaths from drug poisoning in England and Wales",
    publisher="Office for National Statistics",
    agency="Office for National Statistics",
    licence="OGL-UK-3.0",
    licence_statement=OGL_ONS,
    url="https://www.ons.gov.uk/peoplepopulationandcommunity/birthsdeathsandmarriages/deaths/datasets/deathsrelatedtodrugpoisoningenglandandwalesreferencetable",
    grain="one row per year of registration",
    columns=(
        Column(name="year", header="year", kind=ColumnKind.YEAR),
        Column(
            name="drug_poisoning", header="drug_poisoning", kind=ColumnKind.INTEGER, minimum=0
        ),
        Column(name="drug_misuse", header="drug_misuse", kind=ColumnKind.INTEGER, minimum=0),
        Column(name="any_opiate", header="any_opiate", kind=ColumnKind.INTEGER, minimum=0),
        Column(
            name="heroin_morphine", header="heroin_morphine", kind=ColumnKind.INTEGER, minimum=0
        ),
    ),
    key=("year",),
    edition=("year",),
    period="year",
    lag="about ten months after the end of the year",
    cadence="yearly",
    quirks=(
        "The copy is a researcher's transcription of the published table.",
        "The columns overlap: heroin is an opiate, and misuse is part of poisoning.",
    ),
    disclosure="ons_deaths",
)
