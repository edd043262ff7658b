"""The map: a partition of made-up ground that looks like a county."""

import numpy as np
import pytest
import shapely

from fingerpost.county.map import FEWEST, MOST, PARTNERSHIP, make_map
from fingerpost.county.settlements import DISTRICTS
from fingerpost.evidence.core.areas import DISTRICT_CODE, LSOA_CODE, MADE_UP
from fingerpost.evidence.sources.land import MADE_UP_GROUND

CITY, ALDENWOLD, CRESSFLEET = 0, 1, 3


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((20_000, 7), id="12 areas"),
        pytest.param((180_000, 1), id="110 areas"),
        pytest.param((850_000, 7), id="520 areas"),
    ],
)
def county(request):
    return make_map(*request.param)


def test_the_small_areas_share_the_ground_out(county):
    whole = shapely.union_all(county.outlines)
    assert whole.geom_type == "Polygon"
    assert len(whole.interiors) == 0
    assert shapely.area(county.outlines).sum() == pytest.approx(whole.area, rel=1e-9)
    assert shapely.is_valid(county.outlines).all()
    assert shapely.coverage_is_valid(list(county.outlines))


def test_every_district_is_one_piece(county):
    for number in range(len(DISTRICTS)):
        ours = county.outlines[county.areas_of(number)]
        assert shapely.coverage_union_all(ours).geom_type == "Polygon", DISTRICTS[number]


def test_the_city_touches_the_others_and_the_two_of_the_events_are_neighbours(county):
    first, second = (county.district[at] for at in county.neighbours)
    borders = {frozenset(pair) for pair in zip(first.tolist(), second.tolist(), strict=True)}
    assert frozenset((ALDENWOLD, CRESSFLEET)) in borders
    assert any(CITY in pair and len(pair) == 2 for pair in borders)


def test_residents_are_as_many_as_asked_and_as_the_census_draws_areas(county):
    assert county.people in (20_000, 180_000, 850_000)
    assert county.residents.min() >= FEWEST
    assert county.residents.max() <= MOST


def test_codes_are_valid_and_made_up(county):
    assert all(LSOA_CODE.fullmatch(code) for code in county.code)
    assert all(DISTRICT_CODE.fullmatch(area.code) for area in PARTNERSHIP.districts)
    assert {code[0] for code in (*county.code, *county.msoa_codes, *county.ward_codes)} == {
        MADE_UP
    }
    assert len(set(county.code)) == len(set(county.name)) == len(county)


def test_groups_of_areas_stay_inside_their_district_and_sectors_inside_a_neighbourhood(county):
    for group, parent in (
        (county.msoa, county.district),
        (county.ward, county.district),
        (county.sector, county.msoa),
    ):
        pairs = set(zip(group.tolist(), parent.tolist(), strict=True))
        assert len(pairs) == group.max() + 1 == len(set(group.tolist()))
    assert len(county.sectors) == county.sector.max() + 1 == len(set(county.sectors))
    assert {sector[0] for sector in county.sectors} == {"Z"}
    for sector, number in zip(county.sectors, np.arange(len(county.sectors)), strict=True):
        district = county.district[county.sector == number][0]
        assert (sector[:2] == "ZH") == (district == CITY)


def test_the_ground_lies_where_no_land_is(county):
    west, east, south, north = MADE_UP_GROUND
    bounds = shapely.bounds(county.outlines)
    assert bounds[:, 0].min() > west
    assert bounds[:, 2].max() < east
    assert bounds[:, 1].min() > south
    assert bounds[:, 3].max() < north


def test_map_points_and_hubs_lie_in_their_areas(county):
    points = county.map_points
    spots = shapely.points(points.longitude, points.latitude)
    assert shapely.contains_properly(county.outlines[points.area], spots).all()
    per_area = np.diff(points.starts)
    assert per_area.min() >= 6
    assert per_area.max() <= 20
    assert (np.bincount(points.area) == per_area).all()
    for hub in county.hubs:
        assert county.outlines[hub.area].contains(shapely.Point(hub.longitude, hub.latitude))
    assert {hub.kind for hub in county.hubs} == {"treatment", "custody", "hospital"}


def test_deprivation_has_englands_deciles_and_is_worst_in_the_city():
    county = make_map(850_000, 11)
    assert set(np.bincount(county.decile)[1:].tolist()) == {52}
    order = np.argsort(-county.deprivation_score, kind="stable")
    assert (np.diff(county.decile[order]) >= 0).all()
    means = [county.deprivation_score[county.areas_of(d)].mean() for d in range(6)]
    assert means[CITY] == max(means)
    first, second = county.neighbours
    near = np.corrcoef(county.deprivation_score[first], county.deprivation_score[second])[0, 1]
    assert near > 0.3  # neighbours are alike


def test_towns_are_dense_and_the_country_wide():
    county = make_map(850_000, 7)
    assert np.percentile(county.density, 90) > 30 * np.percentile(county.density, 10)
    assert county.is_urban[county.areas_of(CITY)].mean() > 0.8
    assert 0.4 < county.is_urban.mean() < 0.8


def test_the_same_seed_gives_the_same_map_and_another_gives_another():
    one, same, other = (make_map(20_000, seed) for seed in (7, 7, 8))
    for name in ("code", "residents", "longitude", "deprivation_score", "sector"):
        assert (getattr(one, name) == getattr(same, name)).all(), name
    assert (shapely.to_wkb(one.outlines) == shapely.to_wkb(same.outlines)).all()
    assert (one.map_points.name == same.map_points.name).all()
    assert (shapely.to_wkb(one.outlines) != shapely.to_wkb(other.outlines)).any()


@pytest.mark.parametrize(
    ("people", "areas"),
    [
        pytest.param(2_500_000, 1529, id="2.5 million"),
        pytest.param(10_000_000, 6116, id="10 million", marks=pytest.mark.slow),
    ],
)
def test_a_large_county_has_a_whole_map(people, areas):
    county = make_map(people, 3)
    assert len(county) == areas
    assert shapely.coverage_is_valid(list(county.outlines))
    assert county.people == people
