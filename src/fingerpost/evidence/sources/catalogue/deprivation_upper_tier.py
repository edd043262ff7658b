"""English Indices of Deprivation 2019, File 11: upper-tier local authorities."""

from fingerpost.evidence.sources.declaration import Column, ColumnKind, Source

_NUMBER, _INTEGER = ColumnKind.NUMBER, ColumnKind.INTEGER

DEPRIVATION_UPPER_TIER = Source(
    name="deprivation_upper_tier",
    title="Deprivation of upper-tier authorities",
    publisher="Ministry of Housing, Communities and Local Government",
    agency="Ministry of Housing, Communities and Local Government",
    licence="OGL-UK-3.0",
    url="https://www.gov.uk/government/statistics/english-indices-of-deprivation-2019",
    grain="one row per upper-tier or unitary authority",
    format="xlsx",
    sheet="IMD",
    columns=(
        Column(
            name="area_code",
            header="Upper Tier Local Authority District code (2019)",
            kind=ColumnKind.AREA_CODE,
        ),
        Column(name="area_name", header="Upper Tier Local Authority District name (2019)"),
        Column(name="average_rank", header="IMD - Average rank", kind=_NUMBER),
        Column(name="rank_of_average_rank", header="IMD - Rank of average rank", kind=_INTEGER),
        Column(name="average_score", header="IMD - Average score", kind=_NUMBER),
        Column(
            name="rank_of_average_score", header="IMD - Rank of average score", kind=_INTEGER
        ),
        Column(
            name="share_in_most_deprived_tenth",
            kind=_NUMBER,
            minimum=0,
            maximum=1,
            header="IMD - Proportion of LSOAs in most deprived 10% nationally",
        ),
        Column(
            name="rank_of_share",
            kind=_INTEGER,
            header="IMD - Rank of proportion of LSOAs in most deprived 10% nationally",
        ),
        Column(name="extent", header="IMD 2019 - Extent", kind=_NUMBER),
        Column(name="rank_of_extent", header="IMD 2019 - Rank of extent", kind=_INTEGER),
        Column(
            name="local_concentration", header="IMD 2019 - Local concentration", kind=_NUMBER
        ),
        Column(
            name="rank_of_local_concentration",
            kind=_INTEGER,
            header="IMD 2019 - Rank of local concentration",
        ),
        Column(
            name="index_year",
            kind=ColumnKind.YEAR,
            when_absent="2019",
            meaning="of the index; the headers say 2019",
        ),
    ),
    key=("area_code",),
    edition=("index_year",),
    cadence="every four to six years",
    lag="about a year",
    quirks=(
        "Headers end in spaces.",
        "Only the sheet IMD is landed; the domains have their own.",
    ),
    disclosure="ons_open",
)
