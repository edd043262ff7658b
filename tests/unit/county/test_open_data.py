"""The open files: each lands whole through its Source, and the lake finds every place in them."""

import json
from collections import Counter
from datetime import UTC, date, datetime

import numpy as np
import pytest
from shapely.geometry import shape

from fingerpost.county.addresses import UNITS_PER_AREA
from fingerpost.county.addresses import Places as AddressPlaces
from fingerpost.county.calendar import day_number
from fingerpost.county.map import PARTNERSHIP, make_map
from fingerpost.county.mid_years import residents_by
from fingerpost.county.open_data import write_open_data
from fingerpost.county.population import FIRST_DAY, chunks
from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.lake import Lake, Workspace, land
from fingerpost.evidence.measures.places import Places, outlines
from fingerpost.evidence.sources import open_files, read, recognise

YEARS = (2021, 2022, 2023)


@pytest.fixture(scope="module")
def county():
    return make_map(60_000, 7)


@pytest.fixture(scope="module")
def inbox(county, tmp_path_factory):
    people = chunks(county, 7)
    mid_years = residents_by(county, people, YEARS, on=day_number(FIRST_DAY))
    folder = tmp_path_factory.mktemp("county") / "inbox"
    assert len(write_open_data(county, mid_years, folder, seed=7)) == 18 + 5 + len(YEARS)
    return folder


@pytest.fixture(scope="module")
def places(inbox):
    districts = ", ".join(
        f'{{code = "{area.code}", name = "{area.name}"}}' for area in PARTNERSHIP.districts
    )
    force = PARTNERSHIP.police_force
    (inbox.parent / "fingerpost.toml").write_text(
        f'[partnership]\nname = "{PARTNERSHIP.name}"\ncode = "{PARTNERSHIP.code}"\n'
        f"districts = [{districts}]\n[partnership.police_force]\n"
        f'code = "{force.code}"\nname = "{force.name}"\nforce_name = "{PARTNERSHIP.force_name}"\n'
    )
    workspace = Workspace.open(inbox.parent)
    at = datetime(2026, 11, 24, tzinfo=UTC)
    land(workspace, [workspace.inbox], at=at, today=at.date())
    return Places(Lake(workspace), workspace.partnership)


def test_every_file_lands_whole(county, inbox):
    landed: Counter[str] = Counter()
    for item in open_files(inbox):
        found = recognise(item)
        assert found.source is not None, (item.name, found.why)
        result = read(item, found.source, today=date(2026, 11, 24))
        assert result.rows_refused == 0, (item.name, result.rejects)
        assert result.notes == (), item.name
        landed[found.source.name] += result.rows_landed
    assert landed == {
        "lsoa_2021_boundaries": len(county),
        "msoa_2021_boundaries": len(county.msoa_codes),
        "ward_boundaries": len(county.ward_codes),
        "lsoa_coordinates": len(county),
        "deprivation_small_area": len(county),
        "la_lookup": 6,
        "postcode_lookup": UNITS_PER_AREA * len(county),
        "ons_population_la": 6 * len(YEARS),
        "ons_population_lsoa": len(county) * len(YEARS),
    }


def test_outlines_say_that_they_are_synthetic_and_are_those_of_the_map(county, inbox):
    at = dict(zip(county.code, county.outlines, strict=True))
    files = sorted(inbox.rglob("*.geojson"))
    assert len(files) == 18
    for path in files:
        content = json.loads(path.read_text())
        assert "synthetic" in content["name"]
        assert "Synthetic" in content["description"]
        for feature in content["features"]:
            code = feature["properties"].get("LSOA21CD")
            if code is not None:
                assert shape(feature["geometry"]).equals_exact(at[code], 1e-9)


def test_the_lake_places_every_map_point_in_its_area(county, places):
    points = county.map_points
    found = places.at_points(points.longitude, points.latitude)
    assert found == county.code[points.area].tolist()
    assert places.small_areas.height == len(county)
    small, districts = outlines(places)
    assert len(small) == len(county)
    assert [outline.code for outline in districts] == [d.code for d in PARTNERSHIP.districts]


def test_a_made_up_county_has_its_own_populations_and_no_england(county, places):
    found = places.populations
    kinds = set(found["area_kind"])
    assert AreaKind.COUNTRY.value not in kinds
    assert {
        "district",
        "partnership",
        "police_force",
        "lsoa21",
        "deprivation_quintile",
    } == kinds
    whole = found.filter(area_kind="partnership", year=2021)["people"].to_list()
    assert whole == [60_000.0]
    deciles = dict(places.deciles.iter_rows())
    expected = [f"quintile_{(decile + 1) // 2}" for decile in county.decile.tolist()]
    assert [deciles[code] for code in county.code.tolist()] == expected


def test_without_a_look_up_a_code_stands_for_itself(county, places):
    codes = places.codes
    assert codes["lsoa21"].to_list() == county.code.tolist()
    assert (codes["lsoa_code"] == codes["lsoa21"]).all()
    assert places.every_code is not None
    assert np.isin(county.code, places.every_code["lsoa_code"].to_numpy()).all()


def test_everybody_at_an_address_lives_where_the_look_up_says(county):
    places = AddressPlaces(county.sectors, county.sector)
    area, postcode = places.every_postcode(7)
    listed = dict(zip(postcode.tolist(), area.tolist(), strict=True))
    assert len(listed) == len(postcode)  # no postcode lies in two areas
    home = np.arange(5_000) % len(county)
    lived = places.postcodes(home, np.arange(5_000, dtype=np.uint64), 7)
    assert [listed[code] for code in lived.tolist()] == home.tolist()
