"""How firmly each entry is held to its person: the weakest link on the strongest way.

A chain holds as its weakest link does. Between an entry and its person's main entry there are
many ways over pairs; the one whose weakest pair is strongest lies on the maximum spanning tree.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray


def weakest_links(
    clusters: pl.DataFrame, pairs: pl.DataFrame, decisions: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Return, for each entry, the weakest link that holds it to its person's main entry.

    Parameters
    ----------
    clusters : DataFrame
        `entry`, `cluster`, `records`. The main entry of a cluster is that with most records, and of
        those the smallest.
    pairs : DataFrame
        `entry_l`, `entry_r`, `match_weight` (log2 of the odds), `match_probability`, each pair once;
        those that lie in two clusters are left out of account.
    decisions : DataFrame, optional
        What reviewers decided: `entry_l`, `entry_r`, `is_match`. What they joined holds for certain.

    Returns
    -------
    DataFrame
        `entry`, `match_weight`, `match_probability`, by entry. The main entry, and one that only a
        reviewer's decision holds, have no weight and a probability of 1.

    References
    ----------
    .. [1] Hu TC. The maximum capacity route problem. Operations Research 1961;9:898-900.
    """
    nodes = clusters.sort("entry").with_row_index("node")
    where = nodes.select("entry", "cluster", "node")
    inside = (
        _with_decisions(pairs, decisions)
        .join(where.rename({"node": "node_l"}), left_on="entry_l", right_on="entry")
        .join(
            where.rename({"node": "node_r"}),
            left_on=["entry_r", "cluster"],
            right_on=["entry", "cluster"],
        )
        .sort("node_l", "node_r")
    )
    main = nodes.sort("records", "entry", descending=[True, False]).unique(
        "cluster", keep="first", maintain_order=True
    )
    before = _before(inside, main["node"].to_numpy(), nodes.height)
    ends = pl.DataFrame({"node": np.arange(nodes.height, dtype=np.uint32), "before": before})
    ends = ends.filter(pl.col("before") != nodes.height).select(
        node_l=pl.min_horizontal("node", "before"),
        node_r=pl.max_horizontal("node", "before"),
        node="node",
    )
    steps = inside.join(ends, on=["node_l", "node_r"])
    weakest = []
    for column in ("match_weight", "match_probability"):
        held = np.full(nodes.height + 1, np.inf)
        held[steps["node"].to_numpy()] = steps[column].to_numpy()
        weakest.append(_least_on_the_way(held, before))
    weight, probability = weakest
    return nodes.select(
        "entry",
        match_weight=pl.Series(np.where(np.isinf(weight), np.nan, weight)).fill_nan(None),
        match_probability=pl.Series(np.where(np.isinf(probability), 1.0, probability)),
    )


def _with_decisions(pairs: pl.DataFrame, decisions: pl.DataFrame | None) -> pl.DataFrame:
    """Return pairs, with those that reviewers joined in place of what they weighed."""
    scored = pairs.select("entry_l", "entry_r", "match_weight", "match_probability")
    if decisions is None:
        return scored
    joined = decisions.filter("is_match").select(
        entry_l=pl.min_horizontal("entry_l", "entry_r"),
        entry_r=pl.max_horizontal("entry_l", "entry_r"),
        match_weight=pl.lit(np.inf),
        match_probability=pl.lit(1.0),
    )
    return pl.concat(
        [scored.join(joined, on=["entry_l", "entry_r"], how="anti"), joined.unique()]
    )


def _before(
    pairs: pl.DataFrame, mains: NDArray[np.integer[Any]], count: int
) -> NDArray[np.uint32]:
    """Return which node comes before each on its way from a main node; `count` if none does."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import breadth_first_order, minimum_spanning_tree

    root, shape = count, (count + 1, count + 1)
    cost = pairs["match_weight"].rank("dense", descending=True).to_numpy().astype(np.float64)
    ends = pairs["node_l"].to_numpy(), pairs["node_r"].to_numpy()
    tree = minimum_spanning_tree(coo_array((cost, ends), shape=shape).tocsr()).tocoo()
    rooted = coo_array(
        (
            np.ones(tree.nnz + mains.size),
            (
                np.concatenate([tree.row, np.full(mains.size, root)]),
                np.concatenate([tree.col, mains]),
            ),
        ),
        shape=shape,
    ).tocsr()
    _, before = breadth_first_order(rooted, root, directed=False)
    return np.where(before < 0, root, before)[:count].astype(np.uint32)


def _least_on_the_way(
    held: NDArray[np.float64], before: NDArray[np.uint32]
) -> NDArray[np.float64]:
    """Return the least of `held` from each node back to the root, in as many turns as its depth halves."""
    least = held.copy()
    jump = np.append(before.astype(np.int64), before.size)
    while (jump != before.size).any():
        least = np.minimum(least, least[jump])
        jump = jump[jump]
    return least[:-1]
