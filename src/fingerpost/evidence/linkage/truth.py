"""Who each landed record is really about: the synthetic county says so, beside its files.

Comes in: a folder with the truth, which is never landed. Goes out: the true person of each entry,
and what the truth says of them.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from fingerpost.evidence.core.errors import LinkageError
from fingerpost.evidence.lake import Lake
from fingerpost.evidence.linkage.attributes import (
    ATTRIBUTES,
    POSTCODES,
    age_band,
    deprivation_fifths,
    ethnic_group,
)
from fingerpost.evidence.sources import all_sources
from fingerpost.evidence.vault import Vault

RECORDS, WHO, ADDRESSES = "records.parquet", "who.parquet", "addresses.parquet"
# The columns that tell the records of a source apart, as the truth writes them: joined by "|".
REFERENCES: dict[str, tuple[str, ...]] = {
    "force_custody": ("custody_number",),
    "prison_releases": ("prison_number", "released_on"),
    "probation_requirements": ("case_reference_number", "ordered_on"),
    "housing_cases": ("case_reference",),
    "employment_support": ("support_reference", "referred_on"),
    "voluntary_contacts": ("contact_reference",),
    "drug_deaths": ("death_reference",),
    "service_referrals": ("referral",),
    "ndtms_adult": ("agency_code", "episode_id"),
    "ndtms_young_people": ("agency_code", "episode_id"),
    "ndtms_secure": ("agency_code", "episode_id"),
    "ndtms_cjit": ("agency_code", "episode_id"),
}


def true_persons(
    folder: Path, lake: Lake, vault: Vault, entry_records: pl.DataFrame
) -> pl.DataFrame:
    """Return the people of whom each entry holds records: entry, person.

    Parameters
    ----------
    folder : Path
        With ``records.parquet``: source, reference, person.
    lake : Lake
    vault : Vault
    entry_records : DataFrame
        entry, source, record.

    Raises
    ------
    LinkageError
        If the folder holds no truth.
    """
    path = folder / RECORDS
    if not path.is_file():
        raise LinkageError(
            f"this folder does not say who is who: it has no {RECORDS}",
            where=str(folder),
            do="Name the folder `truth` of a synthetic county.",
        )
    truth = pl.read_parquet(path)
    found = [pl.DataFrame(schema={"record": pl.Int64, "person": pl.Int64})]
    for source in entry_records["source"].unique().sort():
        if source in REFERENCES:
            known = truth.filter(pl.col("source") == source)
            found.append(
                _references(lake, vault, source)
                .join(known, on="reference")
                .select("record", "person")
            )
    return (
        entry_records.select("entry", "record")
        .join(pl.concat(found), on="record")
        .select("entry", "person")
        .unique()
        .sort("entry", "person")
    )


def attributes_of(
    folder: Path, lake: Lake, entries: pl.DataFrame, people: pl.DataFrame
) -> pl.DataFrame | None:
    """Return the true attributes of the first person of each entry; None if the truth has none.

    Parameters
    ----------
    folder : Path
        With ``who.parquet`` and ``addresses.parquet``.
    lake : Lake
    entries : DataFrame
        ENTRIES: the age is that on the day when the agency first saw them.
    people : DataFrame
        As `true_persons` gives them.

    Returns
    -------
    DataFrame or None
        entry and `ATTRIBUTES`, in the order of entry. Somebody lives where they first did.
    """
    if not (folder / WHO).is_file() or not (folder / ADDRESSES).is_file():
        return None
    who = pl.read_parquet(folder / WHO)
    homes = (
        pl.read_parquet(folder / ADDRESSES)
        .drop_nulls("postcode")
        .sort("person", "from_day")
        .unique("person", keep="first", maintain_order=True)
    )
    areas = pl.DataFrame(schema={"postcode": pl.String, "lsoa_code": pl.String})
    if lake.has(POSTCODES):
        look_up = lake.frame(POSTCODES).select("postcode", lsoa_code="small_area")
        areas = look_up.unique("postcode").collect()
    return (
        people.unique("entry", keep="first", maintain_order=True)
        .join(
            who.select("person", "ethnicity", "sex", pl.col("born").cast(pl.Date)), on="person"
        )
        .join(homes.select("person", "postcode"), on="person", how="left")
        .join(areas, on="postcode", how="left")
        .join(deprivation_fifths(lake), on="lsoa_code", how="left")
        .join(entries.select("entry", "first_seen"), on="entry")
        .with_columns(
            ethnic_group=ethnic_group(pl.col("ethnicity")),
            sex=pl.when(pl.col("sex") == 1).then(pl.lit("F")).otherwise(pl.lit("M")),
            age_band=age_band(born="born", on="first_seen"),
        )
        .select("entry", *ATTRIBUTES)
        .sort("entry")
    )


def _references(lake: Lake, vault: Vault, source: str) -> pl.DataFrame:
    """Return each record with its reference as the truth writes it."""
    declared = {column.name: column for column in all_sources()[source].columns}
    columns = REFERENCES[source]
    secret = [name for name in columns if declared[name].personal]
    plain = [name for name in columns if not declared[name].personal]
    rows = lake.frame(source).select("record", *plain).collect()
    if secret:
        hidden = pl.concat(
            vault.get(part.path, ["record", *secret]) for _, part in lake.current(source)
        )
        rows = rows.join(hidden, on="record")
    written = [
        pl.col(name).dt.strftime("%d/%m/%Y") if rows[name].dtype == pl.Date else pl.col(name)
        for name in columns
    ]
    return rows.select("record", reference=pl.concat_str(written, separator="|"))
