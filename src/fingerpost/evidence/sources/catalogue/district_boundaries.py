"""Outlines of local authority districts of 2013 (TopoJSON, compiled by martinjc/UK-GeoJSON)."""

from fingerpost.evidence.sources.declaration import OGL_ONS, Column, ColumnKind, Source

DISTRICT_BOUNDARIES = Source(
    name="district_boundaries",
    title="Outlines of districts",
    publisher="Office for National Statistics and Ordnance Survey; compiled by martinjc/UK-GeoJSON",
    agency="Office for National Statistics",
    licence="OGL-UK-3.0",
    licence_statement=OGL_ONS,
    url="https://github.com/martinjc/UK-GeoJSON",
    grain="one row per district",
    format="topojson",
    columns=(
        Column(name="code", header="LAD13CD", kind=ColumnKind.AREA_CODE),
        Column(name="name", header="LAD13NM"),
        Column(
            name="year",
            kind=ColumnKind.YEAR,
            when_absent="2013",
            meaning="of the boundaries; the property names say 2013",
        ),
        Column(
            name="geometry", kind=ColumnKind.GEOMETRY, meaning="GeoJSON, WGS 84, generalised"
        ),
    ),
    ignored=("LAD13CDO", "LAD13NMW"),
    key=("code",),
    edition=("year",),
    cadence="as boundaries change",
    lag="none",
    quirks=(
        "Boundaries of 2013: Cambridgeshire's districts have not changed since.",
        "Generalised to about 60 m: for maps, not for placing points.",
    ),
    disclosure="ons_open",
)
