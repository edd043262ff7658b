"""Positive tests on arrest: the assessment, the justice team, the start of treatment."""

from __future__ import annotations

from datetime import date

import pytest

from fingerpost.evidence.journeys.custody import custody_tests, detentions
from fingerpost.evidence.journeys.justice_team import team_episodes
from tests.unit.journeys.making import (
    CUSTODY,
    EPISODE,
    KNOWN_UNTIL,
    RULES,
    TEAM,
    episode,
    numbered_rows,
    of,
    people,
    read,
    table,
)


def detention(**said):
    usual = {
        "quarter": "2023-04-01",
        "custody": None,
        "arrested_on": "2023-06-01",
        "drug_test_result": "Opiates",
        "person_key": "anna",
    }
    return {**usual, **said}


def seen(**said):
    usual = {
        "agency_code": "C1",
        "episode": "j1",
        "consent": "Y",
        "financial_year": 2023,
        "person_key": "anna",
    }
    return {**usual, **said}


def made(engine, rows, episodes=(), team=()):
    return custody_tests(
        detentions(table(engine, numbered_rows(rows), CUSTODY)),
        table(engine, episodes, EPISODE),
        team_episodes(table(engine, numbered_rows(team, 500), TEAM), RULES),
        known_until=KNOWN_UNTIL,
        rules=RULES,
    )


# The result, the assessment's day and whether it was attended, and what is said of it.
ASSESSMENTS = [
    pytest.param("Opiates", "2023-06-05", "Yes", ["attended"], id="opiates, attended"),
    pytest.param("Cocaine", "2023-06-05", "No", ["not attended"], id="cocaine, not attended"),
    pytest.param("Both", "2023-06-05", None, ["not known"], id="both, nobody says"),
    pytest.param("Both", None, None, ["none recorded"], id="no assessment recorded"),
    pytest.param("Negative", None, None, [], id="a negative test is no row"),
    pytest.param("Refused", None, None, [], id="a refused test is no row"),
    pytest.param(None, None, None, [], id="an arrest without a test is no row"),
]


@pytest.fixture(scope="module")
def assessed(engine):
    def build(result, day, attended, expected):
        yield detention(
            drug_test_result=result,
            required_assessment_on=day,
            required_assessment_attended=attended,
        )

    return made(engine, people(ASSESSMENTS, build)).to_polars()


@pytest.mark.parametrize(("result", "day", "attended", "expected"), ASSESSMENTS)
def test_the_required_assessment(request, assessed, result, day, attended, expected):
    found = of(request, assessed)
    assert found["assessment"].to_list() == expected
    if day and expected:
        assert found["days_to_assessment"].to_list() == [4]


# The arrest, the starts of treatment after it, and: started, days, in treatment at the test.
STARTS = [
    pytest.param("2023-06-01", ["2023-06-01"], ("yes", 0, "no"), id="on the day"),
    pytest.param("2023-06-01", ["2023-08-24"], ("yes", 84, "no"), id="84 days later"),
    pytest.param("2023-06-01", ["2023-08-25"], ("no", None, "no"), id="85 days later"),
    pytest.param("2023-06-01", ["2023-05-01"], ("no", None, "yes"), id="in treatment already"),
    pytest.param("2024-01-07", [], ("no", None, "no"), id="84 days end with the files"),
    pytest.param(
        "2024-01-08", [], ("not yet known", None, "no"), id="84 days end after the files"
    ),
]


@pytest.fixture(scope="module")
def started(engine):
    rows = people(STARTS, lambda arrested, *_: [detention(arrested_on=arrested)])
    episodes = people(STARTS, lambda _, starts, __: [episode(start) for start in starts])
    return made(engine, rows, episodes).to_polars()


@pytest.mark.parametrize(("arrested", "starts", "expected"), STARTS)
def test_treatment_after_a_test(request, started, arrested, starts, expected):
    columns = ("started", "days_to_start", "in_treatment_at_test")
    assert read(of(request, started), *columns) == [expected]


def test_one_start_may_answer_two_tests(engine):
    rows = [detention(arrested_on="2023-06-01"), detention(arrested_on="2023-06-20")]
    found = made(engine, rows, [episode("2023-07-01", records=[9])])
    assert read(found, "arrested_on", "started", "records") == [
        (date(2023, 6, 1), "yes", [1, 9]),
        (date(2023, 6, 20), "yes", [2, 9]),
    ]


def test_what_the_justice_team_says_stands_beside_what_custody_says(engine):
    rows = [
        detention(required_assessment_on="2023-06-05", required_assessment_attended="No"),
        detention(person_key="ben"),
        detention(person_key="cleo"),
    ]
    team = [
        seen(assessed_on="2023-06-07", referred_to_treatment_on="2023-06-08"),
        seen(episode="j2", person_key="ben", assessed_on="2023-05-01"),
        seen(episode="j3", person_key="cleo", consent="N", assessed_on="2023-06-07"),
    ]
    columns = ("person_key", "assessment", "team_assessed_on", "team_referred_on", "records")
    assert read(made(engine, rows, team=team), *columns) == [
        ("anna", "not attended", date(2023, 6, 7), date(2023, 6, 8), [1, 500]),
        ("ben", "none recorded", None, None, [2]),
        ("cleo", "none recorded", None, None, [3]),
    ]


def test_the_newest_file_of_the_team_counts(engine):
    team = [
        seen(assessed_on="2023-06-07", financial_year=2023),
        seen(assessed_on="2023-06-09", financial_year=2024),
    ]
    found = team_episodes(table(engine, numbered_rows(team), TEAM), RULES)
    assert read(found, "assessed_on", "records") == [(date(2023, 6, 9), [2])]


def test_a_detention_that_two_files_hold_counts_once(engine):
    rows = [
        detention(custody="CU1"),
        detention(custody="CU1", quarter="2023-07-01", drug_test_result="Negative"),
        detention(custody="CU2"),
        detention(),
        detention(),
    ]
    held = detentions(table(engine, numbered_rows(rows), CUSTODY))
    assert read(held, "record", "drug_test_result") == [
        (2, "Negative"),
        (3, "Opiates"),
        (4, "Opiates"),
        (5, "Opiates"),
    ]
