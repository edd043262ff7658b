"""Upper-tier local authorities with their region and country (compiled by drkane/geo-lookups)."""

from fingerpost.evidence.sources.declaration import OGL_ONS, Column, ColumnKind, Source

_CODE = ColumnKind.AREA_CODE

UTLA_LOOKUP = Source(
    name="utla_lookup",
    title="Look-up of upper-tier authorities",
    publisher="Office for National Statistics (Open Geography), compiled by drkane/geo-lookups",
    agency="Office for National Statistics",
    licence="OGL-UK-3.0",
    licence_statement=OGL_ONS,
    url="https://github.com/drkane/geo-lookups",
    grain="one row per upper-tier or unitary authority",
    columns=(
        Column(name="code", header="UTLACD", kind=_CODE),
        Column(name="name", header="UTLANM"),
        Column(name="combined_authority_code", header="CAUTHCD", kind=_CODE, nullable=True),
        Column(name="combined_authority_name", header="CAUTHNM", nullable=True),
        Column(name="region_code", header="RGNCD", kind=_CODE, nullable=True),
        Column(name="region_name", header="RGNNM", nullable=True),
        Column(name="country_code", header="CTRYCD", kind=_CODE),
        Column(name="country_name", header="CTRYNM"),
    ),
    ignored=("EWCD", "EWNM", "GBCD", "GBNM", "UKCD", "UKNM"),
    key=("code",),
    edition=("country_code",),
    cadence="as authorities change",
    lag="none",
    disclosure="ons_open",
)
