"""Find the entries near new ones without reading what everybody is called again.

Of each entry a run keeps the keys by which pairs are found, shortened. Two that share none are never
compared; so only entries that share one with something new are read whole. Two different keys that
are shortened to one add an entry that is looked at in vain, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from fingerpost.evidence.linkage.blocking import BlockingRule, with_whole_keys
from fingerpost.evidence.linkage.model import LinkageModel
from fingerpost.evidence.linkage.standardising import standardise

SHORT = 32  # bits that are left out of the 64 of a key


def short_keys(entries: pl.DataFrame, model: LinkageModel) -> pl.DataFrame:
    """Return the keys of entries.

    Parameters
    ----------
    entries : DataFrame
        ENTRIES.
    model : LinkageModel
        Whose rules are meant.

    Returns
    -------
    DataFrame
        `entry` and a column (UInt32) for each side of each rule, by entry.
    """
    frame = standardise(entries)
    kept = [pl.col("entry")]
    for part, rules in _rules(model):
        frame = with_whole_keys(frame, rules)
        names = [name for rule in rules for name in rule.keys]
        frame = frame.rename({name: f"{part}_{name}" for name in names})
        kept += [
            pl.col(f"{part}_{name}")
            .reinterpret(signed=False)
            .floordiv(2**SHORT)
            .cast(pl.UInt32)
            for name in names
        ]
    return frame.select(kept).sort("entry")


def near(keys: pl.DataFrame, fresh: pl.DataFrame, model: LinkageModel) -> pl.Series:
    """Return the numbers of the entries that share a key with a new one.

    Parameters
    ----------
    keys : DataFrame
        Of everybody, as `short_keys` gives them.
    fresh : DataFrame
        Of the new ones.
    model : LinkageModel
    """
    found = []
    for part, rules in _rules(model):
        for rule in rules:
            one, other = f"{part}_{rule.keys[0]}", f"{part}_{rule.keys[-1]}"
            found += [
                keys.filter(pl.col(here).is_in(fresh[there].drop_nulls().unique().implode()))
                for here, there in {(one, other), (other, one)}
            ]
    return pl.concat([fresh, *found]).select("entry").unique()["entry"]


def _rules(model: LinkageModel) -> Iterator[tuple[str, tuple[BlockingRule, ...]]]:
    yield "named", model.blocking
    for attributor in model.attributors:
        yield attributor.name, attributor.blocking
