"""The people: all of them once, with England's ages, in households that could be."""

import numpy as np
import pytest

from fingerpost.county.calendar import day_number
from fingerpost.county.map import make_map
from fingerpost.county.mid_years import residents_by
from fingerpost.county.parameters import all_parameters
from fingerpost.county.population import (
    BANDS,
    COMMUNITIES,
    FIRST_DAY,
    chunks,
)

DAY = day_number(FIRST_DAY)


@pytest.fixture(scope="module")
def county():
    return make_map(200_000, 7)


@pytest.fixture(scope="module")
def parts(county):
    return list(chunks(county, 7, 70_000))


@pytest.fixture(scope="module")
def whole(parts):
    fields = ("person", "area", "household", "born", "sex", "community")
    found = {name: np.concatenate([getattr(part, name) for part in parts]) for name in fields}
    return found | {"age": np.concatenate([part.age_on(DAY) for part in parts])}


def test_everybody_is_there_once_and_every_area_has_its_residents(county, parts, whole):
    assert len(parts) == 3
    assert max(map(len, parts)) <= 70_000
    assert (whole["person"] == np.arange(200_000)).all()
    assert (np.bincount(whole["area"]) == county.residents).all()


def test_ages_are_englands(whole):
    parameters = all_parameters()
    got = np.bincount(np.minimum(whole["age"] // 5, 18)) / len(whole["age"])
    for number, band in enumerate(BANDS):
        published = parameters[f"people.share_at_age.from_{band:02d}"]
        assert got[number] == pytest.approx(published, abs=0.003), band


def test_half_are_women_and_most_of_the_oldest(whole):
    assert 1 - whole["sex"].mean() == pytest.approx(0.49, abs=0.006)  # Census 2021
    assert whole["sex"][whole["age"] >= 85].mean() > 0.55


def test_the_city_is_younger_and_more_mixed(county, whole):
    in_city = county.district[whole["area"]] == 0
    young = (whole["age"] >= 20) & (whole["age"] < 35)
    assert young[in_city].mean() > 1.15 * young[~in_city].mean()
    british = whole["community"] == COMMUNITIES.index("white_british")
    assert british[in_city].mean() < british[~in_city].mean() - 0.1


def test_households_could_be(whole):
    first, size = np.unique(whole["household"], return_counts=True)
    assert size.max() <= 6
    assert 2.1 < size.mean() < 2.5
    start = np.flatnonzero(whole["household"] == whole["person"])
    assert len(start) == len(first)
    eldest = np.maximum.reduceat(whole["age"], start)
    assert (eldest >= 18).mean() > 0.999
    assert eldest.min() >= 16
    for name in ("area", "community"):  # one home, one place
        assert (whole[name] == np.repeat(whole[name][start], size)).all()
    two = start[size == 2]
    apart = np.abs(whole["age"][two] - whole["age"][two + 1])
    assert np.median(apart) < 8


def test_nobody_is_born_after_the_day_or_before_1915(whole):
    assert whole["born"].max() <= DAY
    assert whole["age"].max() <= 105
    assert whole["age"].min() == 0


def test_the_same_seed_gives_the_same_people(county):
    one, same, other = (next(chunks(county, seed)) for seed in (7, 7, 8))
    for name in ("area", "household", "born", "sex", "community"):
        assert (getattr(one, name) == getattr(same, name)).all(), name
    assert (one.born != other.born).any()


def test_mid_years_add_up_and_people_age(county, parts):
    found = residents_by(county, parts, (2021, 2022, 2023), on=DAY)
    assert found.by_age.shape == (3, 6, 91)
    assert (found.by_age[0].sum(axis=1) == np.bincount(county.district, county.residents)).all()
    for year in range(3):
        areas = np.bincount(county.district, found.by_area[year])
        assert (areas == found.by_age[year].sum(axis=1)).all()
    thirty, after = found.by_age[0][:, 30].sum(), found.by_age[1][:, 31].sum()
    assert 0.99 * thirty < after <= thirty
    eighty, later = found.by_age[0][:, 80].sum(), found.by_age[1][:, 81].sum()
    assert 0.9 * eighty < later < 0.97 * eighty
    assert abs(found.by_age[2].sum() / 200_000 - 1) < 0.01
