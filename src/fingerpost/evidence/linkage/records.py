"""From records to entries: every distinct way in which an agency wrote a person down, once.

Comes in: rows of the sources that linkage reads, each with its `record` number. Goes out: ENTRIES,
which record is which entry, and what was left aside and why. Ten records that say the same are one
entry, so that nothing is compared ten times.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from fingerpost.evidence.linkage import standardising
from fingerpost.evidence.linkage.declaration import (
    IDENTITY,
    LinkedSource,
    Regime,
    all_linked_sources,
)

ENTRIES: dict[str, type[pl.DataType]] = {
    "entry": pl.Int64,
    "agency": pl.String,
    "kind": pl.String,
    "regime": pl.String,
    "local_id": pl.String,
    "forename": pl.String,
    "surname": pl.String,
    "alias_forename": pl.String,
    "alias_surname": pl.String,
    "first_initial": pl.String,
    "surname_initial": pl.String,
    "born": pl.Date,
    "sex": pl.String,
    "postcode": pl.String,
    "area": pl.String,
    "first_seen": pl.Date,
    "last_seen": pl.Date,
    "records": pl.Int64,
}
ENTRY_RECORDS: dict[str, type[pl.DataType]] = {
    "entry": pl.Int64,
    "source": pl.String,
    "record": pl.Int64,
    "seen": pl.Date,
}
# What makes two entries of one agency two.
TOLD_APART_BY = (
    *("agency", "local_id", "forename", "surname", "alias_forename", "alias_surname"),
    *("first_initial", "surname_initial", "born", "sex", "postcode", "area"),
)
MOST_RECORDS = 1_000  # of one person in one agency
# Without any of these an agency has said nothing about who the person is.
SAYS_WHO = ("forename", "surname", "first_initial", "surname_initial", "born")


@dataclass(frozen=True)
class Entries:
    """What agencies wrote down, ready to be linked.

    Parameters
    ----------
    entries : polars.DataFrame
        Of the shape `ENTRIES`, in the order of `entry`.
    records : polars.DataFrame
        Of the shape `ENTRY_RECORDS`: which record is written as which entry, and the day of it.
    notes : tuple of str
        What was left aside, in sentences without a name in them.
    """

    entries: pl.DataFrame
    records: pl.DataFrame
    notes: tuple[str, ...] = ()


def read_entries(
    rows: Mapping[str, pl.DataFrame], *, sources: Iterable[LinkedSource] | None = None
) -> Entries:
    """Return the entries of landed rows.

    Parameters
    ----------
    rows : mapping of str to polars.DataFrame
        By the name of the source: `record` and the columns that its declaration names. A column that
        is not there counts as blank.
    sources : iterable of LinkedSource, optional
        Those of the catalogue if not given.
    """
    declared = {source.name: source for source in sources or all_linked_sources().values()}
    parts, notes = [], []
    for name in sorted(set(rows) & set(declared)):
        if declared[name].regime is Regime.ENCODED:
            continue  # see `code_entries`
        part = _said(declared[name], rows[name])
        silent = part.filter(pl.all_horizontal(pl.col(SAYS_WHO).is_null()))
        if silent.height:
            notes.append(
                f"{name}: records that do not say who the person is, and stay alone: "
                f"{silent.height:,}."
            )
        parts.append(part.filter(~pl.all_horizontal(pl.col(SAYS_WHO).is_null())))
    if not parts:
        return Entries(pl.DataFrame(schema=ENTRIES), pl.DataFrame(schema=ENTRY_RECORDS))
    every = pl.concat(parts)
    entries = (
        every.group_by("kind", "regime", *TOLD_APART_BY)
        .agg(
            first_seen=pl.col("seen").min(),
            last_seen=pl.col("seen").max(),
            records=pl.len().cast(pl.Int64),
        )
        .pipe(numbered, TOLD_APART_BY)
        .select(pl.col(column).cast(dtype) for column, dtype in ENTRIES.items())
        .sort("entry")
    )
    repeated = entries.filter((pl.col("records") > MOST_RECORDS) & pl.col("local_id").is_null())
    notes += [
        f"{agency}: {count:,} records say the same, without a number of the person. Nobody has so "
        "many: that is a default that somebody typed, and they stay alone."
        for agency, count in repeated.select("agency", "records").sort("agency").iter_rows()
    ]
    entries = entries.join(repeated, on="entry", how="anti")
    records = every.join(
        entries.select("entry", *TOLD_APART_BY), on=list(TOLD_APART_BY), nulls_equal=True
    ).select(pl.col(column).cast(dtype) for column, dtype in ENTRY_RECORDS.items())
    return Entries(entries, records.sort("source", "record"), tuple(notes))


def with_areas(entries: pl.DataFrame, postcodes: pl.DataFrame) -> pl.DataFrame:
    """Return entries with the district of their postcode where they did not tell one.

    Parameters
    ----------
    entries : polars.DataFrame
    postcodes : polars.DataFrame
        postcode ("ZH1 1GA") and district_code, as the landed look-up has them.
    """
    district = postcodes.select("postcode", found="district_code").unique("postcode")
    return (
        entries.join(district, on="postcode", how="left", maintain_order="left")
        .with_columns(area=pl.coalesce("area", "found"))
        .drop("found")
    )


def _said(source: LinkedSource, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of a source in the words of ENTRIES."""
    have = set(rows.columns)

    def of(column: str) -> pl.Expr:
        return pl.col(column) if column in have else pl.lit(None)

    named = rows.select(
        pl.col("record").cast(pl.Int64),
        local_id=of(source.local_id).cast(pl.String).str.strip_chars(),
        told=of(source.agency_column).cast(pl.String),
        seen=pl.coalesce(of(column).cast(pl.Date) for column in source.seen_on),
        **{
            column: of(getattr(source, column)).cast(pl.Date if column == "born" else pl.String)
            for column in IDENTITY
        },
    )
    agency = pl.lit(source.agency)
    if source.agency_column:
        agency = pl.format("{}:{}", agency, pl.col("told").fill_null("unknown"))
    alias = standardising.name("alias").str.split(" ")
    is_named = source.regime is Regime.NAMED
    return named.select(
        "record",
        "seen",
        source=pl.lit(source.name),
        agency=agency,
        kind=pl.lit(source.agency),
        regime=pl.lit(source.regime.value),
        local_id=pl.when(pl.col("local_id") != "").then("local_id"),
        forename=standardising.name("forename"),
        surname=standardising.name("surname"),
        alias_forename=pl.when(alias.list.len() > 1).then(alias.list.first()),
        alias_surname=alias.list.slice(
            pl.when(alias.list.len() > 1).then(1).otherwise(0)
        ).list.join(" "),
        first_initial=pl.lit(None, pl.String)
        if is_named
        else pl.coalesce(
            standardising.initial("first_initial"), standardising.initial("forename")
        ),
        surname_initial=pl.lit(None, pl.String)
        if is_named
        else standardising.initial("surname_initial"),
        born=standardising.born("born"),
        sex=standardising.sex("sex"),
        postcode=standardising.postcode("postcode"),
        area=pl.col("area"),
    )


def numbered(entries: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Add `entry`: the first 63 bits of the SHA-256 of the columns that tell entries apart."""
    text = entries.select(
        pl.concat_str(
            [pl.col(column).cast(pl.String).fill_null("\x00") for column in by],
            separator="\x1f",
        )
    ).to_series()
    numbers = [
        int.from_bytes(hashlib.sha256(value.encode()).digest()[:8], "big") >> 1
        for value in text.to_list()
    ]
    return entries.with_columns(entry=pl.Series(numbers, dtype=pl.Int64))
