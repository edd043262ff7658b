"""Outlines of small areas (LSOA) of 2011 (Office for National Statistics, Open Geography)."""

from fingerpost.evidence.sources.declaration import OGL_ONS, Column, ColumnKind, Source

LSOA_2011_BOUNDARIES = Source(
    name="lsoa_2011_boundaries",
    title="Outlines of small areas (LSOA) of 2011",
    publisher="Office for National Statistics and Ordnance Survey; split by drkane/geo-lookups",
    agency="Office for National Statistics",
    licence="OGL-UK-3.0",
    licence_statement=OGL_ONS,
    url="https://geoportal.statistics.gov.uk/",
    grain="one row per area",
    format="geojson",
    columns=(
        Column(name="code", header="LSOA11CD", kind=ColumnKind.LSOA),
        Column(name="name", header="LSOA11NM"),
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
    ignored=("FID", "GlobalID", "LSOA11NMW", "BNG_E", "BNG_N", "LONG", "LAT", "CAUTHCD"),
    key=("code",),
    edition=("district_code",),
    cadence="with each census",
    lag="none",
    quirks=("Generalised outlines: neighbours share borders to within a few metres.",),
    disclosure="ons_open",
)
