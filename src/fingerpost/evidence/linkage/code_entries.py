"""Entries that came as codes, and the codes of entries that came with names.

Comes in: landed rows of codes, and entries. Goes out: entries of both kinds with the same columns of
codes, so that one can be compared with the other. The linkage role makes the codes of the names that
the partnership holds, with the key that the agencies have.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from fingerpost.evidence.core.fingerprints import fingerprint
from fingerpost.evidence.lake import Workspace
from fingerpost.evidence.linkage.code_comparisons import as_words
from fingerpost.evidence.linkage.code_schema import MADE_WITH, PEOPLE, CodeSchema
from fingerpost.evidence.linkage.codes import comparable, encode_for_linkage
from fingerpost.evidence.linkage.declaration import LinkedSource, Regime
from fingerpost.evidence.linkage.records import ENTRIES, ENTRY_RECORDS, Entries, numbered
from fingerpost.evidence.vault import Key, read_key


@dataclass(frozen=True)
class CodesInUse:
    """The key for codes of a workspace, its version, and the schema."""

    key: Key
    key_version: int
    schema: CodeSchema = PEOPLE

    @classmethod
    def of(cls, workspace: Workspace) -> CodesInUse | None:
        """Return what a workspace uses; None if it has no key for codes.

        Raises
        ------
        VaultError
            If others can open the key, or it is none.
        """
        path = workspace.codes_key_file
        if not path.is_file():
            return None
        key = read_key(path, what="the key for codes")
        return cls(key, workspace.settings.codes.key_version)

    @property
    def print(self) -> str:
        """Changes when codes do: then all are made anew."""
        return fingerprint(
            [self.key.name, self.key_version, self.schema.model_dump(mode="json")]
        )


def has_codes(entries: pl.DataFrame) -> bool:
    """Tell whether any entry came as codes."""
    return bool((entries["regime"] == Regime.ENCODED.value).any())


def with_codes(entries: pl.DataFrame, codes: CodesInUse) -> pl.DataFrame:
    """Return entries with the columns of codes: filled for those that came with whole names.

    An agency that tells initials only gets none: two people of one date of birth would seem one.
    """
    is_named = pl.col("regime") == Regime.NAMED.value
    named = entries.select(
        pl.when(is_named).then(name).alias(name)
        for name in ("forename", "surname", "born", "sex", "postcode")
    )
    made = encode_for_linkage(
        named, codes.key, schema=codes.schema, key_version=codes.key_version
    )
    made = _found_by_name(made.drop(list(MADE_WITH)))
    return entries.hstack(as_words(made, codes.schema))


def read_encoded(rows: pl.DataFrame, declared: LinkedSource, codes: CodesInUse) -> Entries:
    """Return the entries of landed codes.

    Parameters
    ----------
    rows : polars.DataFrame
        `record` and the columns of the declaration.
    declared : LinkedSource
    codes : CodesInUse

    Returns
    -------
    Entries
        Of the shape ENTRIES with the columns of codes; those that were not made as ours are, are told
        in the notes and left out.
    """
    said = rows.rename({declared.agency_column: "agency", declared.local_id: "local_id"})
    good, notes = comparable(
        said.with_columns(pl.col("agency").fill_null("unknown")),
        codes.key,
        schema=codes.schema,
        key_version=codes.key_version,
    )
    own = codes.schema.columns
    good = (
        _found_by_name(good)
        .filter(~pl.all_horizontal(pl.col(own).is_null()))
        .with_columns(
            source=pl.lit(declared.name),
            agency=pl.format("{}:{}", pl.lit(declared.agency), "agency"),
            kind=pl.lit(declared.agency),
            regime=pl.lit(Regime.ENCODED.value),
            seen=pl.coalesce(pl.col(column).cast(pl.Date) for column in declared.seen_on),
        )
    )
    apart = ("agency", "local_id", *own)
    entries = (
        good.group_by("kind", "regime", *apart)
        .agg(
            first_seen=pl.col("seen").min(),
            last_seen=pl.col("seen").max(),
            records=pl.len().cast(pl.Int64),
        )
        .pipe(numbered, apart)
        .sort("entry")
    )
    have = set(entries.columns)
    shaped = entries.select(
        *(
            (pl.col(name) if name in have else pl.lit(None)).cast(dtype).alias(name)
            for name, dtype in ENTRIES.items()
        ),
        *own,
    )
    records = good.join(entries.select("entry", *apart), on=list(apart), nulls_equal=True)
    return Entries(
        as_words(shaped, codes.schema),
        records.select(pl.col(name).cast(dtype) for name, dtype in ENTRY_RECORDS.items()).sort(
            "source", "record"
        ),
        notes,
    )


def _found_by_name(codes: pl.DataFrame) -> pl.DataFrame:
    """Take away the code of the date of birth where there is no name: it does not tell twins apart."""
    has_name = pl.any_horizontal(pl.col("forename_code", "surname_code").is_not_null())
    return codes.with_columns(born_code=pl.when(has_name).then("born_code"))
