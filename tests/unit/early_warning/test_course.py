"""The evidence of a signal: its course, the names of its places, and its cases."""

from datetime import date, timedelta

import polars as pl
import pytest

from fingerpost.evidence.early_warning.course import (
    course_of_events,
    course_of_periods,
    late_from,
)
from fingerpost.evidence.early_warning.evidence import ALWAYS, gather
from fingerpost.evidence.early_warning.ledger import Entry
from fingerpost.evidence.early_warning.naming import place_words
from fingerpost.evidence.early_warning.rules import SpaceTimeScan, all_rules
from fingerpost.evidence.early_warning.watching import find
from tests.unit.early_warning.made_casebook import (
    crimes,
    financial_years,
    make_casebook,
    steady,
)

FIRST, LAST = date(2021, 4, 1), date(2022, 3, 31)
MONTHLY = all_rules()["possession_recorded_monthly"]
SCAN = all_rules()["possession_recorded_scan"].model_copy(
    update={
        "interval": "day",
        "detector": SpaceTimeScan(
            study_periods=200, maximum_periods=14, maximum_share=0.4, replicates=99
        ),
        "alarm_once_in_days": 30.0,
    }
)
NAN = float("nan")


@pytest.fixture(autouse=True)
def _files_come_at_once(monkeypatch):
    monkeypatch.setattr("fingerpost.evidence.early_warning.cases.DAYS_UNTIL_KNOWN", {})


def book_with(extra):
    days, areas = steady(FIRST, 365, seed=3, per_day=0.6)
    days += [day for day, number in extra for _ in range(number)]
    areas += ["X01000002" for _, number in extra for _ in range(number)]
    return make_casebook("force_crime", crimes(days, areas), periods=financial_years(2021))


def test_the_course_of_a_count_ends_with_the_signal_and_says_what_was_expected():
    book = book_with([(date(2022, 3, 9), 30)])
    (signal,) = find(MONTHLY, book, LAST).signals
    own = [one for one in signal.course if one.is_signal]
    assert [(one.first_day, one.last_day) for one in own] == [(date(2022, 3, 1), LAST)]
    assert own[0].observed == signal.observed
    assert own[0].expected == pytest.approx(signal.expected, abs=1e-3)
    assert own[0].upper == pytest.approx(signal.upper, abs=1e-3)
    assert own[0].observed > own[0].upper
    assert len(signal.course) == 11  # all whole months but the first, which has none before it
    assert signal.course[0].expected is None  # too little history to say
    assert signal.known_on == LAST
    counted = book.cases("force_crime").filter(
        pl.col("district") == signal.areas[0], pl.col("day").dt.month() == 12
    )
    assert signal.course[-4].observed == len(counted)


def test_the_course_of_a_cluster_counts_its_own_places_in_stretches_as_long_as_it():
    book = book_with([(LAST - timedelta(days=at), 3) for at in range(4)])
    signal = find(SCAN, book, LAST).signals[0]
    length = (signal.last_day - signal.first_day).days + 1
    own = signal.course[-1]
    assert (own.first_day, own.last_day, own.is_signal) == (signal.first_day, LAST, True)
    assert own.observed == signal.observed
    assert own.expected == pytest.approx(signal.expected, abs=1e-3)
    assert {(one.last_day - one.first_day).days + 1 for one in signal.course} == {length}
    assert [one.is_signal for one in signal.course].count(True) == 1
    ends = [one.last_day for one in signal.course]
    assert ends == sorted(ends)


def test_what_is_late_and_what_no_file_covers_is_said():
    starts = [date(2026, 3, 2) + timedelta(days=7 * at) for at in range(3)]
    course = course_of_periods(
        starts,
        [start + timedelta(days=6) for start in starts],
        [4.0, NAN, 2.0],
        estimated=[4.0, NAN, 3.4],
        is_late=[False, False, True],
        expected=[NAN, 3.0, 3.0],
        upper=[NAN, 7.0, 7.0],
        first_day=starts[2],
        last_day=starts[2] + timedelta(days=6),
    )
    assert [one.observed for one in course] == [4.0, None, 2.0]
    assert [(one.is_late, one.to_come) for one in course] == [
        (False, 0.0),
        (False, 0.0),
        (True, 1.4),
    ]
    assert [one.upper for one in course] == [None, 7.0, 7.0]
    assert [one.is_signal for one in course] == [False, False, True]


def test_rare_events_are_counted_in_stretches_of_a_week_at_least():
    events = [date(2026, 1, 1), date(2026, 1, 30), date(2026, 3, 1), date(2026, 3, 3)]
    course = course_of_events(events, first_day=events[2], last_day=events[3], usual_gap=28.0)
    assert (course[-1].first_day, course[-1].last_day) == (date(2026, 2, 25), events[3])
    assert (course[-1].observed, course[-1].expected) == (2.0, 0.25)
    assert course[0].first_day >= events[0] - timedelta(days=7)
    assert sum(one.observed for one in course) == 3  # the first lies before a whole stretch


@pytest.mark.parametrize(
    ("waits", "expected"),
    [
        pytest.param([0] * 40, None, id="all known at once"),
        pytest.param([0] * 30 + [6] * 10, date(2026, 3, 26), id="a quarter comes after 6 days"),
        pytest.param([0] * 39 + [20], None, id="one in forty is late: that is whole"),
    ],
)
def test_from_when_records_are_still_expected(waits, expected):
    on = date(2026, 3, 31)
    days = [date(2026, 1, 1) + timedelta(days=at) for at in range(40)]
    known = [day + timedelta(days=wait) for day, wait in zip(days, waits, strict=True)]
    cases = pl.DataFrame({"day": days, "known_on": known})
    assert late_from(cases, on) == expected


NAMES = {
    "E47": "Fenmark",
    "E07A": "Fenland",
    "E07B": "March and Ely",
    **{f"E01{n}": f"Fenland 00{n}A" for n in range(5)},
}
DISTRICT_OF = {
    "E07A": "E07A",
    "E07B": "E07B",
    **{f"E01{n}": "E07A" for n in range(5)},
    "PE13 2": "E07A",
    "PE13 3": "E07B",
}


@pytest.mark.parametrize(
    ("areas", "words"),
    [
        pytest.param(["E07A"], "Fenland", id="a district"),
        pytest.param(["E47"], "Fenmark", id="the partnership"),
        pytest.param(["E010", "E011"], "Fenland 000A and Fenland 001A", id="named after it"),
        pytest.param(["PE13 2"], "PE13 2 in Fenland", id="a postcode sector"),
        pytest.param(
            ["PE13 2", "PE13 3"],
            "PE13 2 and PE13 3 in Fenland and March and Ely",
            id="of two districts",
        ),
        pytest.param([f"E01{n}" for n in range(5)], "5 small areas in Fenland", id="many"),
        pytest.param(["E07A", "PE13 3"], "Fenland; PE13 3 in March and Ely", id="both"),
        pytest.param(["nowhere"], "nowhere", id="in no look-up"),
        pytest.param([], "no place", id="none"),
    ],
)
def test_places_are_named(areas, words):
    assert place_words(areas, NAMES, DISTRICT_OF) == words


def test_the_cases_have_the_columns_of_the_rule_and_no_other(monkeypatch):
    book = book_with([(date(2022, 3, 9), 30)])
    lake = book.inputs.lake
    monkeypatch.setattr(lake, "has", lambda source, as_of=None: source == "force_crime")
    (signal,) = find(MONTHLY, book, LAST).signals
    found = gather(Entry("x", signal, LAST), book)
    assert found.cases.columns == [*ALWAYS, *(one.column for one in MONTHLY.attributes)]
    assert sorted(found.cases["record"]) == sorted(signal.case_ids)
    assert found.missing == 0
    assert set(found.cases["area"]) <= {f"Area {n}" for n in range(8)}
    fewer = book.cases("force_crime").filter(pl.col("record") != signal.case_ids[0])
    book.keep("force_crime", fewer)
    assert gather(Entry("x", signal, LAST), book).missing == 1
