"""Office for National Statistics: deaths from drug poisoning by substance and age."""

from fingerpost.evidence.sources.declaration import OGL_ONS, Column, ColumnKind, Source, Unpivot

ONS_DRUG_POISONING_DEATHS_BY_AGE = Source(
    name="ons_drug_poisoning_deaths_by_age",
    title="Deaths from drug poisoning by substance and age",
    publisher="Office for National Statistics",
    agency="Office for National Statistics",
    licence="OGL-UK-3.0",
    licence_statement=OGL_ONS,
    url="https://www.ons.gov.uk/peoplepopulationandcommunity/birthsdeathsandmarriages/deaths/datasets/deathsrelatedtodrugpoisoningenglandandwalesreferencetable",
    grain="one row per year of registration, substance and age band, England and Wales",
    columns=(
        Column(name="year", header="year", kind=ColumnKind.YEAR),
        Column(name="substance", header="substance", has_footnotes=True),
        Column(name="age"),
        Column(name="deaths", kind=ColumnKind.INTEGER, minimum=0),
    ),
    unpivot=Unpivot(
        headers=r"Under 20|20-29|30-39|40-49|50-69|70 and over", into="age", values="deaths"
    ),
    key=("year", "substance", "age"),
    edition=("year",),
    period="year",
    lag="about ten months after the end of the year",
    cadence="yearly",
    quirks=(
        (
            "Names of substances end in footnote numbers that the copy counts up row by row "
            "(`... compounds) 5`, `... compounds) 6`)."
        ),
        "Substances overlap: a death with two drugs is counted under both.",
        "The copy is a researcher's transcription of the published table.",
    ),
    disclosure="ons_deaths",
)
