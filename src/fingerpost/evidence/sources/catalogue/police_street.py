"""data.police.uk: street-level crime."""

from fingerpost.evidence.sources.declaration import Column, ColumnKind, Source

POLICE_STREET = Source(
    name="police_street",
    title="Street-level crime",
    publisher="data.police.uk (Home Office, from the police forces' own returns)",
    agency="the police force",
    licence="OGL-UK-3.0",
    url="https://data.police.uk/about/",
    grain="one row per recorded crime or anti-social behaviour incident",
    columns=(
        Column(
            name="crime_id",
            header="Crime ID",
            nullable=True,
            meaning="blank for anti-social behaviour and for British Transport Police",
        ),
        Column(
            name="month",
            header="Month",
            kind=ColumnKind.MONTH,
            meaning="the month in which the crime was recorded as happening",
        ),
        Column(name="reported_by", header="Reported by"),
        Column(
            name="falls_within",
            header="Falls within",
            meaning="the force whose file it is in; always that of `reported_by` today",
        ),
        Column(
            name="longitude",
            header="Longitude",
            kind=ColumnKind.LONGITUDE,
            nullable=True,
            meaning="of a point near by that many share, never of the address",
        ),
        Column(name="latitude", header="Latitude", kind=ColumnKind.LATITUDE, nullable=True),
        Column(
            name="location",
            header="Location",
            nullable=True,
            meaning="the point in words; `No Location` where there is none",
        ),
        Column(
            name="lsoa_code",
            header="LSOA code",
            kind=ColumnKind.LSOA,
            nullable=True,
            meaning="small area of 2011 until 2023, of 2021 from 2024",
        ),
        Column(name="lsoa_name", header="LSOA name", nullable=True),
        Column(name="crime_type", header="Crime type", codelist="police_crime_types"),
        Column(
            name="last_outcome",
            header="Last outcome category",
            nullable=True,
            codelist="police_outcomes",
            meaning="as known when the file was made; blank for anti-social behaviour",
        ),
        Column(name="context", header="Context", nullable=True),
    ),
    key=("crime_id",),
    edition=("falls_within", "month"),
    period="month",
    lag="about two months after the end of the month",
    cadence="monthly; outcomes of earlier months are revised each time",
    quirks=(
        "Files of 2019 and 2024 have CRLF line ends, those of 2025 LF.",
        (
            "Anti-social behaviour has no Crime ID and no outcome, so exact repeats may be different "
            "incidents; all are kept."
        ),
        "158 to 321 rows a month have no location; 25 to 67 lie outside the force's area.",
        "British Transport Police has coordinates without a small area, and no Crime ID.",
        "City of London repeats 13 Crime IDs in January 2025.",
        "Drugs is one type: trafficking and possession are not told apart.",
    ),
    disclosure="police_uk",
)
