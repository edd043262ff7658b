"""UK Health Security Agency: infection at the injecting site (Unlinked Anonymous Monitoring)."""

from fingerpost.evidence.sources.declaration import Column, ColumnKind, Source, Unpivot

UKHSA_INJECTING_INFECTION = Source(
    name="ukhsa_injecting_infection",
    title="People who inject drugs: infection at the injecting site",
    publisher="UK Health Security Agency",
    agency="UK Health Security Agency",
    licence="OGL-UK-3.0",
    url="https://www.gov.uk/government/publications/people-who-inject-drugs-hiv-and-viral-hepatitis-monitoring",
    grain="one row per group, question and year; England, Wales and Northern Ireland",
    columns=(
        Column(name="population", header="Population"),
        Column(name="question", header="Symptoms of injection site infection"),
        Column(name="year", kind=ColumnKind.YEAR),
        Column(name="people", kind=ColumnKind.INTEGER, minimum=0),
    ),
    unpivot=Unpivot(headers=r"(?:19|20)\d\d", into="year", values="people"),
    key=("population", "question", "year"),
    edition=("year",),
    period="year",
    lag="about a year",
    cadence="yearly",
    quirks=(
        "Numerators and denominators are rows of the same table.",
        "Fewer people answered in 2020 and 2021.",
        "The copy is a researcher's transcription of the published table.",
    ),
    disclosure="ons_open",
)
