"""What there is to link: which landed parts are new, and the entries that their records make.

Here alone identifiers come out of the vault, beside the few other columns that linkage reads.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from fingerpost.evidence.lake import Lake
from fingerpost.evidence.linkage.code_entries import CodesInUse, read_encoded, with_codes
from fingerpost.evidence.linkage.declaration import LinkedSource, Regime, all_linked_sources
from fingerpost.evidence.linkage.records import Entries, read_entries, with_areas
from fingerpost.evidence.linkage.storage import State
from fingerpost.evidence.sources import all_sources
from fingerpost.evidence.vault import Vault

POSTCODES = "postcode_lookup"
PARTS = {"part": pl.String, "source": pl.String}
COUNTED = ("first_seen", "last_seen", "records")  # of an entry; the rest says who it is


@dataclass(frozen=True)
class Taken:
    """What there is to link after a landing.

    Attributes
    ----------
    entries : DataFrame
        ENTRIES, and `lsoa_code`; and codes, where anybody came as codes.
    entry_records : DataFrame
        ENTRY_RECORDS.
    changed : DataFrame
        The entries that are new, or have more or fewer records than before, or live elsewhere.
    gone : Series
        Numbers of the entries that no record that counts is written as any more.
    notes : tuple of str
        What was left aside, in sentences without a name in them.
    """

    entries: pl.DataFrame
    entry_records: pl.DataFrame
    changed: pl.DataFrame
    gone: pl.Series
    notes: tuple[str, ...]


def linked_parts(lake: Lake) -> pl.DataFrame:
    """Return the parts that count of every source whose people are linked: `part`, `source`."""
    rows = [
        (part.path, source)
        for source in all_linked_sources()
        for _, part in lake.current(source)
    ]
    return pl.DataFrame(rows, schema=PARTS, orient="row").sort("part")


def codes_print(lake: Lake) -> str:
    """Return what changes when codes do: "" where nobody came as codes, or the key is not there."""
    if not any(lake.has(name) for name in _encoded()):
        return ""
    codes = CodesInUse.of(lake.workspace)
    return codes.print if codes else ""


def _encoded() -> dict[str, LinkedSource]:
    """Return the sources of codes in place of names."""
    sources = all_linked_sources()
    return {name: one for name, one in sources.items() if one.regime is Regime.ENCODED}


def take(
    lake: Lake,
    vault: Vault,
    parts: pl.DataFrame,
    *,
    before: State | None = None,
) -> Taken:
    """Return what there is to link now.

    Parameters
    ----------
    lake, vault : Lake, Vault
    parts : DataFrame
        The parts that count now.
    before : State, optional
        What was linked before: only what is new since is read.
    """
    new, entries, records = parts, None, None
    if before is not None:
        entries = before.entries
        new = parts.join(before.parts, on="part", how="anti")
        replaced = before.parts.join(parts, on="part", how="anti")
        numbers = _record_numbers(lake, replaced)
        records = before.entry_records.filter(~pl.col("record").is_in(numbers.implode()))
    rows = _rows(lake, vault, new)
    read = _with_codes(lake, _placed(lake, read_entries(rows)), rows, parts)
    every = read.entries if entries is None else pl.concat([entries, read.entries])
    held = read.records if records is None else pl.concat([records, read.records])
    held = held.sort("record")
    counts = held.group_by("entry").agg(
        first_seen=pl.col("seen").min(),
        last_seen=pl.col("seen").max(),
        records=pl.len().cast(pl.Int64),
    )
    now = (
        every.unique("entry", keep="last", maintain_order=True)
        .drop(COUNTED)
        .join(counts, on="entry")
        .select(every.columns)
        .sort("entry")
    )
    known = every.clear() if entries is None else entries
    return Taken(
        entries=now,
        entry_records=held,
        changed=now.join(known, on=now.columns, how="anti", nulls_equal=True),
        gone=known.join(now, on="entry", how="anti")["entry"],
        notes=read.notes,
    )


def rewritten(before: State, taken: Taken) -> pl.DataFrame:
    """Return which new entries take the place of which that are gone.

    The agency's own number says so, where a corrected file spells somebody differently; or the
    record itself, where the program reads it differently than it did.

    Parameters
    ----------
    before : State
    taken : Taken

    Returns
    -------
    DataFrame
        `entry`, `entry_before`.
    """
    gone = before.entries.join(taken.entries, on="entry", how="anti")
    fresh = taken.entries.join(before.entries, on="entry", how="anti")
    own = ["agency", "local_id"]
    by_number = fresh.join(gone.select(*own, entry_before="entry"), on=own)
    by_record = (
        taken.entry_records.join(fresh, on="entry", how="semi")
        .join(before.entry_records.select("record", entry_before="entry"), on="record")
        .join(gone.select(entry_before="entry"), on="entry_before", how="semi")
    )
    found = [each.select("entry", "entry_before") for each in (by_number, by_record)]
    return pl.concat(found).unique()


def _rows(lake: Lake, vault: Vault, parts: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return the columns that linkage reads of some parts, by source."""
    found: dict[str, list[pl.DataFrame]] = {}
    for part, source in parts.iter_rows():
        found.setdefault(source, []).append(
            _part(lake, vault, part, all_linked_sources()[source])
        )
    return {source: pl.concat(rows) for source, rows in found.items()}


def _part(lake: Lake, vault: Vault, part: str, declared: LinkedSource) -> pl.DataFrame:
    secret = {column.name for column in all_sources()[declared.name].columns if column.personal}
    hidden = [name for name in declared.columns if name in secret]
    plain = [name for name in declared.columns if name not in secret]
    identifying = vault.get(part, ["record", *hidden])
    rest = pl.read_parquet(lake.workspace.lake / part, columns=["record", *plain])
    if rest["record"].equals(identifying["record"]):
        return identifying.hstack(rest.drop("record"))
    return identifying.join(rest, on="record", how="inner", validate="1:1")


def _record_numbers(lake: Lake, parts: pl.DataFrame) -> pl.Series:
    """Return the numbers of the records of some parts."""
    files = [
        pl.read_parquet(lake.workspace.lake / part, columns=["record"])["record"]
        for part in parts["part"]
    ]
    return pl.concat(files) if files else pl.Series(dtype=pl.Int64)


def _placed(lake: Lake, read: Entries) -> Entries:
    """Add the small area, and the district where the agency did not say it, of the postcode."""
    if not lake.has(POSTCODES):
        lost = pl.lit(None, pl.String).alias("lsoa_code")
        return Entries(read.entries.with_columns(lost), read.records, read.notes)
    postcodes = (
        lake.frame(POSTCODES)
        .select("postcode", "district_code", lsoa_code="small_area")
        .collect()
    )
    entries = with_areas(read.entries, postcodes).join(
        postcodes.select("postcode", "lsoa_code").unique("postcode"),
        on="postcode",
        how="left",
        maintain_order="left",
    )
    return Entries(entries, read.records, read.notes)


def _with_codes(
    lake: Lake, read: Entries, rows: dict[str, pl.DataFrame], parts: pl.DataFrame
) -> Entries:
    """Add those who came as codes, and the codes of the others, where anybody came as codes."""
    landed = [one for name, one in _encoded().items() if name in parts["source"]]
    if not landed:
        return read
    codes = CodesInUse.of(lake.workspace)
    if codes is None:
        where = lake.workspace.settings.codes.key_file
        note = (
            "Codes in place of names landed, and the key for codes is not there: the people behind "
            f"them stay alone. Put the key in {where}."
        )
        return Entries(read.entries, read.records, (*read.notes, note))
    found = [read_encoded(rows[one.name], one, codes) for one in landed if one.name in rows]
    every = [with_codes(read.entries, codes), *(one.entries for one in found)]
    return Entries(
        pl.concat(every, how="diagonal").sort("entry"),
        pl.concat([read.records, *(one.records for one in found)]),
        (*read.notes, *(note for one in found for note in one.notes)),
    )
