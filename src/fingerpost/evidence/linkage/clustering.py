"""From pairs to people: entries that hang together by links are one person.

Comes in: pairs, and the probability from which one is a link. Goes out: CLUSTERS, the same for any
order of rows. Three things may stand against a link: a reviewer said that the two are not one; the
source says that a person stands in it only once; and the cluster would be larger than any person's.
Each is solved by taking away the weakest links that hold such a cluster together, and is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fingerpost.evidence.linkage.declaration import Regime

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
        ENTRIES: of these entry, agency, kind and regime are read.
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
    rules = _rules(entries.sort("entry"), links, apart, set(once))
    notes: list[str] = []
    of_link = label[links.left]
    size = np.bincount(label, minlength=len(numbers))
    wrong = {*np.flatnonzero(size > largest).tolist(), *rules.broken(label)}
    for number in sorted(wrong):
        mine = np.flatnonzero(of_link == number)
        members = np.flatnonzero(label == number)
        kept, why = _cut(members, links.where(of_link == number), rules, largest=largest)
        notes += why
        keep = np.ones(len(links.left), dtype=bool)
        keep[mine[~kept]] = False
        links, of_link = links.where(keep), of_link[keep]
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


@dataclass(frozen=True)
class _Rules:
    """What may not be one cluster, by position of the entry.

    Parameters
    ----------
    once : ndarray
        The number of a source in which a person stands only once, else -1: no two of a cluster are of
        one. Empty if there is no such source.
    person : ndarray
        Who it is by the names alone, else -1: attributors join no two people whom names tell apart.
        Empty if no entry is an attributor's.
    apart : list of tuple
        Pairs that a reviewer holds apart.
    """

    once: Integers
    person: Integers
    apart: list[tuple[int, int]]

    def broken(self, label: Integers) -> set[int]:
        """Return the components that break one of them."""
        apart = [int(label[one]) for one, other in self.apart if label[one] == label[other]]
        twice, _ = _more_than_one(*_told(label, self.once))
        _, several = _more_than_one(*_told(label, self.person))
        return {*apart, *twice.tolist(), *several.tolist()}


def _told(label: Integers, value: Integers) -> tuple[Integers, Integers]:
    """Return the components, and what is told of their entries, of those of whom it is told."""
    is_told = value >= 0
    return label[: len(value)][is_told], value[is_told]


def _more_than_one(label: Integers, value: Integers) -> tuple[Integers, Integers]:
    """Return the components that have one value more than once, and those that have several."""
    width = int(value.max(initial=0)) + 1
    both, times = np.unique(label * width + value, return_counts=True)
    component, values = np.unique(both // width, return_counts=True)
    return np.unique(both[times > 1] // width), component[values > 1]


def _rules(
    known: pl.DataFrame, links: _Links, apart: list[tuple[int, int]], once: set[str]
) -> _Rules:
    """Return the rules among entries, which stand in the order of their positions."""
    special = person = np.zeros(0, dtype=np.int64)
    if once:
        column = pl.coalesce(
            pl.when(pl.col(name).is_in(once)).then(name) for name in ("agency", "kind")
        )
        order = {name: number for number, name in enumerate(sorted(once))}
        special = (
            known.select(
                column.replace_strict(order, default=-1, return_dtype=pl.Int64).fill_null(-1)
            )
            .to_series()
            .to_numpy()
        )
    is_named = np.ones(known.height, dtype=bool)
    if "regime" in known.columns:
        is_named = (known["regime"] != Regime.ATTRIBUTOR.value).fill_null(value=True).to_numpy()
    if not is_named.all():
        both = is_named[links.left] & is_named[links.right]
        label = _components(known.height, links.left[both], links.right[both])
        person = np.where(is_named, label, -1)
    return _Rules(special, person, apart)


def _cut(
    members: Integers, links: _Links, rules: _Rules, *, largest: int
) -> tuple[NDArray[np.bool_], list[str]]:
    """Return which links of one cluster stay, and a sentence for each reason why some do not.

    If it is too large, the threshold is raised within it until every part is small enough: links of
    one weight stay or go together, so that no part is made by chance. Then links are taken by
    decreasing weight, and one is left out where it would join what must not be joined.
    """
    kept = np.ones(len(links.left), dtype=bool)
    words = []
    if len(members) > largest:
        raised = _raised(members, links, largest)
        kept = links.weight > raised
        parts = int(_local(members, links, kept).max()) + 1
        words.append(
            f"A cluster of {len(members):,} entries was cut into {parts:,}: nobody has more than "
            f"{largest}, so only links of a weight above {raised:.1f} count in it."
        )
    joined, why = _without_conflicts(members, links, kept, rules)
    for reason, count in sorted(why.items()):
        words.append(f"In a cluster of {len(members):,} entries {count:,} {reason}.")
    return joined, words


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


DECIDED = "links do not count, since a reviewer decided that two of them are not one person"
STANDS_ONCE = "links do not count, since a person stands only once in one of its sources"
TOLD_APART = (
    "links do not count, since an attributor fits two people whom their names tell apart"
)


class _Part:
    """A growing part of a cluster, with what it must not meet."""

    def __init__(self, at: int, position: int, rules: _Rules) -> None:
        self.members = {at}
        self.hostile: set[int] = set()
        once = int(rules.once[position]) if len(rules.once) else -1
        self.once = {once} - {-1}
        self.person = int(rules.person[position]) if len(rules.person) else -1

    def refuses(self, other: _Part) -> str:
        """Return why the two may not be joined, or nothing."""
        if self.hostile & other.members:
            return DECIDED
        if self.once & other.once:
            return STANDS_ONCE
        if -1 not in (self.person, other.person) and self.person != other.person:
            return TOLD_APART
        return ""

    def take(self, other: _Part) -> None:
        self.members |= other.members
        self.hostile |= other.hostile
        self.once |= other.once
        self.person = other.person if self.person == -1 else self.person


def _without_conflicts(
    members: Integers, links: _Links, kept: NDArray[np.bool_], rules: _Rules
) -> tuple[NDArray[np.bool_], Counter[str]]:
    where = {int(position): at for at, position in enumerate(members)}
    part = [_Part(at, int(position), rules) for at, position in enumerate(members)]
    for one, other in rules.apart:
        if one in where and other in where:
            part[where[one]].hostile.add(where[other])
            part[where[other]].hostile.add(where[one])
    left = np.searchsorted(members, links.left)
    right = np.searchsorted(members, links.right)
    why: Counter[str] = Counter()
    for at in np.flatnonzero(kept).tolist():
        one, other = part[left[at]], part[right[at]]
        if one is other:
            continue
        if reason := one.refuses(other):
            why[reason] += 1
            continue
        if len(one.members) < len(other.members):
            one, other = other, one
        one.take(other)
        for member in other.members:
            part[member] = one
    # A link inside one part stays; one between two parts was refused.
    inside = [part[one] is part[other] for one, other in zip(left, right, strict=True)]
    return kept & np.array(inside, dtype=bool), why


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
