"""From pairs to people: what hangs together, and what is cut and told."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.evidence.linkage import cluster
from fingerpost.evidence.linkage.clustering import Clustering


def clustered(
    count: int,
    links: list[tuple[int, int, float]],
    *,
    agencies: dict[int, str] | None = None,
    attributors: tuple[int, ...] = (),
    apart: list[tuple[int, int]] | None = None,
    together: list[tuple[int, int]] | None = None,
    **settings: Any,
) -> Clustering:
    """Cluster entries 1 to `count`; links have a weight, and are links from an even chance."""
    names = [(agencies or {}).get(entry, f"agency {entry}") for entry in range(1, count + 1)]
    entries = pl.DataFrame(
        {
            "entry": range(1, count + 1),
            "agency": names,
            "kind": [name.split(":")[0] for name in names],
            "regime": [
                "attributor" if entry in attributors else "named"
                for entry in range(1, count + 1)
            ],
        }
    )
    pairs = pl.DataFrame(
        [(one, other, float(weight)) for one, other, weight in links],
        schema={"entry_l": pl.Int64, "entry_r": pl.Int64, "match_weight": pl.Float64},
        orient="row",
    ).with_columns(match_probability=1 / (1 + 2.0 ** -pl.col("match_weight")))
    decided = [(*pair, False) for pair in apart or ()] + [
        (*pair, True) for pair in together or ()
    ]
    decisions = pl.DataFrame(
        decided,
        schema={"entry_l": pl.Int64, "entry_r": pl.Int64, "is_match": pl.Boolean},
        orient="row",
    )
    return cluster(entries, pairs, 0.5, decisions=decisions, **settings)


def people(found: Clustering) -> list[list[int]]:
    return sorted(
        found.clusters.group_by("cluster").agg(pl.col("entry").sort())["entry"].to_list()
    )


@pytest.mark.parametrize(
    ("count", "links", "settings", "expected", "said"),
    [
        pytest.param(3, [], {}, [[1], [2], [3]], "", id="nothing is linked"),
        pytest.param(
            3, [(1, 2, 5), (2, 3, 5)], {}, [[1, 2, 3]], "", id="a chain is one person"
        ),
        pytest.param(
            3, [(1, 2, 5), (2, 3, -1)], {}, [[1, 2], [3]], "", id="below the threshold"
        ),
        pytest.param(
            3,
            [(1, 2, 5), (2, 3, 9), (1, 3, 4)],
            {"apart": [(2, 1)]},
            [[1], [2, 3]],
            "a reviewer decided",
            id="a reviewer holds two apart: the weaker links go",
        ),
        pytest.param(
            3, [], {"together": [(3, 1)]}, [[1, 3], [2]], "", id="a reviewer joins two"
        ),
        pytest.param(
            3,
            [(1, 2, 9), (2, 3, 5)],
            {"agencies": {1: "coroner", 3: "coroner"}, "once": ("coroner",)},
            [[1, 2], [3]],
            "stands only once",
            id="nobody dies twice",
        ),
        pytest.param(
            3,
            [(1, 3, 9), (2, 3, 5)],
            {"attributors": (3,)},
            [[1, 3], [2]],
            "whom their names tell apart",
            id="an attributor joins no two people",
        ),
        pytest.param(
            4,
            [(1, 2, 9), (1, 3, 8), (2, 4, 8)],
            {"attributors": (3, 4)},
            [[1, 2, 3, 4]],
            "",
            id="two attributors of one person with two entries",
        ),
        pytest.param(
            5,
            [(1, 2, 9), (2, 3, 5), (3, 4, 9), (4, 5, 9)],
            {"largest": 3},
            [[1, 2], [3, 4, 5]],
            "cut into 2",
            id="too large: the weakest link goes",
        ),
        pytest.param(
            4,
            [(1, 2, 9), (2, 3, 9), (3, 4, 9)],
            {"largest": 3},
            [[1], [2], [3], [4]],
            "cut into 4",
            id="too large, and all links alike: none is chosen by chance",
        ),
    ],
)
def test_who_is_one_person(
    count: int,
    links: list[tuple[int, int, float]],
    settings: dict[str, Any],
    expected: list[list[int]],
    said: str,
) -> None:
    found = clustered(count, links, **settings)
    assert people(found) == expected
    assert said in " ".join(found.notes)
    assert bool(found.notes) is bool(said)


def test_ten_thousand_alike_are_no_person() -> None:
    links = [(1, other, 12.0) for other in range(2, 10_001)]
    found = clustered(10_000, links)
    assert found.clusters["cluster"].n_unique() == 10_000
    assert "A cluster of 10,000 entries was cut into 10,000" in found.notes[0]


def test_a_cluster_is_named_by_its_smallest_entry_and_says_how_firmly_it_holds() -> None:
    found = clustered(4, [(2, 3, 1), (3, 4, 3)])
    assert found.clusters["cluster"].to_list() == [1, 2, 2, 2]
    assert found.clusters["match_probability"].to_list() == pytest.approx(
        [1.0, 2 / 3, 8 / 9, 8 / 9]
    )


@given(
    st.lists(
        st.tuples(st.integers(1, 12), st.integers(1, 12), st.integers(-3, 9)), max_size=30
    ),
    st.randoms(use_true_random=False),
)
def test_neither_the_order_of_pairs_nor_of_entries_matters(
    drawn: list[tuple[int, int, int]], chance: Any
) -> None:
    links = list(
        {
            (min(a, b), max(a, b)): (min(a, b), max(a, b), w) for a, b, w in drawn if a != b
        }.values()
    )
    shuffled = list(links)
    chance.shuffle(shuffled)
    once = {"agencies": {1: "coroner", 5: "coroner"}, "once": ("coroner",), "largest": 4}
    one = clustered(12, links, attributors=(2, 3), apart=[(4, 6)], **once)
    other = clustered(12, shuffled, attributors=(2, 3), apart=[(4, 6)], **once)
    assert one.clusters.equals(other.clusters)
    size = one.clusters.group_by("cluster").len()["len"]
    assert size.max() <= 4
