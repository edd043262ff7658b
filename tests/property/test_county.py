"""What must hold of every made-up county, whatever its size and seed."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from fingerpost.county.map import make_map
from fingerpost.county.population import chunks
from fingerpost.county.settlements import share_out

FEW = max(1, settings().max_examples // 5)  # a map takes half a second
seeds = st.integers(0, 2**31 - 1)


@settings(max_examples=FEW)
@given(st.integers(20_000, 120_000), seeds)
def test_a_map_is_a_partition_with_whole_districts(people, seed):
    county = make_map(people, seed)
    assert len(county) == max(12, round(people / 1635))
    assert county.people == people
    assert county.residents.min() >= 1000
    assert county.residents.max() <= 3000
    assert shapely.coverage_is_valid(list(county.outlines))
    whole = shapely.coverage_union_all(county.outlines)
    assert whole.geom_type == "Polygon"
    assert abs(shapely.area(county.outlines).sum() - whole.area) < 1e-9
    for number in range(6):
        ours = county.outlines[county.areas_of(number)]
        assert shapely.coverage_union_all(ours).geom_type == "Polygon"


@settings(max_examples=FEW)
@given(st.integers(1_200, 60_000), seeds, st.integers(500, 20_000))
def test_everybody_lives_somewhere_once_whatever_the_chunks(people, seed, size):
    county = make_map(people, seed)
    parts = list(chunks(county, seed, size))
    assert np.array_equal(np.concatenate([p.person for p in parts]), np.arange(people))
    area = np.concatenate([p.area for p in parts])
    assert np.array_equal(np.bincount(area, minlength=len(county)), county.residents)
    household = np.concatenate([p.household for p in parts])
    assert np.isin(household, np.arange(people)).all()
    assert (household <= np.arange(people)).all()


@given(
    st.integers(20, 5_000),
    st.lists(st.floats(0.01, 100), min_size=1, max_size=20),
    st.integers(0, 1),
)
def test_what_is_shared_out_adds_up_and_each_is_within_one_of_its_due(whole, shares, least):
    counts = share_out(whole, np.array(shares), least=least)
    assert counts.sum() == whole
    assert counts.min() >= least
    due = np.array(shares) / sum(shares) * (whole - least * len(shares)) + least
    assert (np.abs(counts - due) <= 1).all()
