"""The diversion funnel: who is known, what the outcome says, and what followed."""

from __future__ import annotations

from datetime import date

import pytest

from fingerpost.evidence.journeys.custody import detentions
from fingerpost.evidence.journeys.diversion import diversions
from fingerpost.evidence.journeys.justice_team import team_episodes
from tests.unit.journeys.making import (
    CRIME,
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


def crime(number="n1", **said):
    usual = {
        "month": "2022-06-01",
        "crime_number": number,
        "recorded_on": "2022-06-02",
        "home_office_class": "92D",
        "outcome_number": "22",
        "outcome_on": "2022-07-02",
    }
    return {**usual, **said}


def detention(number="n1", **said):
    usual = {
        "quarter": "2022-04-01",
        "crime_number": number,
        "arrested_on": "2022-06-01",
        "person_key": "anna",
    }
    return {**usual, **said}


def made(engine, crimes, held, team=(), episodes=()):
    return diversions(
        table(engine, crimes, CRIME),
        detentions(table(engine, numbered_rows(held), CUSTODY)),
        team_episodes(table(engine, numbered_rows(team, 500), TEAM), RULES),
        table(engine, episodes, EPISODE),
        known_until=KNOWN_UNTIL,
        rules=RULES,
    )


# Class and outcome of the crime, and (diverted, activity done); no row where it is no possession.
OUTCOMES = [
    pytest.param("92D", "22", [("yes", "yes")], id="22: the activity was done"),
    pytest.param("92E", "8", [("yes", "not known")], id="8: nobody says whether it was"),
    pytest.param("92C", "1", [("no", None)], id="charged"),
    pytest.param("92D", "3", [("no", None)], id="caution"),
    pytest.param("92D", None, [("not yet known", None)], id="no outcome yet"),
    pytest.param("92A", "22", [], id="trafficking is not for diversion"),
    pytest.param("46", "8", [], id="shoplifting is another matter"),
]


@pytest.fixture(scope="module")
def outcomes(engine):
    crimes = [
        crime(case.id, home_office_class=case.values[0], outcome_number=case.values[1])
        for case in OUTCOMES
    ]
    held = [detention(case.id, person_key=case.id) for case in OUTCOMES]
    return made(engine, crimes, held).to_polars()


@pytest.mark.parametrize(("kind", "outcome", "expected"), OUTCOMES)
def test_what_the_outcome_says(request, outcomes, kind, outcome, expected):
    assert read(of(request, outcomes), "diverted", "activity_done") == expected


def test_an_offence_without_a_person_is_counted_and_nothing_is_said_of_what_followed(engine):
    found = made(engine, [crime()], [], episodes=[episode("2022-06-10")])
    columns = (
        "person_key",
        "person_known",
        "diverted",
        "contacted",
        "started",
        "in_treatment_at_arrest",
        "records",
        "match_probability",
    )
    assert read(found, *columns) == [
        (None, "no", "yes", "not known", "not known", "not known", None, None)
    ]


def test_two_people_detained_for_one_crime_are_two_rows(engine):
    found = made(engine, [crime()], [detention(), detention(person_key="ben")])
    assert read(found, "offence", "person_key") == [("n1:1", "anna"), ("n1:2", "ben")]


def test_a_crime_that_two_files_hold_counts_once(engine):
    crimes = [crime(outcome_number=None), crime(month="2022-07-01")]
    assert read(made(engine, crimes, [detention()]), "diverted", "records") == [("yes", [1])]


# The arrest, contact, start and end of treatment (with its exit and the route written), and: contacted,
# days to contact, started, days to start, by the diversion route, completed.
STEPS = [
    pytest.param(
        "2022-06-01",
        "2022-06-05",
        ("2022-06-20", "2022-12-01", "completed", "70"),
        ("yes", 4, "yes", 19, "yes", "yes"),
        id="all the way",
    ),
    pytest.param(
        "2022-06-01",
        None,
        ("2022-06-20", "2022-12-01", "unplanned", "4"),
        ("no", None, "yes", 19, "no", "no"),
        id="started by another way, dropped out",
    ),
    pytest.param(
        "2022-06-01",
        None,
        ("2022-06-20", None, None, None),
        ("no", None, "yes", 19, "no", "not yet known"),
        id="still in treatment",
    ),
    pytest.param(
        "2022-06-01",
        "2023-06-01",
        ("2023-06-02", None, None, None),
        ("yes", 365, "no", None, None, None),
        id="contact on the last day of the twelve months, start a day later",
    ),
    pytest.param("2022-06-01", None, None, ("no", None, "no", None, None, None), id="nothing"),
    pytest.param(
        "2022-06-01",
        "2022-05-31",
        ("2022-05-31", "2022-06-10", "completed", "70"),
        ("no", None, "no", None, None, None),
        id="what came before does not follow",
    ),
    pytest.param(
        "2023-06-01",
        None,
        None,
        ("not yet known", None, "not yet known", None, None, None),
        id="not over",
    ),
]


@pytest.fixture(scope="module")
def steps(engine):
    crimes = [crime(case.id) for case in STEPS]
    held = [
        detention(case.id, person_key=case.id, arrested_on=case.values[0]) for case in STEPS
    ]

    def contacts(arrested, contact, *_):
        if contact:
            yield {
                "agency_code": "C1",
                "episode": f"{contact}{arrested}",
                "consent": "Y",
                "financial_year": 2023,
                "first_contact_on": contact,
            }

    def treated(arrested, contact, treatment, *_):
        if treatment:
            start, end, how, route = treatment
            yield episode(start, end, exit=how, referral_source=route)

    team = [{**row, "episode": f"j{n}"} for n, row in enumerate(people(STEPS, contacts))]
    return made(engine, crimes, held, team, people(STEPS, treated)).to_polars()


@pytest.mark.parametrize(("arrested", "contact", "treatment", "expected"), STEPS)
def test_the_steps(request, steps, arrested, contact, treatment, expected):
    columns = (
        "contacted",
        "days_to_contact",
        "started",
        "days_to_start",
        "by_diversion_route",
        "completed",
    )
    assert read(of(request, steps), *columns) == [expected]


def test_days_and_evidence(engine):
    team = [
        {
            "agency_code": "C1",
            "episode": "j1",
            "consent": "Y",
            "financial_year": 2022,
            "person_key": "anna",
            "first_contact_on": "2022-06-03",
            "assessed_on": "2022-06-09",
            "referred_to_treatment_on": "2022-06-10",
            "match_probability": 0.5,
        }
    ]
    found = made(engine, [crime()], [detention()], team, [episode("2022-06-20", records=[77])])
    columns = (
        "days_to_outcome",
        "days_to_contact",
        "days_to_assessment",
        "team_referred_on",
        "records",
        "match_probability",
    )
    assert read(found, *columns) == [(30, 2, 8, date(2022, 6, 10), [1, 77, 500], 0.5)]
