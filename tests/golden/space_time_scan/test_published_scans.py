"""Scans against the output files of SaTScan. See README.md."""

import csv
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from fingerpost.evidence.early_warning import space_time_scan

HERE = Path(__file__).parent


def columns(name):
    with (HERE / name).open(newline="") as file:
        rows = list(csv.DictReader(file))
    return {key: np.array([row[key] for row in rows]) for key in rows[0]}


def numbers(cluster):
    return {int(code) for code in cluster.areas}


@cache
def leukaemia(share, on_the_globe=False, penalty=None):
    data = columns("new_york_leukaemia.csv")
    areas = np.char.zfill(data["area"], 3)
    places = np.column_stack([data["latitude"], data["longitude"]]).astype(float)
    return space_time_scan(
        np.repeat(areas, data["cases"].astype(int)),
        areas=areas,
        coordinates=places[:, ::-1] if on_the_globe else places,
        is_geographic=on_the_globe,
        model="poisson",
        extent="spatial",
        population=data["population"].astype(float),
        maximum_share=share,
        is_elliptic=penalty is not None,
        penalty=penalty or "none",
        replicates=99 if penalty else 999,
        seed=1,
    )


BINGHAMTON = {52, 50, 53, 38, 49, 15, 48, 39, 1, 37, 16, 44, 14, 47, 40, 2, 13, 43, 51, 45, 17}
BINGHAMTON |= {11, 12, 3, 46}
CORTLAND = {89, 88, 87, 84, 90, 86, 92, 85}
AUBURN = {62, 64, 67, 65}
SYRACUSE = {112, 113, 115, 111, 116, 219, 117, 123, 218, 114, 122, 110, 124, 220, 118, 133, 121}
SYRACUSE |= {125, 216, 120, 134, 217, 126, 139, 215, 132, 141, 140, 127, 142, 138, 131, 119}
TEN_PERCENT = [
    (
        {49, 48, 50, 47, 1, 15, 51, 2, 13, 14, 3, 35, 16, 52, 36, 37, 12, 11, 5, 17, 10, 4, 6}
        | {38, 18, 9},
        85,
        49.71,
        1.84,
        11.577255,
        0.0010,
    ),
    (CORTLAND, 38, 17.79, 2.22, 9.019716, 0.013),
    (SYRACUSE, 64, 40.85, 1.64, 6.114140, 0.216),
    (AUBURN, 25, 12.82, 1.99, 4.651839, 0.609),
    ({46, 45, 41, 54, 44, 43, 53}, 28, 15.54, 1.84, 4.169203, 0.755),
    ({266, 281, 267, 265}, 12, 5.14, 2.37, 3.363518, 0.961),
    ({166, 159, 167}, 11, 4.61, 2.41, 3.209485, 0.976),
]
HALF = [
    (
        {52, 50, 37, 49, 38, 48, 53, 39, 15, 47, 51, 1, 40, 44, 16, 2, 55, 36, 14, 43, 13, 45}
        | {3, 35, 17, 11, 12, 46},
        100,
        58.28,
        1.87,
        14.083511,
        0.00015,
    ),
    (CORTLAND, 38, 17.79, 2.22, 9.019716, 0.016),
    (SYRACUSE, 64, 40.85, 1.64, 6.114140, 0.248),
    (AUBURN, 25, 12.82, 1.99, 4.651839, 0.645),
    ({266, 281, 267, 265}, 12, 5.14, 2.37, 3.363518, 0.965),
    ({166, 159, 167}, 11, 4.61, 2.41, 3.209485, 0.982),
]
ON_THE_GLOBE = [
    (BINGHAMTON | {55, 36, 35, 54, 10, 5}, 106, 62.13, 1.87, 14.780276, 0.000087),
    ({88, 87, 92, 86, 89, 91, 93, 85, 90}, 42, 21.24, 2.06, 8.287056, 0.033),
    (
        {113, 117, 116, 112, 220, 118, 115, 123, 124, 111, 114, 125, 219, 122, 126, 119},
        44,
        23.83,
        1.92,
        7.199672,
        0.105,
    ),
    (AUBURN, 25, 12.82, 1.99, 4.651839, 0.653),
    ({132, 138, 121, 131, 139, 120}, 10, 3.65, 2.78, 3.773422, 0.901),
    ({166, 159, 167}, 11, 4.61, 2.41, 3.209485, 0.982),
]


@pytest.mark.parametrize(
    ("scan", "published"),
    [
        pytest.param((0.1,), TEN_PERCENT, id="SaTScan 9.6: circles up to 10%"),
        pytest.param((0.5,), HALF, id="SaTScan 9.6: circles up to 50%"),
        pytest.param((0.5, True), ON_THE_GLOBE, id="SaTScan 9.3.1: latitude and longitude"),
    ],
)
def test_poisson_circles_agree_with_satscan(scan, published):
    found = leukaemia(*scan).clusters
    for cluster, (areas, cases, expected, risk, ratio, p_value) in zip(
        found, published, strict=False
    ):
        assert numbers(cluster) == areas
        assert cluster.cases == cases
        assert cluster.expected == pytest.approx(expected, abs=5e-3)
        assert cluster.relative_risk == pytest.approx(risk, abs=5e-3)
        assert cluster.log_likelihood_ratio == pytest.approx(ratio, abs=1e-5)
        # Two independent Monte Carlo estimates from 999 data sets each: five standard errors.
        error = 5 * np.sqrt(2 * p_value * (1 - p_value) / 999)
        assert cluster.p_value == pytest.approx(p_value, abs=max(error, 2e-3))
    assert len(published) <= len(found) <= len(published) + 1  # one nobody would call a cluster
    assert all(cluster.p_value > 0.99 for cluster in found[len(published) :])


ELLIPSES = {
    "none": [
        (
            {46, 53, 45, 41, 44, 38, 52, 43, 54, 39, 50, 15, 40, 49, 16, 14, 1, 48, 37, 13, 17}
            | {11, 2, 12, 47},
            15.416469,
            15.416469,
            4.0,
        ),
        (
            {84, 86, 87, 251, 92, 85, 259, 88, 89, 103, 261, 281, 266, 280, 265, 102},
            11.061167,
            11.061167,
            5.0,
        ),
        (
            {
                117,
                123,
                116,
                118,
                122,
                114,
                115,
                124,
                121,
                113,
                120,
                119,
                133,
                125,
                131,
                132,
                111,
            }
            | {220, 127, 126, 130, 135},
            9.562963,
            9.562963,
            4.0,
        ),
        ({170, 171, 166, 167}, 6.154083, 6.154083, 4.0),
        ({64, 65, 67, 62, 68}, 5.244377, 5.244377, 4.0),
    ],
    "medium": [
        (BINGHAMTON, 14.772705, 14.474236, 1.5),
        ({87, 88, 86, 89, 92, 85, 90}, 9.860447, 9.296518, 2.0),
        (
            {
                115,
                116,
                114,
                111,
                117,
                113,
                123,
                120,
                110,
                122,
                112,
                118,
                121,
                124,
                220,
                133,
                131,
            }
            | {119, 130, 125, 132, 219, 126, 127, 135},
            9.347892,
            8.095512,
            3.0,
        ),
        ({170, 171, 166, 167}, 6.154083, 4.923266, 4.0),
        (AUBURN, 4.651839, 4.651839, 1.0),
        ({106, 103, 102, 77, 230}, 5.369233, 4.295386, 4.0),
    ],
    "strong": [
        (BINGHAMTON, 14.772705, 14.181797, 1.5),
        (CORTLAND, 9.019716, 9.019716, 1.0),
        (
            {
                113,
                116,
                117,
                220,
                115,
                123,
                112,
                114,
                122,
                124,
                118,
                111,
                121,
                133,
                125,
                120,
                132,
            }
            | {110, 218, 134, 119, 219, 139, 126, 131, 138},
            8.311580,
            7.388071,
            2.0,
        ),
        (AUBURN, 4.651839, 4.651839, 1.0),
        ({170, 171, 166, 167}, 6.154083, 3.938613, 4.0),
    ],
}


@pytest.mark.parametrize(
    "penalty", [pytest.param(name, id=f"SaTScan 9.6: penalty {name}") for name in ELLIPSES]
)
def test_poisson_ellipses_agree_with_satscan(penalty):
    published = ELLIPSES[penalty]
    found = leukaemia(0.1, penalty=penalty).clusters[: len(published)]
    assert [numbers(cluster) for cluster in found] == [areas for areas, *_ in published]
    for cluster, (_, ratio, statistic, shape) in zip(found, published, strict=True):
        assert cluster.log_likelihood_ratio == pytest.approx(ratio, abs=1e-5)
        assert cluster.test_statistic == pytest.approx(statistic, abs=1e-5)
        assert cluster.shape == shape


def test_bernoulli_agrees_with_satscan():
    data = columns("graves.csv")
    areas, is_case = np.char.zfill(data["area"], 3), data["case"] == "1"
    found = space_time_scan(
        areas[is_case],
        areas=areas,
        coordinates=np.column_stack([data["x"], data["y"]]).astype(float),
        model="bernoulli",
        extent="spatial",
        controls=(~is_case).astype(float),
        seed=1,
    ).clusters
    published = [
        (
            {126, 124, 125, 132, 120, 113, 140, 141, 112, 41, 136, 30, 133, 108, 31, 143, 110}
            | {139, 75},
            11,
            3.99,
            3.78,
            7.419340,
            1359.71,
            0.050,
        ),
        ({66, 89, 71}, 3, 0.63, 5.19, 4.808517, 362.46, 0.665),
        ({77, 78}, 2, 0.42, 5.04, 3.177442, 1.00, 0.997),
    ]
    assert len(found) == len(published)
    for cluster, (areas, cases, expected, risk, ratio, radius, p_value) in zip(
        found, published, strict=True
    ):
        assert numbers(cluster) == areas
        assert cluster.cases == cases
        assert cluster.expected == pytest.approx(expected, abs=5e-3)
        assert cluster.relative_risk == pytest.approx(risk, abs=5e-3)
        assert cluster.log_likelihood_ratio == pytest.approx(ratio, abs=1e-5)
        assert cluster.radius == pytest.approx(radius, abs=5e-3)
        error = 5 * np.sqrt(2 * p_value * (1 - p_value) / 999)
        assert cluster.p_value == pytest.approx(p_value, abs=error)


@cache
def fever(is_prospective, radius=None, days=None):
    cases = columns("new_york_city_fever_cases.csv")
    places = columns("new_york_city_fever_areas.csv")
    return space_time_scan(
        cases["area"],
        cases["date"],
        areas=places["area"],
        coordinates=np.column_stack([places["longitude"], places["latitude"]]).astype(float),
        is_geographic=True,
        study_period=(date(2001, 11, 1), date(2001, 11, 24)),
        is_prospective=is_prospective,
        maximum_radius=radius,
        maximum_days=days,
        with_empty_areas=True,
        seed=1,
    ).clusters


KEW_GARDENS = {11418, 11415, 11419, 11435, 11416, 11421, 11451, 11375, 11417}
GREAT_NECK = {11050, 11024, 11030, 11023, 11021, 11020, 11363, 11359, 11042, 10464, 11005}
GREAT_NECK |= {11362, 11360, 11004, 11361, 11040, 10465, 11426, 11364, 11357, 11358, 10475}
# Areas, first and last day of November 2001, cases, expected, test statistic, p-value.
STILL_GOING_ON = [
    (KEW_GARDENS, 22, 24, 4, 0.67, 3.845418, 0.355),
    ({11372}, 24, 24, 2, 0.16, 3.164201, 0.709),
    (
        {10464, 10475, 10465, 10469, 10461, 10466, 10462, 10467, 11024, 10472},
        23,
        24,
        5,
        1.66,
        2.192250,
        0.979,
    ),
]
AT_ANY_TIME = [
    ({10454, 10455, 10451, 10035, 10037, 10030, 10029, 10456}, 8, 8, 5, 0.40, 8.119521, 0.020),
    ({11379, 11374, 11373}, 10, 11, 4, 0.46, 5.113791, 0.734),
    (KEW_GARDENS, 22, 23, 4, 0.46, 5.113791, 0.734),
    ({11434}, 16, 16, 2, 0.072, 4.725675, 0.914),
    ({10304, 10301}, 15, 15, 2, 0.072, 4.725675, 0.914),
    ({10460, 10457, 10462}, 9, 9, 3, 0.25, 4.696100, 0.915),
    (GREAT_NECK, 4, 5, 3, 0.28, 4.430018, 0.973),
    ({11226, 11218, 11225, 11203, 11210, 11230, 11215, 11213}, 5, 5, 4, 0.70, 3.719788, 0.999),
]


@pytest.mark.parametrize(
    ("is_prospective", "published", "replicates"),
    [
        # That run stopped early, after 141 random data sets.
        pytest.param(True, STILL_GOING_ON, 141, id="SaTScan 9.4.4: prospective"),
        pytest.param(False, AT_ANY_TIME, 999, id="SaTScan 10.0.2: retrospective"),
    ],
)
def test_space_time_permutation_agrees_with_satscan(is_prospective, published, replicates):
    found = fever(is_prospective)
    assert len(found) == len(published)
    for cluster, (areas, start, end, cases, expected, statistic, p_value) in zip(
        found, published, strict=True
    ):
        assert numbers(cluster) == areas
        assert (cluster.start, cluster.end) == (date(2001, 11, start), date(2001, 11, end))
        assert cluster.cases == cases
        assert cluster.expected == pytest.approx(expected, abs=5.001e-3)
        assert cluster.test_statistic == pytest.approx(statistic, abs=1e-5)
        error = 5 * np.sqrt(p_value * (1 - p_value) * (1 / 999 + 1 / replicates))
        assert cluster.p_value == pytest.approx(p_value, abs=error)


def test_a_limited_space_time_permutation_agrees_with_satscan():
    # Cluster 1's nine postcodes are those of its map points, looked up by their coordinates.
    published = [
        (KEW_GARDENS, date(2001, 11, 22), 4, 0.67, 5.97, 0.242),
        ({11372}, date(2001, 11, 24), 2, 0.16, 12.13, 0.575),
        ({10472}, date(2001, 11, 23), 2, 0.29, 6.81, 0.966),
    ]
    found = fever(True, 3, 7)
    for cluster, (areas, start, count, expected, ratio, p_value) in zip(
        found, published, strict=False
    ):
        assert numbers(cluster) == areas
        assert (cluster.start, cluster.end) == (start, date(2001, 11, 24))
        assert cluster.cases == count
        assert cluster.expected == pytest.approx(expected, abs=5.001e-3)
        assert cluster.observed_over_expected == pytest.approx(ratio, abs=5.001e-3)
        error = 5 * np.sqrt(2 * p_value * (1 - p_value) / 999)
        assert cluster.p_value == pytest.approx(p_value, abs=error)
    assert all(cluster.p_value > 0.99 for cluster in found[3:])
