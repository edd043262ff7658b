"""Releases: three weeks to a start, who is left out and why, and what is not known yet."""

from __future__ import annotations

from datetime import date

import pytest

from fingerpost.evidence.journeys.release import exclusions, releases
from tests.unit.journeys.making import (
    EPISODE,
    KNOWN_UNTIL,
    RELEASE,
    RULES,
    episode,
    numbered_rows,
    of,
    people,
    read,
    table,
)


def release(released="2023-06-01", **said):
    usual = {
        "quarter": "2023-04-01",
        "prisoner": "A1",
        "received_on": "2023-01-01",
        "released_on": released,
        "treatment_need": "Yes",
        "person_key": "anna",
    }
    return {**usual, **said}


def made(engine, rows, episodes, rules=RULES, known_until=KNOWN_UNTIL):
    return releases(
        table(engine, numbered_rows(rows), RELEASE),
        table(engine, numbered_rows(episodes, 100), EPISODE),
        known_until=known_until,
        rules=rules,
    )


# The day of release, the starts after it (with their ends), and: engaged, days to start.
STARTS = [
    pytest.param("2023-06-01", [("2023-06-01", None)], "yes", 0, id="on the day of release"),
    pytest.param("2023-06-01", [("2023-06-22", None)], "yes", 21, id="21 days later"),
    pytest.param("2023-06-01", [("2023-06-23", None)], "no", None, id="22 days later"),
    pytest.param("2023-06-01", [], "no", None, id="never"),
    pytest.param("2023-06-01", [("2023-05-31", None)], "no", None, id="the day before release"),
    pytest.param(
        "2023-06-01",
        [("2023-06-20", None), ("2023-06-05", "2023-06-06")],
        "yes",
        4,
        id="the first",
    ),
    pytest.param("2024-03-10", [], "no", None, id="21 days end with the files"),
    pytest.param("2024-03-11", [], "not yet known", None, id="21 days end after the files"),
    pytest.param("2024-03-20", [("2024-03-25", None)], "yes", 5, id="started before they end"),
]


@pytest.fixture(scope="module")
def started(engine):
    rows = people(STARTS, lambda released, *_: [release(released, prisoner=None)])
    episodes = people(
        STARTS,
        lambda released, starts, *_: [
            episode(start, end, records=[100 + n]) for n, (start, end) in enumerate(starts)
        ],
    )
    return made(engine, rows, episodes).to_polars()


@pytest.mark.parametrize(("released", "starts", "engaged", "days"), STARTS)
def test_treatment_within_three_weeks(request, started, released, starts, engaged, days):
    assert read(of(request, started), "engaged", "days_to_start") == [(engaged, days)]


def test_the_days_are_a_rule_that_can_be_changed(engine):
    rows, starts = [release()], [episode("2023-06-30")]
    assert read(made(engine, rows, starts, RULES.but(release_start_days=28)), "engaged") == [
        ("no",)
    ]
    assert read(made(engine, rows, starts, RULES.but(release_start_days=29)), "engaged") == [
        ("yes",)
    ]


# What the prison wrote of need and outcome, the next reception, and why it is left out.
LEFT_OUT = [
    pytest.param("Yes", None, None, None, id="counts"),
    pytest.param("No", None, None, "no treatment need", id="no need"),
    pytest.param(None, None, None, "treatment need not recorded", id="need not recorded"),
    pytest.param("Yes", "Died", None, "died", id="died"),
    pytest.param("Yes", "Recalled", None, "recalled", id="recalled"),
    pytest.param("Yes", "Deported", None, "deported", id="deported"),
    pytest.param("Yes", "Transferred", None, "transferred", id="transferred"),
    pytest.param(
        "No", "Died", None, "no treatment need", id="no need, and died: the first reason"
    ),
    pytest.param("Yes", "Moved", None, None, id="a word that no list holds is no reason"),
    pytest.param("Yes", None, "2023-06-15", "in custody again", id="received again on day 14"),
    pytest.param("Yes", None, "2023-06-22", "in custody again", id="received again on day 21"),
    pytest.param("Yes", None, "2023-06-23", None, id="received again on day 22"),
    pytest.param(
        "Yes", "Recalled", "2023-06-15", "recalled", id="recalled, and received again"
    ),
]


@pytest.fixture(scope="module")
def left_out(engine):
    def build(need, outcome, again, reason):
        yield release(prisoner=None, treatment_need=need, outcome_after_release=outcome)
        if again:
            yield release("2023-09-01", prisoner=None, received_on=again, treatment_need="No")

    found = made(engine, people(LEFT_OUT, build), [])
    return found.filter(found.released_on == date(2023, 6, 1))


@pytest.mark.parametrize(("need", "outcome", "again", "reason"), LEFT_OUT)
def test_who_is_left_out(request, left_out, need, outcome, again, reason):
    eligible = "yes" if reason is None else "no"
    assert read(of(request, left_out.to_polars()), "exclusion", "eligible") == [
        (reason, eligible)
    ]


def test_each_reason_is_counted(left_out):
    assert dict(read(exclusions(left_out), "exclusion", "releases")) == {
        "no treatment need": 2,
        "treatment need not recorded": 1,
        "died": 1,
        "recalled": 2,
        "deported": 1,
        "transferred": 1,
        "in custody again": 2,
    }


def test_a_start_does_not_bring_back_who_is_left_out(engine):
    rows = [release(outcome_after_release="Recalled")]
    found = made(engine, rows, [episode("2023-06-05")])
    assert read(found, "exclusion", "engaged") == [("recalled", "yes")]


def test_a_release_that_two_files_hold_counts_once_as_the_newer_has_it(engine):
    rows = [
        release(treatment_need="No"),
        release(quarter="2023-07-01"),
        release("2023-11-01", quarter="2023-10-01"),
    ]
    assert read(made(engine, rows, []), "released_on", "treatment_need", "records") == [
        (date(2023, 6, 1), "Yes", [2]),
        (date(2023, 11, 1), "Yes", [3]),
    ]


def test_treatment_that_was_open_at_release_is_shown_and_is_no_start(engine):
    rows = [release(person_key=who, prisoner=who) for who in ("anna", "ben", "cleo")]
    episodes = [
        episode("2022-01-01", person_key="anna"),
        episode("2022-01-01", "2023-06-01", person_key="ben"),
        episode("2023-06-01", person_key="cleo"),
    ]
    found = made(engine, rows, episodes)
    assert read(found, "person_key", "in_treatment_at_release", "engaged") == [
        ("anna", "yes", "no"),
        ("ben", "no", "no"),
        ("cleo", "no", "yes"),
    ]


def test_steps_evidence_and_the_weakest_link(engine):
    rows = [release(transfer_agency="T1", referred_on="2023-05-22", match_probability=0.75)]
    episodes = [
        episode("2023-06-10", agency="T2", records=[50, 51], match_probability=0.5),
        episode("2023-06-12", agency="T1", records=[60], match_probability=0.25),
    ]
    assert read(
        made(engine, rows, episodes),
        "referred",
        "days_to_referral",
        "start_agency",
        "records",
        "match_probability",
    ) == [("yes", -10, "T2", [1, 50, 51], 0.5)]


def test_of_two_starts_on_one_day_the_first_agency_counts_whatever_the_order_of_rows(engine):
    episodes = [episode("2023-06-10", agency=agency) for agency in ("T2", "T1", "T3")]
    for some in (episodes, episodes[::-1]):
        assert read(made(engine, [release()], some), "start_agency") == [("T1",)]
