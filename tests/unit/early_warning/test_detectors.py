"""What the detectors refuse, what they cannot say, and what they say of plain cases."""

import doctest
import importlib
import pkgutil
import subprocess
import sys

import numpy as np
import pytest

from fingerpost.evidence import early_warning
from fingerpost.evidence.early_warning import (
    FARRINGTON_1996,
    NOUFAILY_2013,
    FarringtonFlexible,
    cusum,
    days_between,
    ears,
    farrington_flexible,
)
from fingerpost.evidence.early_warning.bounds import count_bound
from fingerpost.evidence.statistics import CANNOT_SAY, OK

SEASON = np.random.default_rng(5).poisson(8, 320).astype(float)
NEEDED = 5 * 52 + 3  # weeks before the first that Noufaily's settings can test


def dates(weeks, start="2020-01-06"):
    return np.datetime64(start) + 7 * np.arange(weeks)


@pytest.mark.parametrize(
    "module",
    [m.name for m in pkgutil.iter_modules(early_warning.__path__) if m.name != "quasi_poisson"],
)
def test_examples_are_true(module):
    result = doctest.testmod(importlib.import_module(f"{early_warning.__name__}.{module}"))
    assert result.failed == 0


def test_numba_is_imported_only_when_a_detector_runs():
    script = (
        "import sys; import fingerpost.evidence.early_warning as room; "
        "assert 'numba' not in sys.modules; "
        "room.farrington_flexible([1.0] * 20); assert 'numba' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.parametrize(
    ("weeks", "reason"),
    [
        pytest.param(NEEDED + 1, "", id="just enough"),
        pytest.param(NEEDED, "needs 1 more week.", id="one short"),
        pytest.param(NEEDED - 8, "needs 9 more weeks.", id="nine short"),
        pytest.param(1, f"needs {NEEDED} more weeks.", id="one week only"),
    ],
)
def test_a_short_history_says_how_much_more_it_needs(weeks, reason):
    found = farrington_flexible(SEASON[:weeks], test_last=1)
    assert found.status.tolist() == [CANNOT_SAY if reason else OK]
    assert found.reason[0].endswith(reason)
    assert np.isnan(found.upper[0]) == bool(reason)


def test_so_many_more_weeks_are_enough_with_dates_too():
    weeks = 200
    short = farrington_flexible(SEASON[:weeks], dates=dates(weeks), test_last=1)
    more = int(short.reason[0].split("needs ")[1].split()[0])
    enough = weeks + more
    tested = [
        farrington_flexible(SEASON[:n], dates=dates(n), test_last=1).status[0]
        for n in (enough - 1, enough)
    ]
    assert tested == [CANNOT_SAY, OK]


@pytest.mark.parametrize(
    ("weeks", "more"),
    [pytest.param(9, 1, id="C2, one short"), pytest.param(2, 8, id="C2, eight short")],
)
def test_ears_says_how_much_more_it_needs(weeks, more):
    found = ears(SEASON[:weeks], method="C2", test_last=1)
    assert f"needs {more} more period" in found.reason[0]
    assert ears(SEASON[: weeks + more], method="C2", test_last=1).status.tolist() == [OK]


def changed(position, value):
    counts = SEASON[: NEEDED + 1].copy()
    counts[position] = value
    return counts


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        pytest.param(changed(-1, np.nan), "There is no count", id="this week is missing"),
        pytest.param(changed(slice(-4, None), 1.0), "Fewer than 5 cases", id="too few cases"),
        pytest.param(
            changed(slice(20, 200), np.nan), "Half of the reference", id="gaps in the baseline"
        ),
    ],
)
def test_farrington_cannot_say(counts, says):
    found = farrington_flexible(counts, test_last=1)
    assert found.status.tolist() == [CANNOT_SAY]
    assert found.reason[0].startswith(says)
    assert not found.alarm.any()
    for array in (found.expected, found.upper, found.p_value, found.dispersion):
        assert np.isnan(array).all()


def test_a_flat_baseline_is_no_baseline_for_ears_unless_a_least_sigma_is_given():
    counts = [0.0] * 12 + [1.0]
    refused = ears(counts, test_last=1)
    assert "no usual variation" in refused.reason[0]
    said = ears(counts, minimum_sigma=0.5, test_last=1)
    assert (said.status[0], said.alarm[0], said.upper[0].round(2)) == (OK, False, 1.55)


def test_c3_sees_a_spike_at_once_and_as_r_codes_it_does_not():
    counts = np.concatenate([np.tile([3.0, 5.0, 4.0], 5), [15.0]])
    documented, as_coded = (
        ears(counts, method="C3", c3_bound=bound, test_last=1)
        for bound in ("documented", "surveillance")
    )
    assert documented.alarm.tolist() == [True]
    assert documented.p_value[0] < 0.001
    assert as_coded.alarm.tolist() == [False]


def test_c3_carries_what_two_periods_before_were_above():
    counts = np.concatenate([np.tile([3.0, 5.0, 4.0], 5), [6.0, 6.0, 6.0]])
    c2, c3 = (ears(counts, method=method, alpha=0.005, test_last=1) for method in ("C2", "C3"))
    assert (c2.alarm[0], c3.alarm[0]) == (False, True)
    assert c3.upper[0] < c2.upper[0]


def test_a_bound_too_large_for_whole_numbers_is_found_all_the_same():
    huge, _ = count_bound(np.ones(2), np.array([1e200, 5.0]), np.array([3.0, 1.0]), alpha=0.01)
    assert huge[0] >= 1e200
    assert huge[1] == 11  # R 4.2.2: qpois(0.99, 5)


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        pytest.param([3.0] * 8 + [4.0] * 4, "needs 4 more periods", id="short training"),
        pytest.param([0.0] * 20, "no case in the training", id="no case before"),
        pytest.param([3.0] * 19 + [np.nan], "no count", id="missing"),
    ],
)
def test_cusum_cannot_say(counts, says):
    found = cusum(counts, test_last=4)
    assert says in found.reason[-1]
    assert not found.alarm[-1]


@pytest.mark.parametrize(
    ("tested", "alarm"),
    [
        pytest.param([1, 0, 1, 0], [False] * 4, id="a case or two where one in ten is usual"),
        pytest.param([0, 5, 0, 0], [False, True, True, True], id="five at once"),
        pytest.param([2, 2, 1, 0], [False, False, True, True], id="five in three months"),
        pytest.param([1, None, 4, 0], [False, False, True, True], id="a month without a count"),
    ],
)
def test_cusum_asks_for_cases_enough_to_call_somebody(tested, alarm):
    rare = [0, 0, 0, 0, 1] + [0] * 5 + [1] + [0] * 9
    settings = {"reference_value": 1, "decision_interval": 3, "standardisation": "rossi"}
    found = cusum([*rare, *tested], test_last=4, minimum_cases=5, **settings)
    expected = [a and count is not None for a, count in zip(alarm, tested, strict=True)]
    assert found.alarm.tolist() == expected
    plain = cusum([*rare, *tested], test_last=4, **settings)
    assert not (found.alarm & ~plain.alarm).any()
    assert (np.nan_to_num(found.upper) >= np.nan_to_num(plain.upper)).all()


def test_two_cases_alone_raise_an_alarm_only_where_no_number_is_asked_for():
    rare = [0] * 12 + [1] + [0] * 11
    alone, asked = (
        cusum([*rare, 2], test_last=1, decision_interval=3, minimum_cases=n) for n in (0, 5)
    )
    assert alone.alarm.tolist() == [True]
    assert asked.alarm.tolist() == [False]
    assert asked.upper.tolist() == [5.0]


def test_cusum_counts_cases_anew_after_the_sum_fell_to_zero():
    months = [4] + [0] * 14 + [4, 0]
    found = cusum(
        [*[0, 1] * 12, *months],
        test_last=len(months),
        minimum_cases=5,
        reference_value=1,
        decision_interval=3,
    )
    assert not found.alarm.any()


def test_cusum_sees_a_slow_rise_that_no_single_count_shows():
    counts = np.concatenate([np.tile([7.0, 9.0, 8.0], 10), np.full(12, 12.0)])
    found = cusum(counts, test_last=12)
    first = int(np.argmax(found.alarm))
    assert found.alarm[first:].all()
    assert 0 < first < 12


def test_a_count_far_above_every_year_is_an_alarm_and_a_past_outbreak_is_played_down():
    usual = SEASON[: NEEDED + 1].copy()
    usual[-1] = 40
    clean = farrington_flexible(usual, test_last=1)
    assert clean.alarm.tolist() == [True]
    assert clean.p_value[0] < 1e-6
    spoiled = usual.copy()
    spoiled[[-53, -54, -105]] = 60  # outbreaks in the same season of earlier years
    kept, trusting = (
        farrington_flexible(spoiled, NOUFAILY_2013.model_copy(update=change), test_last=1)
        for change in ({}, {"reweight_above": None})
    )
    assert kept.upper[0] < trusting.upper[0] / 1.5
    assert kept.alarm[0]


def test_more_people_mean_more_expected_cases():
    counts = SEASON[: NEEDED + 1]
    settings = NOUFAILY_2013.model_copy(update={"trend": False})
    people = np.full(NEEDED + 1, 1000.0)
    same = farrington_flexible(counts, settings, population=people, test_last=1)
    none = farrington_flexible(counts, settings, test_last=1)
    assert same.upper[0] == pytest.approx(none.upper[0])
    people[-1] = 2000
    twice = farrington_flexible(counts, settings, population=people, test_last=1)
    assert twice.expected[0] == pytest.approx(2 * none.expected[0], rel=1e-6)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"counts": [[-1.0]]}, r"counts\[0, 0\] is -1", id="negative"),
        pytest.param({"counts": [1.0, np.inf]}, r"counts\[1\] is inf", id="infinite"),
        pytest.param(
            {"counts": np.zeros((2, 2, 2))}, "counts has shape", id="three dimensions"
        ),
        pytest.param({"test_last": 0}, "test_last is 0", id="nothing to test"),
        pytest.param({"test_last": 400}, "there are 300 periods", id="more than there are"),
        pytest.param({"dates": dates(299)}, "dates has shape", id="too few dates"),
        pytest.param(
            {"dates": np.delete(dates(301), 7)},
            r"dates\[7\] is 2020-03-02, which is not one week after 2020-02-17",
            id="a week is left out",
        ),
        pytest.param({"population": np.zeros(300)}, r"population\[0, 0\] is 0", id="nobody"),
        pytest.param({"population": np.ones(3)}, "population has shape", id="other shape"),
        pytest.param(
            {"settings": FarringtonFlexible(seasonal_groups=10), "interval": "month"},
            "10 seasons do not fit in a year of 12 months",
            id="too many seasons",
        ),
    ],
)
def test_impossible_input_is_refused(change, message):
    arguments = {"counts": SEASON[:300], "settings": NOUFAILY_2013} | change
    with pytest.raises(ValueError, match=message):
        farrington_flexible(**arguments)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        pytest.param({"alpha": 0.0}, "alpha", id="alpha 0"),
        pytest.param({"years_back": 0}, "years_back", id="no history"),
        pytest.param({"power": "1/2"}, "power is for", id="a power without delta"),
        pytest.param({"b": 5}, "Extra inputs", id="R's own name"),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        FarringtonFlexible(**settings)


def test_the_method_is_named():
    counts = SEASON[: NEEDED + 1]
    assert "Noufaily 2013" in farrington_flexible(counts, test_last=1).method
    assert farrington_flexible(counts, FARRINGTON_1996, test_last=1).method == "Farrington 1996"
    other = NOUFAILY_2013.model_copy(update={"years_back": 4})
    assert "4 years" in farrington_flexible(counts, other, test_last=1).method


def test_a_result_cannot_be_changed():
    found = farrington_flexible(SEASON, test_last=2)
    with pytest.raises(ValueError, match="read-only"):
        found.upper[0] = 1.0
    with pytest.raises(ValueError, match="read-only"):
        found.trend[0] = 1.0


def matrix_fit(counts, settings):
    """Predict the last period from a design matrix: log mean, its error, dispersion."""
    from fingerpost.evidence.early_warning.reference_periods import reference_periods

    references = reference_periods(
        len(counts),
        first=len(counts) - 1,
        dates=None,
        interval="week",
        years_back=settings.years_back,
        half_window=settings.half_window,
        seasonal_groups=settings.seasonal_groups,
        periods_excluded=settings.periods_excluded,
    )
    y = counts[references.position[0]]
    groups = np.eye(settings.seasonal_groups)[references.group[0]]
    design = np.column_stack([groups, references.time[0]])
    mean = y + 0.1
    for _ in range(60):
        working = np.log(mean) + (y - mean) / mean
        root = np.sqrt(mean)
        beta, *_ = np.linalg.lstsq(design * root[:, None], working * root, rcond=None)
        mean = np.exp(design @ beta)
    freedom = len(y) - design.shape[1]
    dispersion = max(float(((y - mean) ** 2 / mean).sum()) / freedom, 1.0)
    inverse = np.linalg.inv(design.T @ (design * mean[:, None]))
    now = np.zeros(design.shape[1])
    now[settings.seasonal_groups - 1] = 1
    return now @ beta, np.sqrt(dispersion * now @ inverse @ now), dispersion


@pytest.mark.parametrize("seasons", [1, 2, 5, 10])
def test_the_fit_without_a_matrix_is_the_fit_with_one(seasons):
    settings = FarringtonFlexible(
        seasonal_groups=seasons,
        reweight_above=None,
        threshold="delta",
        dispersion="pearson",
        alpha=0.01,
    )
    counts = SEASON[: NEEDED + 1]
    found = farrington_flexible(counts, settings, test_last=1)
    eta, error, dispersion = matrix_fit(counts, settings)
    mean = np.exp(eta)
    spread = np.sqrt(4 / 9 * mean ** (1 / 3) * (dispersion + mean * error**2))
    assert found.expected[0] == pytest.approx(mean, rel=1e-7)
    assert found.dispersion[0] == pytest.approx(dispersion, rel=1e-4)
    assert found.upper[0] == pytest.approx(
        (mean ** (2 / 3) + 2.3263479 * spread) ** 1.5, rel=1e-4
    )


EVENTS = np.array([0, 30, 65, 80, 120, 150, 170, 215, 240, 275, 300, 303, 305, 306])


def test_days_between_agree_with_the_f_distribution_of_r():
    """R 4.2.2: pf((7 / 3) / (300 / 10), 6, 20) and pbeta(7 / 307, 3, 10)."""
    found = days_between(np.datetime64("2026-01-01") + EVENTS)
    assert found.p_value[-1] == pytest.approx(0.00223460166531, rel=1e-11)
    assert found.alarm.tolist() == [False] * 13 + [True]
    assert found.usual_days[-1] == pytest.approx(90)
    assert found.days[-3:].tolist() == [3, 2, 1]


def test_days_between_says_how_many_more_events_it_needs():
    found = days_between(np.datetime64("2026-01-01") + EVENTS)
    assert found.reason[[0, 11, 12]].tolist() == [
        "The history is too short: needs 13 more events.",
        "The history is too short: needs 2 more events.",
        "The history is too short: needs 1 more event.",
    ]
    assert found.status[13] == OK
    same_day = days_between(["2026-01-01"] * 14)
    assert same_day.reason[-1].startswith("All earlier events fell on one day")
    assert not same_day.alarm.any()


def test_days_between_alarm_by_chance_about_as_often_as_said():
    generator = np.random.default_rng(11)
    gaps = generator.exponential(40, (300, 40))
    last = [
        days_between(np.datetime64("2020-01-01") + row.cumsum().astype(int), alpha=0.05).alarm[
            -1
        ]
        for row in gaps
    ]
    assert 0.01 <= np.mean(last) <= 0.08


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(lambda: days_between(["2026-01-01", "NaT"]), "date is missing", id="NaT"),
        pytest.param(lambda: days_between([], recent_gaps=0), "1 or more", id="no gaps"),
        pytest.param(lambda: days_between([], alpha=1), "alpha is 1", id="alpha 1"),
        pytest.param(lambda: ears([1.0], method="C4"), "'C1', 'C2' or 'C3'", id="C4"),
        pytest.param(lambda: ears([1.0], baseline=2), "baseline is 2", id="baseline 2"),
        pytest.param(lambda: ears([1.0], minimum_sigma=-1), "minimum_sigma", id="sigma -1"),
        pytest.param(lambda: ears([1.0], alpha=0.7), "alpha is 0.7", id="alpha 0.7"),
        pytest.param(lambda: cusum([1.0], test_last=2), "test_last is 2", id="cusum, too many"),
        pytest.param(
            lambda: cusum([1.0], test_last=1, standardisation="x"), "standardisation", id="x"
        ),
        pytest.param(
            lambda: cusum([1.0], test_last=1, decision_interval=0),
            "decision_interval",
            id="h 0",
        ),
    ],
)
def test_impossible_arguments_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_no_events_say_nothing():
    assert len(days_between([]).alarm) == 0
