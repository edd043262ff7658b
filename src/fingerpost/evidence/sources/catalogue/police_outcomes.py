"""data.police.uk: what became of crimes, by the month of the outcome."""

from fingerpost.evidence.sources.declaration import Column, ColumnKind, Source

POLICE_OUTCOMES = Source(
    name="police_outcomes",
    title="Crime outcomes",
    publisher="data.police.uk (Home Office, from the police forces' own returns)",
    agency="the police force",
    licence="OGL-UK-3.0",
    url="https://data.police.uk/about/",
    grain="one row per outcome given to a crime in the month",
    columns=(
        Column(
            name="crime_id",
            header="Crime ID",
            nullable=True,
            meaning="joins to the street file, which holds the crime's type",
        ),
        Column(
            name="month",
            header="Month",
            kind=ColumnKind.MONTH,
            meaning="the month of the outcome, not of the crime",
        ),
        Column(name="reported_by", header="Reported by"),
        Column(name="falls_within", header="Falls within"),
        Column(name="longitude", header="Longitude", kind=ColumnKind.LONGITUDE, nullable=True),
        Column(name="latitude", header="Latitude", kind=ColumnKind.LATITUDE, nullable=True),
        Column(name="location", header="Location", nullable=True),
        Column(name="lsoa_code", header="LSOA code", kind=ColumnKind.LSOA, nullable=True),
        Column(name="lsoa_name", header="LSOA name", nullable=True),
        Column(name="outcome", header="Outcome type", codelist="police_outcomes"),
    ),
    edition=("falls_within", "month"),
    period="month",
    lag="about two months after the end of the month",
    cadence="monthly",
    quirks=(
        "There is no crime type: join on Crime ID.",
        "A crime may have several outcomes: 62 to 191 Crime IDs repeat in a month.",
        (
            "Words differ from the street file: `Suspect charged` here is `Court result unavailable` "
            "or `Awaiting court outcome` there."
        ),
        "A place without coordinates is spelt `No location` here and `No Location` there.",
    ),
    disclosure="police_uk",
)
