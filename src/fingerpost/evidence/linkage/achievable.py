"""How well attributors can be linked at all: a bound that no rule passes, beside what was achieved.

If three people of one name, one initial and one district are known, no rule tells which of them a
charity met, however clever. So the best is found by one who knows the truth and still sees no more
than what the agency told.
"""

from __future__ import annotations

import polars as pl

from fingerpost.evidence.linkage.declaration import Regime
from fingerpost.evidence.linkage.standardising import standardise

ACHIEVABLE: dict[str, type[pl.DataType]] = {
    "kind": pl.String,
    "pairs": pl.Int64,  # of one person, one entry of this kind and one with names
    "best_precision": pl.Float64,
    "best_recall": pl.Float64,
    "best_f1": pl.Float64,
    "f1": pl.Float64,  # achieved; null if no clusters were given
}
# What an agency may tell, and what that is called among the columns of a named entry.
TOLD = (
    "forename",
    "first_initial",
    "surname_initial",
    "birth",
    "sex",
    "sector",
    "outward",
    "area",
)
NAMED = Regime.NAMED.value


def best_achievable(
    entries: pl.DataFrame, truth: pl.DataFrame, clusters: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Return the best F1 that any rule could reach, and what was achieved.

    Parameters
    ----------
    entries : polars.DataFrame
        ENTRIES, of both regimes.
    truth : polars.DataFrame
        entry, person.
    clusters : polars.DataFrame, optional
        CLUSTERS: who was taken for one person.

    Returns
    -------
    polars.DataFrame
        Of the shape `ACHIEVABLE`: a row for each kind of agency with attributors. F1 is over pairs
        of one of its entries and one with names.

    Notes
    -----
    Entries of the agency that say the same are one class, and so are the named entries that agree
    in all that this class tells. A rule links all pairs of two classes or none. The best rule takes
    them in the order of their share of right pairs, as long as F1 rises: the order and the stop are
    those of a classifier of maximal F1 (Lipton ZC et al. ECML PKDD 2014).
    """
    every = standardise(entries).join(truth.select("entry", "person"), on="entry")
    named = every.filter(pl.col("regime") == NAMED)
    less = every.filter(pl.col("regime") != NAMED)
    rows = []
    for (kind,), mine in less.sort("kind").group_by("kind", maintain_order=True):
        classes = pl.concat(_classes(mine, named))
        right = int(classes["right"].sum())
        best = _best(classes, right)
        achieved = None if clusters is None else _achieved(mine, named, clusters, right)
        rows.append((kind, right, *best, achieved))
    return pl.DataFrame(rows, schema=ACHIEVABLE, orient="row")


def _classes(mine: pl.DataFrame, named: pl.DataFrame) -> list[pl.DataFrame]:
    """Return for each pair of classes with a right pair: how many pairs, and how many are right."""
    found = []
    pattern = pl.concat_str([pl.col(column).is_null().cast(pl.String) for column in TOLD])
    for part in mine.with_columns(pattern=pattern).partition_by("pattern"):
        told = [column for column in TOLD if part[column].null_count() == 0]
        if not told:
            continue
        own = part.with_columns(size=pl.len().over("agency", *told))
        theirs = named.with_columns(size=pl.len().over(told))
        keys = [pl.struct(told).hash(seed=1).alias("key"), pl.col("person", "size")]
        found.append(
            own.select("agency", *keys)
            .join(theirs.select(keys), on="person", suffix="_named")
            .group_by("agency", "key", "key_named")
            .agg(
                pairs=(pl.col("size").first() * pl.col("size_named").first()).cast(pl.Int64),
                right=pl.len().cast(pl.Int64),
            )
        )
    empty = pl.DataFrame(schema={"pairs": pl.Int64, "right": pl.Int64})
    return [empty, *(one.select("pairs", "right") for one in found)]


def _best(classes: pl.DataFrame, right: int) -> tuple[float, float, float]:
    """Return precision, recall and F1 of the best rule."""
    if not right:
        return 0.0, 0.0, 0.0
    tried = (
        classes.with_columns(share=pl.col("right") / pl.col("pairs"))
        .sort("share", "pairs", descending=[True, False])
        .select(pl.col("right").cum_sum(), pl.col("pairs").cum_sum())
        .with_columns(f1=2 * pl.col("right") / (pl.col("pairs") + right))
    )
    best = tried.row(int(tried["f1"].arg_max() or 0), named=True)
    return best["right"] / best["pairs"], best["right"] / right, best["f1"]


def _achieved(
    mine: pl.DataFrame, named: pl.DataFrame, clusters: pl.DataFrame, right: int
) -> float:
    of = clusters.select("entry", "cluster")

    def counted(frame: pl.DataFrame, *by: str) -> pl.DataFrame:
        return frame.join(of, on="entry").group_by(by).agg(pl.len().cast(pl.Int64))

    def pairs(*by: str) -> int:
        both = counted(mine, *by).join(counted(named, *by), on=list(by), suffix="_named")
        return int((both["len"] * both["len_named"]).sum())

    linked = pairs("cluster")
    return 2 * pairs("cluster", "person") / (linked + right) if linked + right else 0.0
