"""Who people are, in groups wide enough to ask whether each is matched as well as the others.

Comes in: entries, and what their records say. Goes out: for each entry an ethnic group, sex, age
band and deprivation fifth, as its agency wrote them; null where it did not.
"""

from __future__ import annotations

import polars as pl

from fingerpost.evidence.lake import Lake
from fingerpost.evidence.sources.ages import age_on
from fingerpost.evidence.sources.codelists import all_codelists

ATTRIBUTES = ("ethnic_group", "sex", "age_band", "deprivation_fifth")
POSTCODES, DEPRIVATION = "postcode_lookup", "deprivation_small_area"
ETHNICITY_IN = (
    *("force_custody", "housing_cases", "prison_releases", "probation_requirements"),
    *("ndtms_adult", "ndtms_cjit", "ndtms_secure", "ndtms_young_people"),
)
# The groups of the census of 2021, by words in their names; the first that is found counts.
GROUPS = (
    ("not stated|not specified|not known|refused", None),
    ("white and |mixed", "Mixed"),
    ("white british", "White British"),
    ("white", "White other"),
    ("indian|pakistani|bangladeshi|chinese|asian", "Asian"),
    ("caribbean|african|black", "Black"),
    (".", "Other"),
)
BANDS = ((18, "under 18"), (30, "18 to 29"), (40, "30 to 39"), (50, "40 to 49"))
OLDEST = "50 and over"


def attributes_told(
    lake: Lake, entries: pl.DataFrame, entry_records: pl.DataFrame
) -> pl.DataFrame:
    """Return the attributes of entries as their records tell them.

    Parameters
    ----------
    lake : Lake
    entries : DataFrame
        ENTRIES, and `lsoa_code`.
    entry_records : DataFrame
        entry, source, record.

    Returns
    -------
    DataFrame
        entry and `ATTRIBUTES`, in the order of entry.
    """
    said = [
        lake.frame(source).select("record", said="ethnicity").drop_nulls().collect()
        for source in ETHNICITY_IN
        if lake.has(source)
    ]
    written = pl.concat([pl.DataFrame(schema={"record": pl.Int64, "said": pl.String}), *said])
    group = (
        entry_records.join(written, on="record")
        .group_by("entry")
        .agg(ethnic_group=ethnic_group(pl.col("said")).drop_nulls().mode().min())
    )
    fifths = deprivation_fifths(lake)
    return (
        entries.join(group, on="entry", how="left")
        .join(fifths, on="lsoa_code", how="left")
        .with_columns(age_band=age_band(born="born", on="first_seen"))
        .select("entry", *ATTRIBUTES)
        .sort("entry")
    )


def ethnic_group(said: pl.Expr) -> pl.Expr:
    """Return the group of what an agency wrote: a name, "W1 - White British", or NDTMS's letter."""
    letters = all_codelists()["ndtms_ethnicity"].values
    words = (
        pl.when(said.str.len_chars() == 1)
        .then(said.replace_strict(dict(letters), default=None, return_dtype=pl.String))
        .otherwise(said.str.split(" - ").list.last())
        .str.to_lowercase()
    )
    group = pl.lit(None, pl.String)
    for pattern, name in reversed(GROUPS):
        group = (
            pl.when(words.str.contains(pattern)).then(pl.lit(name, pl.String)).otherwise(group)
        )
    return group


def age_band(*, born: str, on: str) -> pl.Expr:
    """Return the band of somebody's age on a day, from two columns of dates."""
    years = age_on(on, born=born)()
    bands = [pl.when(years < before).then(pl.lit(name)) for before, name in BANDS]
    return pl.coalesce(*bands, pl.when(years.is_not_null()).then(pl.lit(OLDEST)))


def deprivation_fifths(lake: Lake) -> pl.DataFrame:
    """Return the fifth of each small area, "1 (most deprived)" to "5": lsoa_code, deprivation_fifth."""
    if not lake.has(DEPRIVATION):
        return pl.DataFrame(schema={"lsoa_code": pl.String, "deprivation_fifth": pl.String})
    fifth = ((pl.col("imd_decile") + 1) // 2).cast(pl.String)
    return (
        lake.frame(DEPRIVATION)
        .select("lsoa_code", deprivation_fifth=fifth.replace("1", "1 (most deprived)"))
        .unique("lsoa_code")
        .collect()
    )
