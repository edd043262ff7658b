"""Every local authority code since 2011 with the code now in use (compiled by drkane/geo-lookups)."""

from fingerpost.evidence.sources.declaration import OGL_ONS, Column, ColumnKind, Source

_CODE = ColumnKind.AREA_CODE

LA_LOOKUP = Source(
    name="la_lookup",
    title="Look-up of local authorities",
    publisher="Office for National Statistics (Open Geography), compiled by drkane/geo-lookups",
    agency="Office for National Statistics",
    licence="OGL-UK-3.0",
    licence_statement=OGL_ONS,
    url="https://github.com/drkane/geo-lookups",
    grain="one row per local authority code, in use or not",
    columns=(
        Column(name="code", header="LADCD", kind=_CODE),
        Column(name="name", header="LADNM"),
        Column(name="active_code", header="LADCD_ACTIVE", kind=_CODE),
        Column(name="active_name", header="LADNM_ACTIVE"),
        Column(name="upper_tier_code", header="UTLACD", kind=_CODE),
        Column(name="upper_tier_name", header="UTLANM"),
        Column(name="combined_authority_code", header="CAUTHCD", kind=_CODE, nullable=True),
        Column(name="combined_authority_name", header="CAUTHNM", nullable=True),
        Column(name="region_code", header="RGNCD", kind=_CODE, nullable=True),
        Column(name="region_name", header="RGNNM", nullable=True),
        Column(name="country_code", header="CTRYCD", kind=_CODE),
        Column(name="country_name", header="CTRYNM"),
        Column(name="is_current", header="Current", kind=ColumnKind.BOOLEAN),
    ),
    ignored=("EWCD", "EWNM", "GBCD", "GBNM", "UKCD", "UKNM", "LAD20CD", "LAD20NM"),
    key=("code",),
    edition=("country_code",),
    cadence="as authorities change",
    lag="none",
    disclosure="ons_open",
)
