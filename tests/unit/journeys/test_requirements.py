"""Requirements of courts: attended, in treatment, completed, or not known yet."""

from __future__ import annotations

import polars as pl
import pytest

from fingerpost.evidence.journeys.requirements import court_requirements
from tests.unit.journeys.making import (
    EPISODE,
    KNOWN_UNTIL,
    RULES,
    WHO,
    episode,
    numbered_rows,
    of,
    people,
    read,
    table,
)

REQUIREMENT = {
    "financial_year": pl.Int32,
    "case": pl.String,
    "ordered_on": pl.Date,
    "order_type": pl.String,
    "requirement": pl.String,
    "first_attended_on": pl.Date,
    "ended_on": pl.Date,
    "end_reason": pl.String,
    **WHO,
}


def order(**said):
    usual = {"financial_year": 2023, "ordered_on": "2023-06-01", "requirement": "DRR"}
    return {**usual, "person_key": "anna", **said}


def made(engine, rows, episodes=()):
    return court_requirements(
        table(engine, numbered_rows(rows), REQUIREMENT),
        table(engine, episodes, EPISODE),
        known_until=KNOWN_UNTIL,
        treatment_until=KNOWN_UNTIL,
        rules=RULES,
    )


# First attendance, end, end reason, and: attended, completed.
ENDS = [
    pytest.param("2023-06-08", "2023-12-01", "Completed", ("yes", "yes"), id="completed"),
    pytest.param("2023-06-08", "2023-12-01", "Failure to comply", ("yes", "no"), id="breached"),
    pytest.param("2023-06-08", "2023-12-01", None, ("yes", "not known"), id="nobody says why"),
    pytest.param("2023-06-08", None, None, ("yes", "not yet known"), id="runs"),
    pytest.param(None, "2023-12-01", "Failure to comply", ("no", "no"), id="never came"),
    pytest.param(None, None, None, ("not yet known",) * 2, id="runs, and has not come yet"),
    pytest.param(
        "2023-06-08", "2024-04-01", "Completed", ("yes", "not yet known"), id="ends later"
    ),
]


@pytest.fixture(scope="module")
def ended(engine):
    def build(came, end, reason, expected):
        yield order(first_attended_on=came, ended_on=end, end_reason=reason)

    return made(engine, people(ENDS, build)).to_polars()


@pytest.mark.parametrize(("came", "end", "reason", "expected"), ENDS)
def test_how_a_requirement_went(request, ended, came, end, reason, expected):
    assert read(of(request, ended), "attended", "completed") == [expected]


# The order, the episodes (start, end), and: in treatment, days to start.
STARTS = [
    pytest.param("2023-06-01", [("2023-06-22", None)], ("yes", 21), id="21 days later"),
    pytest.param("2023-06-01", [("2023-06-23", None)], ("no", None), id="22 days later"),
    pytest.param(
        "2023-06-01", [("2023-05-01", None)], ("yes", None), id="in treatment already"
    ),
    pytest.param(
        "2023-06-01", [("2023-05-01", "2023-06-01")], ("no", None), id="ended that day"
    ),
    pytest.param("2024-03-11", [], ("not yet known", None), id="21 days end after the files"),
]


@pytest.fixture(scope="module")
def started(engine):
    rows = people(STARTS, lambda day, *_: [order(ordered_on=day)])
    spans = people(STARTS, lambda _, spans, __: [episode(start, end) for start, end in spans])
    return made(engine, rows, spans).to_polars()


@pytest.mark.parametrize(("day", "spans", "expected"), STARTS)
def test_in_treatment(request, started, day, spans, expected):
    assert read(of(request, started), "in_treatment", "days_to_start") == [expected]


def test_two_requirements_of_one_order_are_two_and_the_newest_file_counts(engine):
    rows = [
        order(case="c1"),
        order(case="c1", requirement="MHTR"),
        order(case="c1", financial_year=2024, first_attended_on="2023-06-08"),
    ]
    columns = ("requirement", "days_to_attendance", "records")
    assert read(made(engine, rows), *columns) == [("DRR", 7, [3]), ("MHTR", None, [2])]
