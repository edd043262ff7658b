"""Tokens: HMAC-SHA256 of a value under a sub-key, so that nobody without the key can make one.

A bare hash would not do: who can list all prison numbers can hash them all and look each one up.
"""

from __future__ import annotations

import hmac

import polars as pl

DIGITS = 32  # 128 bits: no two of a billion numbers share a token by chance


def tokens(values: pl.Series, key: bytes) -> pl.Series:
    """Return the token of each value, and null for null.

    Parameters
    ----------
    values : Series
    key : bytes
        The sub-key of one purpose.

    Returns
    -------
    Series
        Of text, 32 hexadecimal digits each, under the name of `values`.

    References
    ----------
    .. [1] RFC 2104, HMAC, shortened to half its length as section 5 allows.
    """
    begun = hmac.new(key, digestmod="sha256")

    def token(value: str) -> str:
        mac = begun.copy()
        mac.update(value.encode())
        return mac.hexdigest()[:DIGITS]

    text = values.cast(pl.String).to_list()
    made = {value: token(value) for value in set(text) if value is not None}
    return pl.Series(values.name, [made.get(value) for value in text], dtype=pl.String)
