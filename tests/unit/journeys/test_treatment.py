"""Treatment journeys: which episodes are one, how it ended, and what is not known yet."""

from __future__ import annotations

import itertools
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fingerpost.evidence.journeys.substances import GROUPS
from fingerpost.evidence.journeys.treatment import (
    numbered,
    people_in_treatment_year,
    treatment_journeys,
)
from tests.conftest import EXAMPLES
from tests.unit.journeys.making import (
    EPISODE,
    KNOWN_UNTIL,
    RULES,
    episode,
    of,
    people,
    read,
    table,
)

DEATH = {
    "person_key": pl.String,
    "died_on": pl.Date,
    "record": pl.Int64,
    "match_probability": pl.Float32,
}


def journeys(engine, rows, rules=RULES, deaths=None):
    known = numbered(table(engine, rows, EPISODE), rules)
    dead = None if deaths is None else table(engine, deaths, DEATH)
    return treatment_journeys(known, known_until=KNOWN_UNTIL, rules=rules, deaths=dead)


def years(engine, rows, within=None):
    known = numbered(table(engine, rows, EPISODE), RULES)
    made = treatment_journeys(known, known_until=KNOWN_UNTIL, rules=RULES)
    return people_in_treatment_year(
        known, made, first_year=2021, known_until=KNOWN_UNTIL, within=within
    )


# Episodes as (start, end), and the journeys they make as (start, end).
JOINED = [
    pytest.param(
        [("2021-05-01", "2021-06-01"), ("2021-05-15", "2021-08-01")],
        [("2021-05-01", "2021-08-01")],
        id="overlap",
    ),
    pytest.param(
        [
            ("2021-05-01", "2021-09-01"),
            ("2021-06-01", "2021-07-01"),
            ("2021-09-10", "2021-10-01"),
        ],
        [("2021-05-01", "2021-10-01")],
        id="one inside another: the gap is counted from the longer",
    ),
    pytest.param(
        [("2021-05-01", "2021-06-01"), ("2021-06-22", "2021-08-01")],
        [("2021-05-01", "2021-08-01")],
        id="a gap of 21 days",
    ),
    pytest.param(
        [("2021-05-01", "2021-06-01"), ("2021-06-23", "2021-08-01")],
        [("2021-05-01", "2021-06-01"), ("2021-06-23", "2021-08-01")],
        id="a gap of 22 days",
    ),
    pytest.param(
        [("2021-05-01", "2021-06-01"), ("2021-06-01", "2021-08-01")],
        [("2021-05-01", "2021-08-01")],
        id="one ends and the other starts on one day",
    ),
    pytest.param(
        [("2021-05-01", "2021-05-01"), ("2021-05-01", "2021-05-01")],
        [("2021-05-01", "2021-05-01")],
        id="two of one day",
    ),
    pytest.param(
        [("2021-05-01", None), ("2022-06-01", "2022-08-01")],
        [("2021-05-01", None)],
        id="an open one holds all later ones",
    ),
    pytest.param(
        [
            ("2021-05-01", "2021-06-01"),
            ("2021-06-20", "2021-06-25"),
            ("2021-07-10", "2021-08-01"),
        ],
        [("2021-05-01", "2021-08-01")],
        id="a chain",
    ),
]


@pytest.fixture(scope="module")
def joined(engine):
    def build(said, expected):
        for n, (start, end) in enumerate(said):
            yield episode(start, end, episode=f"e{n}", agency=f"T{n % 2}", records=[n])

    return journeys(engine, people(JOINED, build)).to_polars()


@pytest.mark.parametrize(("said", "expected"), JOINED)
def test_which_episodes_are_one_journey(request, joined, said, expected):
    found = [
        (str(start), None if end is None else str(end))
        for start, end in read(of(request, joined), "started_on", "ended_on")
    ]
    assert found == expected


def test_an_open_episode_of_an_agency_that_sends_no_more_holds_nothing_beyond_its_file(engine):
    rows = [
        episode("2021-05-01", seen_until="2022-03-31"),
        episode("2022-06-01", "2022-08-01", episode="e2", agency="T2"),
        episode("2023-01-01", "2023-02-01", person_key="ben"),
    ]
    found = read(journeys(engine, rows), "person_key", "started_on", "is_open", "exit")
    assert found == [
        ("anna", date(2021, 5, 1), True, None),
        ("anna", date(2022, 6, 1), False, "completed"),
        ("ben", date(2023, 1, 1), False, "completed"),
    ]


def test_the_gap_is_a_rule_that_can_be_changed(engine):
    rows = [episode("2021-05-01", "2021-06-01"), episode("2021-06-23", "2021-08-01")]
    assert journeys(engine, rows, RULES.but(journey_gap_days=22)).count().execute() == 1
    assert journeys(engine, rows, RULES.but(journey_gap_days=21)).count().execute() == 2


def test_settings_are_kept_apart(engine):
    rows = [
        episode("2021-05-01", "2021-08-01", setting=setting, episode=setting)
        for setting in ("adult", "young people", "secure")
    ]
    found = read(journeys(engine, rows), "setting", "episodes", "journey")
    assert [(setting, n) for setting, n, _ in found] == [
        ("adult", 1),
        ("secure", 1),
        ("young people", 1),
    ]
    assert len({journey for *_, journey in found}) == 3


# Episodes as (start, end, exit), and: exit of the journey, completed.
EXITS = [
    pytest.param(
        [("2021-05-01", "2021-08-01", "completed")], "completed", "yes", id="completed"
    ),
    pytest.param(
        [("2021-05-01", "2021-08-01", "unplanned"), ("2021-06-01", "2021-09-01", "completed")],
        "completed",
        "yes",
        id="the last one counts",
    ),
    pytest.param(
        [("2021-05-01", "2021-08-01", "completed"), ("2021-06-01", "2021-07-01", "unplanned")],
        "completed",
        "yes",
        id="the one that ended last, not the one that started last",
    ),
    pytest.param(
        [("2021-05-01", "2021-08-01", "completed"), ("2021-06-01", None, None)],
        None,
        "not yet known",
        id="one completed and one open: no exit yet",
    ),
    pytest.param(
        [
            ("2021-05-01", "2021-08-01", "transferred"),
            ("2021-08-10", "2021-10-01", "unplanned"),
        ],
        "unplanned",
        "no",
        id="transferred, taken on within 21 days, then dropped out",
    ),
    pytest.param(
        [("2021-05-01", "2021-08-01", "transferred")],
        "transferred",
        "no",
        id="transferred, and never arrived",
    ),
    pytest.param(
        [("2021-05-01", "2021-08-01", "died"), ("2021-06-01", "2021-08-01", "completed")],
        "died",
        "no",
        id="two that end on one day: death counts first",
    ),
    pytest.param(
        [("2021-05-01", "2021-08-01", "unplanned"), ("2021-06-01", "2021-08-01", "completed")],
        "completed",
        "yes",
        id="two that end on one day: completion before an unplanned end",
    ),
    pytest.param(
        [("2021-05-01", "2021-08-01", "not recorded")], "not recorded", "no", id="no reason"
    ),
]


def _with_exits(said, *expected):
    for n, (start, end, how) in enumerate(said):
        yield episode(start, end, exit=how, episode=f"e{n}")


@pytest.fixture(scope="module")
def exits(engine):
    return journeys(engine, people(EXITS, _with_exits)).to_polars()


@pytest.mark.parametrize(("said", "exit_", "completed"), EXITS)
def test_how_a_journey_ended(request, exits, said, exit_, completed):
    assert read(of(request, exits), "exit", "completed") == [(exit_, completed)]


# One journey (start, end, exit), and: early exit, retained 12 weeks.
WEEKS = [
    pytest.param(
        ("2021-05-01", "2021-07-24", "unplanned"), ("yes", "yes"), id="dropped out, day 84"
    ),
    pytest.param(
        ("2021-05-01", "2021-07-23", "unplanned"), ("yes", "no"), id="dropped out, day 83"
    ),
    pytest.param(
        ("2021-05-01", "2021-07-25", "unplanned"), ("no", "yes"), id="dropped out, day 85"
    ),
    pytest.param(
        ("2021-05-01", "2021-06-01", "completed"), ("no", "yes"), id="completed early"
    ),
    pytest.param(("2021-05-01", "2021-06-01", "died"), ("no", "no"), id="died early"),
    pytest.param(
        ("2021-05-01", "2021-06-01", "transferred"), ("no", "no"), id="transferred early"
    ),
    pytest.param(("2024-03-01", None, None), ("not yet known",) * 2, id="open, 30 days old"),
    pytest.param(("2023-05-01", None, None), ("no", "yes"), id="open, older"),
]


@pytest.fixture(scope="module")
def weeks(engine):
    return journeys(engine, people(WEEKS, lambda said, _: _with_exits([said]))).to_polars()


@pytest.mark.parametrize(("said", "expected"), WEEKS)
def test_twelve_weeks(request, weeks, said, expected):
    assert read(of(request, weeks), "early_exit", "retained_12_weeks") == [expected]


# The first journey's end and exit, the next one's start, and whether the person came back.
RETURNS = [
    pytest.param(
        "2021-08-01", "completed", "2022-02-01", "yes", id="6 months later, to the day"
    ),
    pytest.param("2021-08-01", "completed", "2022-02-02", "no", id="a day more"),
    pytest.param("2021-08-31", "completed", "2022-02-28", "yes", id="a month without that day"),
    pytest.param("2021-08-01", "completed", None, "no", id="never"),
    pytest.param("2021-08-01", "unplanned", "2021-10-01", None, id="not completed: not asked"),
    pytest.param(
        "2023-10-01", "completed", None, "not yet known", id="6 months end after the files"
    ),
    pytest.param("2023-09-30", "completed", None, "no", id="6 months end with the files"),
    pytest.param(
        "2023-10-01", "completed", "2024-01-01", "yes", id="came back before they end"
    ),
]


@pytest.fixture(scope="module")
def returns(engine):
    def build(ended, how, again, expected):
        yield episode("2021-05-01", ended, exit=how)
        if again:
            yield episode(again, None, episode="e2", agency="T2")

    return journeys(engine, people(RETURNS, build)).to_polars()


@pytest.mark.parametrize(("ended", "how", "again", "expected"), RETURNS)
def test_re_presentation(request, returns, ended, how, again, expected):
    columns = ("started_on", "represented_within_6_months")
    found = read(of(request, returns), *columns, order="started_on")
    assert found[0] == (date(2021, 5, 1), expected)


# The coroner's day of death, and: died in treatment, the day.
DEATHS = [
    pytest.param("2021-06-15", "yes", date(2021, 6, 15), id="in the journey"),
    pytest.param("2021-08-01", "yes", date(2021, 8, 1), id="on its last day"),
    pytest.param("2021-08-02", "no", None, id="after it"),
    pytest.param("2021-04-30", "no", None, id="before it: another person, or a wrong link"),
]


@pytest.fixture(scope="module")
def dead(engine):
    def build(died, expected, died_on):
        yield episode("2021-05-01", "2021-08-01", exit="unplanned", records=[5])

    deaths = [
        {
            "person_key": case.id,
            "died_on": case.values[0],
            "record": 9,
            "match_probability": 0.5,
        }
        for case in DEATHS
    ]
    return journeys(engine, people(DEATHS, build), deaths=deaths).to_polars()


@pytest.mark.parametrize(("died", "expected", "died_on"), DEATHS)
def test_deaths_that_the_coroner_knows(request, dead, died, expected, died_on):
    columns = ("died_in_treatment", "died_on", "records", "match_probability")
    weakest = 0.5 if died_on else 1.0
    found = read(of(request, dead), *columns)
    assert found == [(expected, died_on, [5, 9] if died_on else [5], weakest)]


def test_a_death_that_only_the_provider_knows(engine):
    rows = [episode("2021-05-01", "2021-08-01", exit="died")]
    assert read(journeys(engine, rows), "died_in_treatment", "exit") == [("yes", "died")]


# Substances as (opiate, other drug, alcohol) of each episode, and the group.
SUBSTANCES = [
    pytest.param([(True, True, True)], "opiate", id="any opiate"),
    pytest.param([(False, True, True)], "non-opiate and alcohol", id="drug and alcohol"),
    pytest.param([(False, True, False)], "non-opiate only", id="drug alone"),
    pytest.param([(False, False, True)], "alcohol only", id="alcohol alone"),
    pytest.param([(False, False, False)], "not recorded", id="nothing cited"),
    pytest.param(
        [(False, False, True), (False, True, False)],
        "non-opiate and alcohol",
        id="alcohol in one episode, a drug in another",
    ),
    pytest.param(
        [(False, False, True), (True, False, False)],
        "opiate",
        id="an opiate in a later episode",
    ),
]


@pytest.fixture(scope="module")
def substances(engine):
    def build(said, group):
        for n, (o, d, a) in enumerate(said):
            yield episode(
                "2021-05-01", "2021-08-01", episode=f"e{n}", opiate=o, other_drug=d, alcohol=a
            )

    rows = people(SUBSTANCES, build)
    return journeys(engine, rows).to_polars(), years(engine, rows).to_polars()


@pytest.mark.parametrize(("said", "group"), SUBSTANCES)
def test_substance_group(request, substances, said, group):
    assert group in GROUPS
    for frame in substances:
        assert read(of(request, frame), "substance_group") == [(group,)]


def test_a_group_of_the_year_is_of_the_episodes_of_the_year(engine):
    rows = [
        episode("2021-05-01", "2021-08-01", opiate=True),
        episode("2022-05-01", "2022-08-01", episode="e2"),
    ]
    assert read(years(engine, rows), "financial_year", "substance_group") == [
        (2021, "opiate"),
        (2022, "non-opiate only"),
    ]


def test_the_first_episode_speaks_for_the_journey(engine):
    rows = [
        episode("2021-05-01", "2021-08-01", waiting_days=30, agency="T9"),
        episode("2021-06-01", "2021-09-01", episode="e2", waiting_days=2),
    ]
    columns = ("first_agency", "waiting_days", "agencies", "days")
    assert read(journeys(engine, rows), *columns) == [("T9", 30, 2, 123)]


def test_begun_in_time(engine):
    said = {"anna": 21, "ben": 22, "cleo": None}
    rows = [
        episode("2021-05-01", person_key=who, waiting_days=wait) for who, wait in said.items()
    ]
    assert read(journeys(engine, rows), "person_key", "begun_in_time") == [
        ("anna", "yes"),
        ("ben", "no"),
        ("cleo", "not known"),
    ]


def test_every_journey_keeps_its_records_and_its_weakest_link(engine):
    rows = [
        episode("2021-05-01", "2021-08-01", records=[4, 2], match_probability=0.99),
        episode("2021-06-01", "2021-09-01", episode="e2", records=[3], match_probability=0.8),
    ]
    [(records, weakest)] = read(journeys(engine, rows), "records", "match_probability")
    assert (records, weakest) == ([2, 3, 4], pytest.approx(0.8))


# Episodes as (start, end, exit), and per financial year: new presentation, exit, completed and away.
YEARS = [
    pytest.param(
        [("2021-05-01", "2021-08-01", "completed")],
        [(2021, "yes", "completed", "yes")],
        id="within a year",
    ),
    pytest.param(
        [("2021-05-01", "2022-08-01", "completed")],
        [(2021, "yes", None, "no"), (2022, "no", "completed", "yes")],
        id="over two years: the exit is of the second",
    ),
    pytest.param(
        [("2019-05-01", "2021-08-01", "unplanned")],
        [(2021, "no", "unplanned", "no")],
        id="began before the first file",
    ),
    pytest.param(
        [("2019-05-01", "2020-08-01", "unplanned")], [], id="ended before the first file"
    ),
    pytest.param(
        [("2022-03-31", "2022-03-31", "died")],
        [(2021, "yes", "died", "no")],
        id="one day, the last of the year",
    ),
    pytest.param(
        [("2022-04-01", "2022-04-01", "died")],
        [(2022, "yes", "died", "no")],
        id="one day, the first of the year",
    ),
    pytest.param(
        [("2021-05-01", "2021-06-01", "completed"), ("2021-09-01", "2021-10-01", "unplanned")],
        [(2021, "yes", "unplanned", "no")],
        id="two journeys: the last counts",
    ),
    pytest.param(
        [("2021-05-01", "2021-06-01", "unplanned"), ("2021-09-01", "2021-10-01", "completed")],
        [(2021, "yes", "completed", "yes")],
        id="two journeys: the last completed",
    ),
    pytest.param(
        [("2021-05-01", "2021-06-01", "completed"), ("2021-09-01", None, None)],
        [(2021, "yes", None, "no"), (2022, "no", None, "no"), (2023, "no", None, "no")],
        id="completed, then back and still there: no exit",
    ),
    pytest.param(
        [("2021-05-01", "2022-03-01", "completed"), ("2022-06-01", "2022-07-01", "unplanned")],
        [(2021, "yes", "completed", "no"), (2022, "yes", "unplanned", "no")],
        id="completed, then back in the next year",
    ),
    pytest.param(
        [("2023-05-01", "2023-12-01", "completed")],
        [(2023, "yes", "completed", "not yet known")],
        id="completed, and the 6 months are not over",
    ),
]


@pytest.fixture(scope="module")
def in_years(engine):
    return years(engine, people(YEARS, _with_exits)).to_polars()


@pytest.mark.parametrize(("said", "expected"), YEARS)
def test_in_treatment_in_a_year(request, in_years, said, expected):
    columns = ("financial_year", "new_presentation", "exit", "completed_and_stayed_away")
    assert read(of(request, in_years), *columns) == expected


def test_a_person_with_two_providers_counts_once_and_once_in_each_district(engine):
    rows = [
        episode("2021-05-01", "2021-08-01"),
        episode(
            "2021-06-01",
            "2021-09-01",
            episode="e2",
            agency="T2",
            local_authority_code="X07000002",
        ),
    ]
    assert read(years(engine, rows), "agencies", "local_authority_code") == [(2, "X07000002")]
    by_district = years(engine, rows, within="local_authority_code")
    assert read(by_district, "in_local_authority_code", "exit") == [
        ("X07000001", "completed"),
        ("X07000002", "completed"),
    ]
    assert read(years(engine, rows, within="agency"), "agency") == [("T1",), ("T2",)]


def test_a_year_that_is_not_over_says_so(engine):
    known = numbered(
        table(engine, [episode("2023-05-01", seen_until="2023-12-31")], EPISODE), RULES
    )
    until = date(2023, 12, 31)
    made = treatment_journeys(known, known_until=until, rules=RULES)
    found = people_in_treatment_year(known, made, first_year=2021, known_until=until)
    assert read(found, "financial_year", "period_start", "year_is_over") == [
        (2023, date(2023, 4, 1), "no")
    ]


SPANS = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 120)), min_size=1, max_size=8)


@settings(max_examples=max(2, EXAMPLES // 8))  # each holds many people
@given(st.lists(SPANS, min_size=8, max_size=8), st.randoms(use_true_random=False))
def test_journeys_do_not_depend_on_the_order_of_rows(engine, everybody, shuffling):
    first = date(2021, 4, 1).toordinal()
    rows = [
        episode(
            str(date.fromordinal(first + start)),
            str(date.fromordinal(first + start + length)),
            person_key=f"person {person}",
            episode=f"e{n}",
            records=[n],
        )
        for person, spans in enumerate(everybody)
        for n, (start, length) in enumerate(spans)
    ]
    mixed = list(rows)
    shuffling.shuffle(mixed)
    one, other = (journeys(engine, some).to_polars().sort("journey") for some in (rows, mixed))
    assert one.equals(other)
    for person, spans in enumerate(everybody):
        # By hand: in order of start, joined where the gap to all earlier ends is at most 21 days.
        reach, count = None, 0
        for start, length in sorted(spans):
            if reach is None or start - reach > 21:
                count += 1
            reach = start + length if reach is None else max(reach, start + length)
        found = one.filter(pl.col("person_key") == f"person {person}")
        assert len(found) == count
        assert sorted(itertools.chain(*found["records"].to_list())) == list(range(len(spans)))
