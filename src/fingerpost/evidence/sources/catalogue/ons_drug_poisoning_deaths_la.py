"""Office for National Statistics: deaths from drug poisoning by local authority."""

from fingerpost.evidence.sources.declaration import OGL_ONS, Column, ColumnKind, Source, Unpivot

ONS_DRUG_POISONING_DEATHS_LA = Source(
    name="ons_drug_poisoning_deaths_la",
    title="Deaths from drug poisoning by local authority",
    publisher="Office for National Statistics",
    agency="Office for National Statistics",
    licence="OGL-UK-3.0",
    licence_statement=OGL_ONS,
    url="https://www.ons.gov.uk/peoplepopulationandcommunity/birthsdeathsandmarriages/deaths/datasets/drugmisusedeathsbylocalauthority",
    grain="one row per area and year of registration",
    columns=(
        Column(name="area_code", header="code", kind=ColumnKind.AREA_CODE),
        Column(name="area_name", header="name"),
        Column(name="year", kind=ColumnKind.YEAR, meaning="of registration, not of death"),
        Column(
            name="deaths",
            kind=ColumnKind.INTEGER,
            minimum=0,
            maximum=50_000,  # England and Wales had 4,561; a wide table of people has the same headers
            meaning="registered deaths from all drug poisoning",
        ),
    ),
    unpivot=Unpivot(headers=r"(?:19|20)\d\d", into="year", values="deaths"),
    key=("area_code", "year"),
    edition=("year",),
    period="year",
    lag="about ten months after the end of the year; a death is registered months after it happened",
    cadence="yearly",
    quirks=(
        "Counts of all drug poisoning, not of drug misuse, and not rates.",
        "Counties are the sum of their districts (Cambridgeshire E10000003 of five).",
        "Small numbers are printed and not suppressed.",
        "The copy is a researcher's transcription of the published table.",
    ),
    disclosure="ons_deaths",
)
