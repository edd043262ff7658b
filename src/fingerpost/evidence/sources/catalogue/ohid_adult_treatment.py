"""Office for Health Improvement and Disparities: adults in drug and alcohol treatment."""

from fingerpost.evidence.sources.declaration import Column, ColumnKind, Source, Unpivot

OHID_ADULT_TREATMENT = Source(
    name="ohid_adult_treatment",
    title="Adults in drug and alcohol treatment",
    publisher="Office for Health Improvement and Disparities (NDTMS)",
    agency="Office for Health Improvement and Disparities",
    licence="OGL-UK-3.0",
    url="https://www.gov.uk/government/collections/alcohol-and-drug-misuse-and-treatment-statistics",
    grain="one row per financial year, substance and age band, England",
    columns=(
        Column(
            name="financial_year",
            header="Year",
            kind=ColumnKind.FINANCIAL_YEAR,
            meaning="2005 for 2005-06",
        ),
        Column(name="substance", header="Substance", has_footnotes=True),
        Column(name="age"),
        Column(name="people", kind=ColumnKind.INTEGER, minimum=0),
    ),
    unpivot=Unpivot(
        headers=r"18-19|20-24|25-29|30-34|35-39|40-44|45-49|50-54|55-59|60-64|65\+",
        into="age",
        values="people",
    ),
    key=("financial_year", "substance", "age"),
    edition=("financial_year",),
    period="financial_year",
    lag="about seven months after the end of the year",
    cadence="yearly",
    quirks=(
        "Headers end in spaces.",
        (
            "The total is a row of its own, `Total number of individuals [note 1]`: a person may cite "
            "several substances, so the others add up to more."
        ),
        "The copy is a researcher's transcription of the published table.",
    ),
    disclosure="ndtms",
)
