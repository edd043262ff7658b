"""Deprivation of small areas: mySociety's composite UK index, anchored on England."""

from fingerpost.evidence.sources.declaration import Column, ColumnKind, Source

_NUMBER, _INTEGER = ColumnKind.NUMBER, ColumnKind.INTEGER

DEPRIVATION_SMALL_AREA = Source(
    name="deprivation_small_area",
    title="Deprivation of small areas",
    publisher="mySociety, from the four nations' indices of deprivation",
    agency="mySociety",
    licence="CC-BY-4.0",
    licence_statement="Composite UK Index of Multiple Deprivation: mySociety, CC BY 4.0.",
    url="https://github.com/mysociety/composite_uk_imd",
    grain="one row per small area (LSOA 2011, data zone, super output area)",
    columns=(
        Column(name="nation", header="nation", meaning="E, W, S or N"),
        Column(name="lsoa_code", header="lsoa", kind=ColumnKind.LSOA),
        Column(
            name="imd_score",
            header="overall_local_score",
            kind=_NUMBER,
            meaning="the nation's own score; in England that of IMD 2019",
        ),
        Column(name="income_score", header="income_score", kind=_NUMBER),
        Column(name="employment_score", header="employment_score", kind=_NUMBER),
        Column(name="uk_score", header="UK_IMD_E_score", kind=_NUMBER),
        Column(
            name="imd_decile",
            header="original_decile",
            kind=_INTEGER,
            minimum=1,
            maximum=10,
            meaning="the nation's own decile, 1 most deprived; in England that of IMD 2019",
        ),
        Column(
            name="england_decile",
            header="E_expanded_decile",
            kind=_INTEGER,
            minimum=1,
            maximum=10,
            meaning="on England's scale",
        ),
        Column(name="uk_rank", header="UK_IMD_E_rank", kind=_NUMBER),
        Column(
            name="uk_population_decile",
            header="UK_IMD_E_pop_decile",
            kind=_INTEGER,
            minimum=1,
            maximum=10,
        ),
        Column(
            name="uk_population_quintile",
            header="UK_IMD_E_pop_quintile",
            kind=_INTEGER,
            minimum=1,
            maximum=5,
        ),
    ),
    key=("lsoa_code",),
    edition=("nation",),
    cadence="with each index",
    lag="indices of 2019 and 2020, package version 3.4.0",
    quirks=(
        "Deciles of different nations are not comparable, except on the UK columns.",
        "Ranks may be shared, and are then halves.",
    ),
    disclosure="ons_open",
)
