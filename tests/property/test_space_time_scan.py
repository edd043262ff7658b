"""What must hold of every scan: it is what plain enumeration finds, and nothing beside matters."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations
from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fingerpost.evidence.early_warning import space_time_scan

END = date(2025, 6, 30)
AREAS = 5
DAYS = 6


def plain_ratio(model, cases, exposure, all_cases, all_exposure):
    """Return the log-likelihood ratio as in Kulldorff 1997, from the likelihoods themselves."""
    if cases / exposure <= all_cases / all_exposure:
        return 0.0

    def bernoulli(x, n):
        return sum(k * log(k / n) for k in (x, n - x) if k > 0)

    if model == "bernoulli":
        inside = bernoulli(cases, exposure)
        outside = bernoulli(all_cases - cases, all_exposure - exposure)
        return inside + outside - bernoulli(all_cases, all_exposure)
    expected = exposure * all_cases / all_exposure
    ratio = cases * log(cases / expected)
    if cases < all_cases:
        rest = all_cases - cases
        ratio += rest * log(rest / (all_cases - expected))
    return ratio


def plain_best(model, counts, exposure, places, *, is_prospective, longest, share, fewest=2):
    """Return the largest ratio of all windows, by looking at every one of them.

    `counts` and `exposure` have shape (areas, days), earliest first.
    """
    risk = exposure.sum(axis=1)
    present = [area for area in range(len(places)) if risk[area] > 0]
    days = counts.shape[1]
    best = 0.0
    for centre in present:
        away = np.hypot(*(places - places[centre]).T)
        for radius in {away[area] for area in present}:
            inside = [area for area in present if away[area] <= radius]
            if risk[inside].sum() > share * risk.sum() * (1 + 1e-12):
                continue
            for first in range(days):
                for last in [days - 1] if is_prospective else range(first, days):
                    if last - first >= longest:
                        continue
                    cases = counts[inside, first : last + 1].sum()
                    size = exposure[inside, first : last + 1].sum()
                    if cases >= fewest and size > 0:
                        ratio = plain_ratio(model, cases, size, counts.sum(), exposure.sum())
                        best = max(best, ratio)
    return best


@st.composite
def studies(draw):
    """Return cases (area, day), places on a small grid (so that distances tie), and people."""
    cells = st.tuples(st.integers(0, AREAS - 1), st.integers(0, DAYS - 1))
    cases = draw(st.lists(cells, min_size=4, max_size=14))
    cases += [
        (0, 0),
        (1, 1),
    ]  # two places and two days, so that the permutation model can speak
    grid = st.tuples(st.integers(0, 3), st.integers(0, 3))
    places = draw(st.lists(grid, min_size=AREAS, max_size=AREAS))
    people = draw(st.lists(st.integers(1, 9), min_size=AREAS * DAYS, max_size=AREAS * DAYS))
    return cases, np.array(places, float), np.array(people, float).reshape(AREAS, DAYS)


def run(cases, places, *, codes=None, end=END, days=DAYS, **changed):
    codes = codes if codes is not None else [f"A{i}" for i in range(len(places))]
    settings_ = {
        "areas": codes,
        "coordinates": places,
        "study_period": (end - timedelta(days=days - 1), end),
        "maximum_days": 3,
        "fewest_cases": 2,
        "replicates": 19,
        "seed": 7,
    } | changed
    return space_time_scan(
        [codes[area] for area, _ in cases],
        [end - timedelta(days=days - 1 - day) for _, day in cases],
        **settings_,
    )


def summary(scan):
    """Return what a scan found, without the positions of rows."""
    return [
        (
            c.areas,
            c.start,
            c.end,
            c.cases,
            round(c.expected, 9),
            round(c.test_statistic, 9),
            c.p_value,
        )
        for c in scan.clusters
    ]


def table(cases, areas=AREAS, days=DAYS):
    counts = np.zeros((areas, days))
    for area, day in cases:
        counts[area, day] += 1
    return counts


def risk(model, people):
    return {"poisson": {"population": people}, "bernoulli": {"controls": people}}.get(model, {})


@pytest.mark.parametrize("is_prospective", [True, False], ids=["prospective", "retrospective"])
@pytest.mark.parametrize("model", ["permutation", "poisson", "bernoulli"])
@given(study=studies(), share=st.sampled_from([0.3, 0.5, 1.0]))
def test_the_most_likely_cluster_is_the_one_that_enumeration_finds(
    model, is_prospective, study, share
):
    cases, places, people = study
    found = run(
        cases,
        places,
        model=model,
        is_prospective=is_prospective,
        maximum_share=share,
        **risk(model, people),
    )
    counts = table(cases)
    exposure = {
        "permutation": np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum(),
        "poisson": people,
        "bernoulli": counts + people,
    }[model]
    best = plain_best(
        model,
        counts,
        exposure,
        places,
        is_prospective=is_prospective,
        longest=3,
        share=share,
    )
    statistics = [cluster.test_statistic for cluster in found.clusters]
    assert max(statistics, default=0.0) == pytest.approx(best, abs=1e-9)


def test_the_p_value_is_that_of_all_permutations():
    cases = [(0, 3), (0, 3), (1, 0), (2, 1), (2, 2), (1, 2)]
    places = np.array([(0.0, 0.0), (1.0, 0.0), (5.0, 0.0)])
    areas = [area for area, _ in cases]
    as_large = made = 0
    margins = table(cases, 3, 4)
    expected = np.outer(margins.sum(axis=1), margins.sum(axis=0)) / len(cases)
    limits = {"is_prospective": True, "longest": 2, "share": 0.5}
    observed = plain_best("permutation", margins, expected, places, **limits)
    for days in permutations([day for _, day in cases]):
        counts = table(list(zip(areas, days, strict=True)), 3, 4)
        best = plain_best("permutation", counts, expected, places, **limits)
        as_large += best >= observed - 1e-9
        made += 1
    exact = as_large / made
    assert 0.05 < exact < 0.95
    found = run(cases, places, days=4, maximum_days=2, replicates=19_999)
    error = 5 * np.sqrt(exact * (1 - exact) / 20_000)
    assert found.clusters[0].test_statistic == pytest.approx(observed)
    assert found.clusters[0].p_value == pytest.approx(exact, abs=error)


@pytest.mark.parametrize("model", ["poisson", "bernoulli"])
def test_random_data_sets_follow_those_at_risk(model):
    """Two areas, one window each: the chance that one holds so many cases is known exactly."""
    from scipy import special

    cases, people = [(0, 0)] * 5 + [(1, 0)] * 3, np.array([4.0, 20.0])
    found = run(
        cases,
        np.array([(0.0, 0.0), (9.0, 0.0)]),
        model=model,
        extent="spatial",
        maximum_share=0.5,
        replicates=19_999,
        **risk(model, people),
    )
    # Only the first area is small enough for a window, so p is the chance of 5 or more cases in it.
    if model == "poisson":
        exact = sum(
            special.binom(8, k) * (1 / 6) ** k * (5 / 6) ** (8 - k) for k in range(5, 9)
        )
    else:
        ways = special.binom(32, 8)
        exact = sum(special.binom(9, k) * special.binom(23, 8 - k) for k in range(5, 9)) / ways
    error = 5 * np.sqrt(exact * (1 - exact) / 20_000)
    assert found.clusters[0].areas == ("A0",)
    assert found.clusters[0].p_value == pytest.approx(exact, abs=error)


@pytest.mark.parametrize("model", ["permutation", "poisson", "bernoulli"])
@given(study=studies(), order=st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(model, study, order):
    cases, places, people = study
    rows, columns = list(range(len(cases))), list(range(AREAS))
    order.shuffle(rows)
    order.shuffle(columns)
    codes = np.array([f"A{i}" for i in range(AREAS)])
    before = run(cases, places, model=model, **risk(model, people))
    place_of = {area: place for place, area in enumerate(columns)}
    after = run(
        [(place_of[cases[row][0]], cases[row][1]) for row in rows],
        places[columns],
        codes=codes[columns].tolist(),
        model=model,
        **risk(model, people[columns]),
    )
    assert summary(after) == summary(before)
    assert (after.simulated == before.simulated).all()
    for one, other in zip(before.clusters, after.clusters, strict=True):
        assert sorted(one.rows) == sorted(rows[row] for row in other.rows)


def shifted(rows, days):
    move = timedelta(days=days)
    return [(areas, start + move, end + move, *rest) for areas, start, end, *rest in rows]


@given(study=studies(), by=st.integers(-5000, 5000))
def test_shifting_dates_shifts_clusters(study, by):
    cases, places, _ = study
    before = run(cases, places)
    after = run(cases, places, end=END + timedelta(days=by))
    assert summary(after) == shifted(summary(before), by)


@given(study=studies(), weeks=st.integers(-500, 500))
def test_shifting_dates_by_weeks_keeps_the_weekdays(study, weeks):
    cases, places, _ = study
    fortnight = [(area, day + 7 * (row % 2)) for row, (area, day) in enumerate(cases)]
    given = {"days": 14, "adjust_for_weekday": True, "minimum_cases": 1}
    before = run(fortnight, places, **given)
    after = run(fortnight, places, end=END + timedelta(weeks=weeks), **given)
    assert summary(after) == shifted(summary(before), 7 * weeks)


@given(study=studies())
def test_within_a_week_the_weekday_explains_every_day(study):
    cases, places, _ = study
    found = run(cases, places, adjust_for_weekday=True)
    assert found.status == "ok"
    assert all(cluster.test_statistic < 1e-12 for cluster in found.clusters)
    assert (found.simulated < 1e-12).all()


def test_chance_within_weekdays_is_that_of_all_permutations_within_them():
    # Day 6 is as day 13, day 0 as day 7: two weekdays, permuted apart.
    cases = [(0, 13), (0, 13), (1, 6), (1, 6), (2, 13), (0, 6), (1, 0), (2, 7)]
    places = np.array([(0.0, 0.0), (1.0, 0.0), (5.0, 0.0)])
    counts = table(cases, 3, 14)
    expected = np.zeros_like(counts)
    for weekday in (0, 6):
        part = counts[:, weekday::7]
        expected[:, weekday::7] = np.outer(part.sum(axis=1), part.sum(axis=0)) / part.sum()
    limits = {"is_prospective": True, "longest": 2, "share": 0.5}
    observed = plain_best("permutation", counts, expected, places, **limits)
    areas = [[a for a, day in cases if day % 7 == weekday] for weekday in (0, 6)]
    as_large = made = 0
    for late in permutations([day for _, day in cases if day % 7 == 6]):
        for early in permutations([day for _, day in cases if day % 7 == 0]):
            rows = [*zip(areas[0], early, strict=True), *zip(areas[1], late, strict=True)]
            best = plain_best("permutation", table(rows, 3, 14), expected, places, **limits)
            as_large += best >= observed - 1e-9
            made += 1
    exact = as_large / made
    assert 0.05 < exact < 0.95
    found = run(
        cases, places, days=14, maximum_days=2, adjust_for_weekday=True, replicates=19_999
    )
    error = 5 * np.sqrt(exact * (1 - exact) / 20_000)
    assert found.clusters[0].test_statistic == pytest.approx(observed)
    assert found.clusters[0].p_value == pytest.approx(exact, abs=error)


@pytest.mark.parametrize("model", ["permutation", "poisson", "bernoulli"])
@given(
    study=studies(), empty=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=4)
)
def test_areas_without_cases_and_people_change_nothing(model, study, empty):
    cases, places, people = study
    more = np.vstack([places, np.array(empty, float).reshape(-1, 2)])
    nobody = np.vstack([people, np.zeros((len(empty), DAYS))])
    before = run(cases, places, model=model, **risk(model, people))
    after = run(cases, more, model=model, **risk(model, nobody))
    assert summary(after) == summary(before)
    assert (after.simulated == before.simulated).all()


@settings(max_examples=5)
@given(study=studies(), seed=st.integers(0, 2**32))
def test_one_thread_or_two_give_the_same(study, seed):
    cases, places, _ = study
    one, two = (
        run(cases, places, replicates=199, seed=seed, threads=threads) for threads in (1, 2)
    )
    assert summary(one) == summary(two)
    assert (one.simulated == two.simulated).all()


@given(study=studies())
def test_the_line_list_is_the_cases_of_the_cluster(study):
    cases, places, _ = study
    for cluster in run(cases, places, is_prospective=False).clusters:
        assert len(cluster.rows) == cluster.cases == cluster.area_cases.sum()
        for area, day in (cases[row] for row in cluster.rows):
            assert f"A{area}" in cluster.areas
            assert cluster.start <= END - timedelta(days=DAYS - 1 - day) <= cluster.end


@given(study=studies())
def test_clusters_share_no_area(study):
    cases, places, _ = study
    areas = [area for cluster in run(cases, places).clusters for area in cluster.areas]
    assert len(areas) == len(set(areas))
