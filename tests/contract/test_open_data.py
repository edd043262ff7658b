"""The real open data, every file of it: nothing lost, and only what is known to be wrong refused."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from fingerpost.evidence.sources import ReadFile, Unopened, open_files, read, recognise

DATA = Path(__file__).parents[3] / "shared" / "data"
TODAY = date(2026, 11, 24)

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"the open data are not at {DATA}")

# Each refused row of the publishers' files, looked at one by one.
KNOWN_REFUSED = {
    "ons-population/2019_population.csv": [
        (42621, "lsoa", 'expected the code of a small area, found "Grand Total"')
    ],
}


def read_all(folder: Path) -> dict[str, ReadFile]:
    results = {}
    for item in open_files(folder):
        assert not isinstance(item, Unopened), item
        found = recognise(item)
        if item.base_name == "README.md":
            assert found.source is None
            continue
        assert found.source is not None, f"{item.name}: {found.why}"
        results[item.name] = read(item, found.source, today=TODAY)
    return results


@pytest.fixture(scope="module")
def police() -> dict[str, ReadFile]:
    return read_all(DATA / "police-uk")


def plain_lines(name: str) -> list[str]:
    return (DATA / "police-uk" / name).read_text().splitlines()[1:]


def test_all_sixty_police_files_add_up(police):
    assert len(police) == 60
    for name, result in police.items():
        assert result.rows_read == len(plain_lines(name)), name
        assert result.rows_landed == result.rows.height == result.rows_read, name
        assert result.rows_refused == 0, name


def test_drug_offences_are_those_of_a_plain_count_of_lines(police):
    for name, result in police.items():
        if name.endswith("-street.csv"):
            plain = sum(1 for line in plain_lines(name) if ",Drugs," in line)
            assert (result.rows["crime_type"] == "Drugs").sum() == plain, name


def test_recorded_drug_offences_of_2024_and_2025_lie_where_the_publisher_put_them(police):
    months = Counter()
    for name, result in police.items():
        if re.search(r"202[45]-\d\d-cambridgeshire-street", name):
            (month,) = result.rows["month"].unique()
            months[month] = (result.rows["crime_type"] == "Drugs").sum()
    assert len(months) == 18
    assert (min(months.values()), max(months.values())) == (129, 187)


def test_every_file_holds_one_month_and_the_one_in_its_name(police):
    for name, result in police.items():
        (month,) = result.rows["month"].unique()
        assert f"{month:%Y-%m}" == name[:7], name


def test_only_the_city_of_london_repeats_crime_ids_in_street_files(police):
    noted = [name for name, result in police.items() if any("share" in n for n in result.notes)]
    assert noted == ["2025-01/2025-01-city-of-london-street.csv"]
    others = {n for name, result in police.items() if name not in noted for n in result.notes}
    assert others == set()


def test_the_rest_of_the_open_data_is_read():
    folders = [folder for folder in sorted(DATA.iterdir()) if folder.is_dir()]
    results = {
        f"{folder.name}/{name}": result
        for folder in folders
        if folder.name != "police-uk"
        for name, result in read_all(folder).items()
    }
    assert len(results) == 47
    for name, result in results.items():
        refused = [row[:3] for row in result.rejects.iter_rows()]
        assert refused == KNOWN_REFUSED.get(name, []), name
    people = results["ons-population/2019_population.csv"].rows
    assert people.height == 42619
    offences = [
        r.rows for r in results.values() if r.source.name == "ons_police_force_area_offences"
    ]
    drugs = {
        rows["period"][0]: rows.filter(
            (rows["area_code"] == "E23000023")
            & (rows["offence"] == "Drug offences")
            & (rows["measure"] == "offences")
        )["value"].item()
        for rows in offences
    }
    assert drugs == {
        "year ending March 2018": 1423.0,
        "year ending June 2018": 1384.0,
        "year ending September 2018": 1327.0,
        "year ending December 2018": 1325.0,
        "year ending March 2019": 1349.0,
        "year ending June 2019": 1447.0,
    }
