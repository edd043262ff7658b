"""Small areas of 2011 to those of 2021 (Office for National Statistics, exact fit look-up)."""

from fingerpost.evidence.sources.declaration import OGL_ONS, Column, ColumnKind, Source

LSOA_2011_2021_LOOKUP = Source(
    name="lsoa_2011_2021_lookup",
    title="Look-up from small areas of 2011 to 2021",
    publisher="Office for National Statistics (Open Geography)",
    agency="Office for National Statistics",
    licence="OGL-UK-3.0",
    licence_statement=OGL_ONS,
    url="https://geoportal.statistics.gov.uk/",
    grain="one row per pair of a 2011 and a 2021 small area that share ground",
    columns=(
        Column(
            name="lsoa11_code", header="LSOA11CD", also=("F_LSOA11CD",), kind=ColumnKind.LSOA
        ),
        Column(name="lsoa11_name", header="LSOA11NM"),
        Column(name="lsoa21_code", header="LSOA21CD", kind=ColumnKind.LSOA),
        Column(name="lsoa21_name", header="LSOA21NM"),
        Column(name="change", header="CHGIND", also=("CHNGIND",), codelist="lsoa_changes"),
        Column(name="district_code", header="LAD22CD", kind=ColumnKind.AREA_CODE),
        Column(name="district_name", header="LAD22NM"),
    ),
    ignored=("LAD22NMW", "ObjectId", "FID"),
    key=("lsoa11_code", "lsoa21_code"),
    edition=("district_code",),
    cadence="with each census",
    lag="none",
    quirks=(
        "A split area has one row per part, a merged one a row per former area.",
        "The example's own file is derived from the boundaries, in the published layout.",
    ),
    disclosure="ons_open",
)
