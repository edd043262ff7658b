"""How far two groupings of the same entries agree, by pairs of entries."""

import polars as pl


def agreement(one: pl.DataFrame, other: pl.DataFrame) -> float:
    """Return the F1 of the pairs that one grouping joins against those that the other does.

    Each frame has `entry` and `cluster`. Pairs are counted from sizes, never listed.
    """
    both = one.select("entry", left="cluster").join(
        other.select("entry", right="cluster"), on="entry"
    )

    def pairs(*by: str) -> int:
        size = both.group_by(by).len()["len"].cast(pl.Int64)
        return int((size * (size - 1) // 2).sum())

    joined = pairs("left") + pairs("right")
    return 2 * pairs("left", "right") / joined if joined else 1.0
