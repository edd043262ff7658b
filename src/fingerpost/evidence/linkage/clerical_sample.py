"""Which pairs people look at, to say how good the matches are where nobody knows the truth.

Comes in: entries, the pairs that were kept, and the clusters. Goes out: strata of pairs, and from
each a sample drawn by chance. There are three kinds of pair: linked ones; those compared, and not
linked; and, outside both, a net of pairs that share a date of birth and something else, or an
agency's number. What lies outside the net as well is estimated: see `estimation`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

# By which columns of the standardised entries a pair is found, if all of them agree.
SEARCHES: dict[str, tuple[str, ...]] = {
    "by_names": ("forename_sound", "surname_sound"),
    "by_birth": ("birth",),
    "by_number": ("agency", "local_id"),
}
NET: tuple[tuple[str, ...], ...] = (
    ("birth", "surname_sound"),
    ("birth", "forename_sound"),
    ("birth", "outward"),
    ("agency", "local_id"),
)
LARGEST_BLOCK = 2_000  # entries; a value that more share tells nobody apart
EDGES = (0.0, 6.0, 12.0, 20.0)  # match weights, in bits
STATUSES = ("linked", "compared", "net")
STRATUM = ["status", *SEARCHES, "band"]


@dataclass(frozen=True)
class Strata:
    """Every pair that may be looked at, and the strata that they fall into.

    Parameters
    ----------
    pairs : DataFrame
        stratum, entry_l, entry_r (the smaller first), match_weight (null where none is kept), in
        that order.
    table : DataFrame
        stratum; status ("linked", "compared", "net"); by_names, by_birth, by_number (what the two
        entries agree in); band (match weights from this on; null where none is kept); pairs;
        expected (the mean match probability by the model, null in the net).
    """

    pairs: pl.DataFrame
    table: pl.DataFrame


def stratify(
    standardised: pl.DataFrame,
    pairs: pl.DataFrame,
    clusters: pl.DataFrame,
    *,
    edges: Sequence[float] = EDGES,
) -> Strata:
    """Return the strata of a linkage.

    Parameters
    ----------
    standardised : DataFrame
        entry, and the columns that `SEARCHES` and `NET` name; a null agrees with nothing.
    pairs : DataFrame
        PAIRS: entry_l, entry_r, match_weight, match_probability.
    clusters : DataFrame
        entry, cluster.
    edges : sequence of float
        Match weights at which strata are cut.
    """
    of_cluster = (
        standardised.select("entry").join(clusters, on="entry").select("entry", "cluster")
    )
    ends = ["entry_l", "entry_r"]
    compared = pairs.select(*ends, "match_weight", "match_probability")
    every = pl.concat(
        [
            _together(of_cluster, ["cluster"]),
            compared.select(ends),
            *(_together(standardised, rule) for rule in NET),
        ]
    ).unique()
    columns = sorted({column for agree in SEARCHES.values() for column in agree})
    about = standardised.select("entry", *columns).join(of_cluster, on="entry", how="left")
    is_linked = (pl.col("cluster") == pl.col("cluster_r")).fill_null(value=False)
    is_compared = pl.col("match_weight").is_not_null()
    found = (
        every.join(compared, on=ends, how="left")
        .join(about, left_on="entry_l", right_on="entry")
        .join(about, left_on="entry_r", right_on="entry", suffix="_r")
        .with_columns(
            pl.when(is_linked)
            .then(pl.lit("linked"))
            .when(is_compared)
            .then(pl.lit("compared"))
            .otherwise(pl.lit("net"))
            .cast(pl.Enum(STATUSES))
            .alias("status"),
            *(_agree(columns).alias(name) for name, columns in SEARCHES.items()),
            band=_band(edges),
        )
    )
    table = (
        found.group_by(STRATUM)
        .agg(pairs=pl.len().cast(pl.Int64), expected=pl.col("match_probability").mean())
        .sort(STRATUM)
        .with_columns(stratum=pl.int_range(pl.len(), dtype=pl.Int64))
        .select("stratum", *STRATUM, "pairs", "expected")
    )
    numbered = found.join(table.select("stratum", *STRATUM), on=STRATUM, nulls_equal=True)
    return Strata(
        numbered.select("stratum", *ends, "match_weight").sort("stratum", *ends), table
    )


def allot(
    strata: Strata, *, size: int = 900, least: int = 30, sizes: Mapping[int, int] | None = None
) -> dict[int, int]:
    """Return how many pairs to look at in each stratum.

    A stratum of at most `least` pairs is looked at whole. Of the rest each gets `least`, and what is
    left goes where it helps most: in proportion to the pairs and to how unsure they are (Neyman).

    Parameters
    ----------
    strata : Strata
    size : int
        Pairs in all that people can look at; more if the strata with `least` each need more.
    least : int
    sizes : mapping of int to int, optional
        By stratum; takes the place of what is worked out.

    References
    ----------
    .. [1] Neyman J. J R Stat Soc 1934;97:558-625.
    """
    table = strata.table
    pairs = table["pairs"].to_numpy()
    # A model's word is not enough to leave a stratum out: at least one pair in fifty is unsure.
    share = np.clip(table["expected"].fill_null(0.0).to_numpy(), 0.02, 0.98)
    base = np.minimum(pairs, least)
    weight = np.where(pairs > least, pairs * np.sqrt(share * (1 - share)), 0.0)
    rest = max(size - int(base.sum()), 0)
    more = np.floor(rest * weight / weight.sum()) if weight.any() else np.zeros(len(pairs))
    allotted = np.minimum(pairs, base + more.astype(np.int64))
    found = dict(zip(table["stratum"].to_list(), allotted.tolist(), strict=True))
    return found | dict(sizes or {})


def draw(strata: Strata, allotted: Mapping[int, int], *, seed: int) -> pl.DataFrame:
    """Draw the pairs to look at: by chance within each stratum, without repetition.

    Returns
    -------
    DataFrame
        stratum, entry_l, entry_r, in an order by chance that tells nothing of the strata. A larger
        number for a stratum draws the same pairs and more.
    """
    numbers = [
        _lot(seed, left, right)
        for left, right in strata.pairs.select("entry_l", "entry_r").iter_rows()
    ]
    sizes = pl.DataFrame(
        {"stratum": list(allotted), "n": list(allotted.values())},
        schema={"stratum": pl.Int64, "n": pl.Int64},
    )
    return (
        strata.pairs.with_columns(lot=pl.Series(numbers, dtype=pl.UInt64))
        .join(sizes, on="stratum")
        .filter(pl.col("lot").rank("ordinal").over("stratum") <= pl.col("n"))
        .sort("lot")
        .select("stratum", "entry_l", "entry_r")
    )


def _lot(seed: int, left: int, right: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed}:{left}:{right}".encode()).digest()[:8], "big")


def _together(frame: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """List the pairs of entries that agree in all of some columns."""
    keyed = (
        frame.select("entry", *columns)
        .drop_nulls()
        .filter(pl.len().over(columns) <= LARGEST_BLOCK)
    )
    return (
        keyed.join(keyed, on=list(columns), suffix="_r")
        .filter(pl.col("entry") < pl.col("entry_r"))
        .select(entry_l="entry", entry_r="entry_r")
    )


def _agree(columns: Sequence[str]) -> pl.Expr:
    return pl.all_horizontal(
        (pl.col(column) == pl.col(f"{column}_r")).fill_null(value=False) for column in columns
    )


def _band(edges: Sequence[float]) -> pl.Expr:
    """Return the lower edge of each weight; minus infinity below the first, null for no weight."""
    lower = [float("-inf"), *sorted(edges)]
    reached = [
        pl.when(pl.col("match_weight") >= edge).then(pl.lit(edge)) for edge in reversed(lower)
    ]
    return pl.coalesce(reached)
