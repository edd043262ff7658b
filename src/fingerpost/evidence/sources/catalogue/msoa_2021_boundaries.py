"""Outlines of neighbourhoods (MSOA) of 2021 (Office for National Statistics, Open Geography)."""

from fingerpost.evidence.sources.declaration import OGL_ONS, Column, ColumnKind, Source

MSOA_2021_BOUNDARIES = Source(
    name="msoa_2021_boundaries",
    title="Outlines of neighbourhoods (MSOA) of 2021",
    publisher="Office for National Statistics and Ordnance Survey; split by drkane/geo-lookups",
    agency="Office for National Statistics",
    licence="OGL-UK-3.0",
    licence_statement=OGL_ONS,
    url="https://geoportal.statistics.gov.uk/",
    grain="one row per area",
    format="geojson",
    columns=(
        Column(name="code", header="MSOA21CD", kind=ColumnKind.AREA_CODE),
        Column(name="name", header="MSOA21NM"),
        Column(
            name="district_code",
            header="LADCD_ACTIVE",
            kind=ColumnKind.AREA_CODE,
            meaning="the district that the area lies in now",
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
    ignored=("FID", "GlobalID", "MSOA21NMW", "BNG_E", "BNG_N", "LONG", "LAT", "CAUTHCD"),
    key=("code",),
    edition=("district_code",),
    cadence="with each census",
    lag="none",
    quirks=("Generalised outlines: neighbours share borders to within a few metres.",),
    disclosure="ons_open",
)
