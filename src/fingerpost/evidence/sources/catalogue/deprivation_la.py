"""Deprivation of local authorities: mySociety's composite UK index."""

from fingerpost.evidence.sources.declaration import Column, ColumnKind, Source

_NUMBER, _INTEGER = ColumnKind.NUMBER, ColumnKind.INTEGER

DEPRIVATION_LA = Source(
    name="deprivation_la",
    title="Deprivation of local authorities",
    publisher="mySociety, from the four nations' indices of deprivation",
    agency="mySociety",
    licence="CC-BY-4.0",
    licence_statement="Composite UK Index of Multiple Deprivation: mySociety, CC BY 4.0.",
    url="https://github.com/mysociety/composite_uk_imd",
    grain="one row per local authority",
    columns=(
        Column(
            name="area_short_code",
            header="local-authority-code",
            meaning="mySociety's three letters or so; no code of the ONS",
        ),
        Column(name="area_name", header="official-name"),
        Column(name="score", header="la-deprivation-score", kind=_NUMBER),
        Column(name="label", header="label"),
        Column(name="description", header="desc"),
        Column(name="share_low", header="low-deprivation", kind=_NUMBER, minimum=0, maximum=1),
        Column(
            name="share_medium", header="medium-deprivation", kind=_NUMBER, minimum=0, maximum=1
        ),
        Column(
            name="share_high", header="high-deprivation", kind=_NUMBER, minimum=0, maximum=1
        ),
        Column(name="density", header="density", kind=_NUMBER, nullable=True),
        Column(
            name="population_quintile",
            header="la-imd-pop-quintile",
            kind=_INTEGER,
            minimum=1,
            maximum=5,
        ),
        Column(
            name="population_decile",
            header="la-imd-pop-decile",
            kind=_INTEGER,
            minimum=1,
            maximum=10,
        ),
        Column(
            name="index_year",
            kind=ColumnKind.YEAR,
            when_absent="2019",
            meaning="of the English index that the scale is anchored on",
        ),
    ),
    key=("area_short_code",),
    edition=("index_year",),
    cadence="with each index",
    lag="indices of 2019 and 2020, package version 3.4.0",
    quirks=("Areas have mySociety's own short codes.", "Density is blank for three areas."),
    disclosure="ons_open",
)
