"""From pairs to people: entries that hang together by links are one person.

Comes in: pairs, and the probability from which one is a link. Goes out: CLUSTERS, the same for any
order of rows. Three things may stand against a link: a reviewer said that the two are not one; the
source says that a person stands in it only once; and the cluster would be larger than any person's.
Each is solved by taking away the weakest links that hold such a cluster together, and is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

CLUSTERS: dict[str, type[pl.DataType]] = {
    "entry": pl.Int64,
    "cluster": pl.Int64,
    "match_probability": pl.Float64,
}
DECISIONS: dict[str, type[pl.DataType]] = {
    "entry_l": pl.Int64,
    "entry_r": pl.Int64,
    "is_match": pl.Boolean,
}
Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Clustering:
    """Who is one person at one threshold.

    Parameters
    ----------
    clusters : polars.DataFrame
        Of the shape `CLUSTERS`, in the order of `entry`: its cluster, named by the smallest entry in
        it, and the probability of the weakest link without which it would not belong there (1 for an
        entry alone).
    notes : tuple of str
        Which clusters were cut, and why.
    """

    clusters: pl.DataFrame
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Links:
    """Links by decreasing weight, between positions of entries."""

    left: Integers
    right: Integers
    weight: Floats
    probability: Floats

    def where(self, which: NDArray[np.bool_]) -> _Links:
        """Return some of the links, in the same order."""
        return _Links(
            self.left[which], self.right[which], self.weight[which], self.probability[which]
        )


def cluster(
    entries: pl.DataFrame,
    pairs: pl.DataFrame,
    threshold: float,
    *,
    decisions: pl.DataFrame | None = None,
    once: Iterable[str] = (),
    largest: int = 40,
) -> Clustering:
    """Return which entries are one person.

    Parameters
    ----------
    entries : polars.DataFrame
        ENTRIES: of these entry, agency and kind are read.
    pairs : polars.DataFrame
        PAIRS.
    threshold : float
        The match probability from which a pair is a link.
    decisions : polars.DataFrame, optional
        What reviewers decided: entry_l, entry_r, is_match. It binds, whatever the weight.
    once : iterable of str
        Agencies, or kinds of agency, in which a person stands only once.
    largest : int
        Entries that a cluster may have.
    """
    numbers = np.sort(entries["entry"].to_numpy().astype(np.int64))
    links, apart = _links(numbers, pairs, threshold, decisions)
    label = _components(len(numbers), links.left, links.right)
    known = entries.sort("entry").select("agency", "kind")
    special = set(once)
    column = pl.coalesce(
        pl.when(pl.col(name).is_in(special)).then(name) for name in ("agency", "kind")
    )
    group = known.select(column).to_series().to_list() if special else []

    size = np.bincount(label, minlength=len(numbers))
    twice = _twice(label, group)
    broken = {int(label[one]) for one, other in apart if label[one] == label[other]}
    wrong = np.flatnonzero(size > largest).tolist()
    notes: list[str] = []
    of_link = label[links.left]
    for number in sorted({*wrong, *twice, *broken}):
        mine = links.where(of_link == number)
        members = np.flatnonzero(label == number)
        kept, why = _cut(members, mine, group=group, apart=apart, largest=largest)
        notes.append(why)
        keep = np.ones(len(links.left), dtype=bool)
        keep[np.flatnonzero(of_link == number)[~kept]] = False
        links = links.where(keep)
        of_link = of_link[keep]
    label = _components(len(numbers), links.left, links.right)
    first = np.full(label.max(initial=-1) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, label, numbers)
    return Clustering(
        pl.DataFrame(
            {
                "entry": numbers,
                "cluster": first[label] if len(numbers) else numbers,
                "match_probability": _weakest(len(numbers), links),
            },
            schema=CLUSTERS,
        ),
        tuple(notes),
    )


def _links(
    numbers: Integers, pairs: pl.DataFrame, threshold: float, decisions: pl.DataFrame | None
) -> tuple[_Links, list[tuple[int, int]]]:
    """Return links by decreasing weight, and pairs of positions that reviewers hold apart."""
    found = pairs.select("entry_l", "entry_r", "match_weight", "match_probability").filter(
        pl.col("match_probability") >= threshold
    )
    apart: list[tuple[int, int]] = []
    if decisions is not None and decisions.height:
        decided = decisions.select(
            entry_l=pl.min_horizontal("entry_l", "entry_r"),
            entry_r=pl.max_horizontal("entry_l", "entry_r"),
            is_match="is_match",
        ).filter(pl.all_horizontal(pl.col("entry_l", "entry_r").is_in(numbers)))
        found = found.join(decided, on=["entry_l", "entry_r"], how="anti")
        yes = decided.filter("is_match").select(
            "entry_l", "entry_r", match_weight=pl.lit(np.inf), match_probability=pl.lit(1.0)
        )
        found = pl.concat([found, yes])
        no = decided.filter(~pl.col("is_match"))
        apart = [
            (int(one), int(other))
            for one, other in zip(
                np.searchsorted(numbers, no["entry_l"].to_numpy()),
                np.searchsorted(numbers, no["entry_r"].to_numpy()),
                strict=True,
            )
        ]
    found = found.sort("match_weight", "entry_l", "entry_r", descending=[True, False, False])
    return (
        _Links(
            np.searchsorted(numbers, found["entry_l"].to_numpy()),
            np.searchsorted(numbers, found["entry_r"].to_numpy()),
            found["match_weight"].to_numpy(),
            found["match_probability"].to_numpy(),
        ),
        sorted(apart),
    )


def _components(count: int, left: Integers, right: Integers) -> Integers:
    """Return the component of each of `count` positions, numbered by first appearance."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(count, count))
    label = connected_components(graph, directed=False)[1] if count else np.zeros(0)
    return np.asarray(label, dtype=np.int64)


def _twice(label: Integers, group: list[str | None]) -> set[int]:
    """Return components in which two entries are of one agency that knows a person once."""
    seen: set[tuple[int, str]] = set()
    found = set()
    for position, name in enumerate(group):
        if name is not None:
            key = (int(label[position]), name)
            if key in seen:
                found.add(key[0])
            seen.add(key)
    return found


def _cut(
    members: Integers,
    links: _Links,
    *,
    group: list[str | None],
    apart: list[tuple[int, int]],
    largest: int,
) -> tuple[NDArray[np.bool_], str]:
    """Return which links of one cluster stay, and a sentence that says why some do not.

    If it is too large, the threshold is raised within it until every part is small enough: links of
    one weight stay or go together, so that no part is made by chance. Then links are taken by
    decreasing weight, and one is left out where it would join what must not be joined.
    """
    kept = np.ones(len(links.left), dtype=bool)
    words = []
    if len(members) > largest:
        raised = _raised(members, links, largest)
        kept = links.weight > raised
        parts = int(np.bincount(_local(members, links, kept), minlength=1).astype(bool).sum())
        words.append(
            f"A cluster of {len(members):,} entries was cut into {parts:,}: nobody has more than "
            f"{largest}, so only links of a weight above {raised:.1f} count in it."
        )
    where = {int(position): at for at, position in enumerate(members)}
    barred = [(where[a], where[b]) for a, b in apart if a in where and b in where]
    names = [group[int(position)] if group else None for position in members]
    if barred or any(names):
        before = int(kept.sum())
        kept = _without_conflicts(members, links, kept, names, barred)
        if int(kept.sum()) < before:
            reason = (
                "a reviewer decided that two of them are not one person"
                if barred
                else "a person stands only once in one of its sources"
            )
            words.append(
                f"In a cluster of {len(members):,} entries {before - int(kept.sum()):,} links do "
                f"not count, since {reason}."
            )
    return kept, " ".join(words) or f"A cluster of {len(members):,} entries was looked at."


def _local(members: Integers, links: _Links, kept: NDArray[np.bool_]) -> Integers:
    left = np.searchsorted(members, links.left[kept])
    right = np.searchsorted(members, links.right[kept])
    return _components(len(members), left, right)


def _raised(members: Integers, links: _Links, largest: int) -> float:
    """Return the least weight such that the links above it leave no part too large."""
    weights = np.unique(links.weight)
    low, high = 0, len(weights) - 1
    while low < high:
        middle = (low + high) // 2
        sizes = np.bincount(_local(members, links, links.weight > weights[middle]))
        low, high = (low, middle) if sizes.max() <= largest else (middle + 1, high)
    return float(weights[low])


def _without_conflicts(
    members: Integers,
    links: _Links,
    kept: NDArray[np.bool_],
    names: list[str | None],
    barred: list[tuple[int, int]],
) -> NDArray[np.bool_]:
    parent = list(range(len(members)))
    holds: list[set[str]] = [{name} if name else set() for name in names]
    hostile: list[set[int]] = [set() for _ in members]
    for one, other in barred:
        hostile[one].add(other)
        hostile[other].add(one)
    inside: list[set[int]] = [{at} for at in range(len(members))]

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    stays = kept.copy()
    left = np.searchsorted(members, links.left)
    right = np.searchsorted(members, links.right)
    for at in np.flatnonzero(kept).tolist():
        one, other = root(int(left[at])), root(int(right[at]))
        if one == other:
            continue
        if holds[one] & holds[other] or hostile[one] & inside[other]:
            stays[at] = False
            continue
        if len(inside[one]) < len(inside[other]):
            one, other = other, one
        parent[other] = one
        holds[one] |= holds[other]
        hostile[one] |= hostile[other]
        inside[one] |= inside[other]
    # A link inside one part stays; one between two parts was left out above, or is now.
    parts = np.array([root(at) for at in range(len(members))])
    return np.asarray(stays & (parts[left] == parts[right]))


def _weakest(count: int, links: _Links) -> Floats:
    """Return for each entry the probability of the strongest link that holds it to its person.

    Links come by decreasing weight, so the first that touches an entry is its strongest: were it
    taken away with all weaker ones, the entry would stand alone.
    """
    best = np.ones(count)
    seen = np.zeros(count, dtype=bool)
    for side in (links.left, links.right):
        at, first = np.unique(side, return_index=True)
        probability = links.probability[first]
        best[at] = np.where(seen[at], np.maximum(best[at], probability), probability)
        seen[at] = True
    return best
