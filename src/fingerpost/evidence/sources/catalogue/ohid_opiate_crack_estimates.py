"""Office for Health Improvement and Disparities: how many people use opiates or crack."""

from fingerpost.evidence.sources.declaration import Column, ColumnKind, Source

OHID_OPIATE_CRACK_ESTIMATES = Source(
    name="ohid_opiate_crack_estimates",
    title="Estimates of opiate and crack use",
    publisher="Office for Health Improvement and Disparities and UK Health Security Agency",
    agency="Office for Health Improvement and Disparities",
    licence="OGL-UK-3.0",
    url="https://www.gov.uk/government/publications/opiate-and-crack-cocaine-use-prevalence-estimates",
    grain="one row per area, year, sex and age",
    columns=(
        Column(name="indicator", header="Indicator Name", codelist="fingertips_opiate_crack"),
        Column(name="area_code", header="Area Code", kind=ColumnKind.AREA_CODE),
        Column(name="area_name", header="Area Name"),
        Column(name="area_type", header="Area Type"),
        Column(name="sex", header="Sex"),
        Column(name="age", header="Age"),
        Column(
            name="financial_year",
            header="Time period",
            kind=ColumnKind.FINANCIAL_YEAR,
            meaning="2019 for 2019/20",
        ),
        Column(
            name="rate",
            header="Value",
            kind=ColumnKind.NUMBER,
            minimum=0,
            nullable=True,
            meaning="people estimated for each 1,000 aged 15 to 64",
        ),
        Column(
            name="rate_lower",
            header="Lower CI 95.0 limit",
            kind=ColumnKind.NUMBER,
            minimum=0,
            nullable=True,
        ),
        Column(
            name="rate_upper",
            header="Upper CI 95.0 limit",
            kind=ColumnKind.NUMBER,
            minimum=0,
            nullable=True,
        ),
        Column(
            name="people",
            header="Count",
            kind=ColumnKind.NUMBER,
            minimum=0,
            nullable=True,
            meaning="people estimated",
        ),
        Column(
            name="residents",
            header="Denominator",
            kind=ColumnKind.NUMBER,
            minimum=1,
            nullable=True,
            meaning="people aged 15 to 64",
        ),
    ),
    ignored=(
        "Indicator ID",
        "Parent Code",
        "Parent Name",
        "Category Type",
        "Category",
        "Lower CI 99.8 limit",
        "Upper CI 99.8 limit",
        "Value note",
        "Recent Trend",
        "Compared to England value or percentiles",
        "Compared to percentiles",
        "Compared to Counties & UAs (from Apr 2023) value or percentiles",
        "Time period Sortable",
        "New data",
        "Compared to goal",
        "Time period range",
    ),
    key=("area_code", "financial_year", "sex", "age"),
    edition=("financial_year",),
    period="financial_year",
    lag="three and a half years: 2019-20 came out in October 2023",
    cadence="now and then",
    quirks=(
        (
            "The download of the Fingertips website; every indicator there has the same headers, so "
            "the name of the indicator decides."
        ),
        "For counties and unitary authorities, not for districts of a county.",
        (
            "The method was revised in October 2023: figures of before and after may not be put in one "
            "line."
        ),
        "The layout is that of Fingertips; that these estimates stand there is not confirmed.",
    ),
    disclosure="ons_open",
)
