"""How firmly entries are held: case by case, and against every way there is."""

import itertools

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.evidence.linkage.holding import weakest_links


def clusters(rows):
    schema = {"entry": pl.Int64, "cluster": pl.Int64, "records": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def pairs(weights):
    rows = [(left, right, w, 1 / (1 + 2**-w)) for (left, right), w in sorted(weights.items())]
    schema = {
        "entry_l": pl.Int64,
        "entry_r": pl.Int64,
        "match_weight": pl.Float64,
        "match_probability": pl.Float64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def weights(found):
    return dict(found.select("entry", "match_weight").iter_rows())


@pytest.mark.parametrize(
    ("rows", "links", "expected"),
    [
        pytest.param([(1, 1, 1)], {}, {1: None}, id="alone"),
        pytest.param([(1, 1, 1), (2, 1, 1)], {(1, 2): 5.0}, {1: None, 2: 5.0}, id="two"),
        pytest.param(
            [(1, 1, 1), (2, 1, 7)],
            {(1, 2): 5.0},
            {1: 5.0, 2: None},
            id="most records are the main",
        ),
        pytest.param(
            [(1, 1, 1), (2, 1, 1), (3, 1, 1)],
            {(1, 2): 9.0, (2, 3): 4.0},
            {1: None, 2: 9.0, 3: 4.0},
            id="a chain",
        ),
        pytest.param(
            [(1, 1, 1), (2, 1, 1), (3, 1, 1)],
            {(1, 2): 9.0, (2, 3): 8.0, (1, 3): 4.0},
            {1: None, 2: 9.0, 3: 8.0},
            id="the strongest way, not the shortest",
        ),
        pytest.param(
            [(1, 1, 1), (2, 2, 1)], {(1, 2): 5.0}, {1: None, 2: None}, id="a pair that was cut"
        ),
        pytest.param([(1, 1, 1), (2, 1, 1)], {}, {1: None, 2: None}, id="a decision alone"),
        pytest.param([], {}, {}, id="nobody"),
        pytest.param(
            [(1, 1, 1), (2, 1, 1)], {(1, 2): -3.0}, {1: None, 2: -3.0}, id="a weight below zero"
        ),
    ],
)
def test_the_weakest_link_on_the_strongest_way(rows, links, expected):
    found = weakest_links(clusters(rows), pairs(links))
    assert weights(found) == expected
    for row in found.to_dicts():
        held = row["match_weight"]
        wanted = 1.0 if held is None else 1 / (1 + 2**-held)
        assert row["match_probability"] == pytest.approx(wanted)


def test_a_decision_goes_before_a_weight_and_holds_for_certain():
    rows = [(1, 1, 1), (2, 1, 1), (3, 1, 1), (4, 1, 1)]
    links = pairs({(1, 2): 2.0, (2, 3): 1.0, (3, 4): 5.0})
    decisions = pl.DataFrame(
        {"entry_l": [3, 2, 1], "entry_r": [1, 3, 4], "is_match": [True, True, False]}
    )
    found = weakest_links(clusters(rows), links, decisions)
    assert weights(found) == {1: None, 2: None, 3: None, 4: 5.0}
    assert found["match_probability"].to_list()[:3] == [1.0, 1.0, 1.0]


@given(
    st.dictionaries(
        st.sampled_from(list(itertools.combinations(range(6), 2))),
        st.integers(-5, 9),
        max_size=12,
    ),
    st.integers(0, 99),
)
def test_it_is_the_best_of_all_ways(links, seed):
    links = {pair: float(weight) for pair, weight in links.items()}
    rows = [(entry, 0, 1) for entry in range(6)]
    found = weights(
        weakest_links(clusters(rows), pairs(links).sample(fraction=1, shuffle=True, seed=seed))
    )
    both = {**links, **{(b, a): weight for (a, b), weight in links.items()}}
    for entry in range(1, 6):
        others = [other for other in range(1, 6) if other != entry]
        ways = [
            min(both[step] for step in itertools.pairwise((entry, *between, 0)))
            for length in range(5)
            for between in itertools.permutations(others, length)
            if all(step in both for step in itertools.pairwise((entry, *between, 0)))
        ]
        assert found[entry] == (max(ways) if ways else None)
