"""Split the rows of a file about people: what identifies them, and the rest.

Both sides of a row carry the same number, `record`, which no other row of the lake has.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from fingerpost.evidence.core.errors import LakeError
from fingerpost.evidence.sources import RECORD_NUMBER, Source
from fingerpost.evidence.vault import Vault

# A record number has 63 bits: the first 40 of the file's SHA-256, then the position in the file.
FILE_DIGITS = 10
POSITION_BITS = 23


def number_of(sha256: str) -> int:
    """Return the record number of the first row of a file."""
    return int(sha256[:FILE_DIGITS], 16) << POSITION_BITS


def require_own_numbers(sha256: str, landed: Iterable[str]) -> None:
    """Refuse a file whose records would bear the numbers of another file's.

    Raises
    ------
    LakeError
        If the fingerprint of a landed file begins with the same digits: one in a trillion pairs.
    """
    if any(number_of(other) == number_of(sha256) for other in landed if other != sha256):
        raise LakeError(
            "by a rare chance the records of this file would have the numbers of another file's",
            do="Add a blank line at its end, which changes its fingerprint, and land it again.",
        )


def add_tokens(rows: pl.DataFrame, source: Source, sha256: str, vault: Vault) -> pl.DataFrame:
    """Return the rows of a file with their record numbers, and tokens for what is numbered.

    Raises
    ------
    LakeError
        If the file has more rows than can be numbered.
    """
    if rows.height > 1 << POSITION_BITS:
        raise LakeError(
            f"a file about people may have no more than {1 << POSITION_BITS:,} rows",
            do="Send it in several files, each of a shorter time.",
        )
    first = number_of(sha256)
    return rows.with_columns(
        pl.int_range(first, first + rows.height, dtype=pl.Int64).alias(RECORD_NUMBER),
        *(
            vault.token(rows[column.name], f"{source.name}: {column.token}").alias(column.token)
            for column in source.columns
            if column.token
        ),
    )


def identifying(rows: pl.DataFrame, source: Source) -> pl.DataFrame:
    """Return the record numbers and the personal columns: for the vault."""
    return rows.select(
        RECORD_NUMBER, *(column.name for column in source.columns if column.personal)
    )


def rest(rows: pl.DataFrame, source: Source) -> pl.DataFrame:
    """Return the record numbers and all but the personal columns, with tokens in their place."""
    tokens = {column.token for column in source.columns if column.token}
    instead = {
        column.name: (column.token,) if column.token else ()
        for column in source.columns
        if column.personal
    }
    kept = (name for name in rows.columns if name not in {RECORD_NUMBER, *tokens})
    return rows.select(
        RECORD_NUMBER, *(new for name in kept for new in instead.get(name, (name,)))
    )
