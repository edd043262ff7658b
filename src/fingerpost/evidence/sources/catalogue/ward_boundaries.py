"""Outlines of electoral wards (Office for National Statistics, Open Geography)."""

from fingerpost.evidence.sources.declaration import OGL_ONS, Column, ColumnKind, Source

WARD_BOUNDARIES = Source(
    name="ward_boundaries",
    title="Outlines of wards",
    publisher="Office for National Statistics and Ordnance Survey; split by drkane/geo-lookups",
    agency="Office for National Statistics",
    licence="OGL-UK-3.0",
    licence_statement=OGL_ONS,
    url="https://geoportal.statistics.gov.uk/",
    grain="one row per ward",
    format="geojson",
    columns=(
        Column(
            name="code", header="WD25CD", also=("WD24CD", "WD23CD"), kind=ColumnKind.AREA_CODE
        ),
        Column(name="name", header="WD25NM", also=("WD24NM", "WD23NM")),
        Column(
            name="district_code",
            header="LADCD_ACTIVE",
            kind=ColumnKind.AREA_CODE,
            meaning="the district that the ward lies in now",
        ),
        Column(
            name="district_name",
            header="LAD25NM",
            also=("LAD24NM", "LAD23NM"),
            nullable=True,
            required=False,
        ),
        Column(
            name="upper_tier_code",
            header="UTLACD",
            kind=ColumnKind.AREA_CODE,
            nullable=True,
            required=False,
        ),
        Column(
            name="region_code",
            header="RGNCD",
            kind=ColumnKind.AREA_CODE,
            nullable=True,
            required=False,
        ),
        Column(
            name="geometry", kind=ColumnKind.GEOMETRY, meaning="GeoJSON, WGS 84, generalised"
        ),
    ),
    ignored=(
        "FID",
        "GlobalID",
        "WD25NMW",
        "WD24NMW",
        "WD23NMW",
        "LAD25CD",
        "LAD24CD",
        "LAD23CD",
        "BNG_E",
        "BNG_N",
        "LONG",
        "LAT",
        "CAUTHCD",
    ),
    key=("code",),
    edition=("district_code",),
    cadence="yearly, as of May",
    lag="none",
    quirks=("Ward names repeat across districts; codes do not.",),
    disclosure="ons_open",
)
