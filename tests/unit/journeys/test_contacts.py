"""Months in which a person is known to agencies: spans, edges, and who is known to which."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from fingerpost.evidence.journeys.contacts import (
    agencies_in_month,
    contact_months,
    known_to_both,
    spans_of,
)
from tests.unit.journeys.making import of, people, read, table

ROW = {
    "person_key": pl.String,
    "first": pl.Date,
    "last": pl.Date,
    "records": pl.List(pl.Int64),
    "match_probability": pl.Float32,
}
FROM, UNTIL = date(2023, 4, 1), date(2024, 3, 31)


def row(first, last=None, **said):
    usual = {"person_key": "anna", "records": [1], "match_probability": 1.0}
    return {**usual, "first": first, "last": last, **said}


def spans(engine, rows, **how):
    return spans_of(table(engine, rows, ROW), "first", "last", **how)


def months(engine, **by_agency):
    made = {name: spans(engine, rows) for name, rows in by_agency.items()}
    return contact_months(made, known_from=FROM, known_until=UNTIL)


# A span, and its months.
MONTHS = [
    pytest.param("2023-05-10", "2023-05-20", [5], id="within a month"),
    pytest.param("2023-05-31", "2023-06-01", [5, 6], id="over the edge of a month"),
    pytest.param("2023-05-31", "2023-08-01", [5, 6, 7, 8], id="from a last day to a first"),
    pytest.param("2023-05-01", "2023-05-01", [5], id="one day"),
    pytest.param("2023-05-10", "2023-04-10", [5], id="ends before it begins"),
    pytest.param("2023-05-10", None, [5], id="no end known: its first month"),
    pytest.param("2022-01-10", "2023-05-10", [4, 5], id="began before what is asked about"),
    pytest.param("2024-02-10", "2025-05-10", [2, 3], id="goes on beyond it"),
    pytest.param("2022-01-10", "2022-05-10", [], id="over before it"),
    pytest.param("2024-04-10", "2024-05-10", [], id="begins after it"),
    pytest.param(None, "2023-05-10", [], id="no beginning known"),
]


@pytest.fixture(scope="module")
def found(engine):
    rows = people(MONTHS, lambda first, last, _: [row(first, last)])
    return months(engine, police=rows).to_polars()


@pytest.mark.parametrize(("first", "last", "expected"), MONTHS)
def test_months_of_a_span(request, found, first, last, expected):
    assert sorted(of(request, found)["month"].dt.month().to_list()) == expected


def test_what_has_no_end_goes_on_where_its_file_knows_it_open(engine):
    made = spans(engine, [row("2023-05-10")], open_until=date(2023, 7, 1))
    assert read(made, "first_day", "last_day") == [(date(2023, 5, 10), date(2023, 7, 1))]


def test_two_spans_of_one_agency_in_a_month_are_one_contact(engine):
    rows = [
        row("2023-05-01", "2023-05-02", records=[3], match_probability=0.5),
        row("2023-05-20", "2023-05-21", records=[2]),
    ]
    columns = ("agency", "month", "records", "match_probability")
    assert read(months(engine, police=rows), *columns) == [
        ("police", date(2023, 5, 1), [2, 3], 0.5)
    ]


def test_who_is_known_to_which(engine):
    made = months(
        engine,
        treatment=[row("2023-05-01", "2023-06-30"), row("2023-05-01", person_key="ben")],
        police=[row("2023-06-10", records=[7])],
        housing=[row("2023-06-01", records=[5]), row("2023-09-01", person_key="ben")],
    )
    assert read(agencies_in_month(made), "person_key", "month", "agencies", "known_to") == [
        ("anna", date(2023, 5, 1), 1, "treatment"),
        ("anna", date(2023, 6, 1), 3, "housing, police, treatment"),
        ("ben", date(2023, 5, 1), 1, "treatment"),
        ("ben", date(2023, 9, 1), 1, "housing"),
    ]
    assert read(known_to_both(made), "financial_year", "agency", "other_agency", "people") == [
        (2023, "housing", "housing", 2),
        (2023, "housing", "police", 1),
        (2023, "housing", "treatment", 2),
        (2023, "police", "housing", 1),
        (2023, "police", "police", 1),
        (2023, "police", "treatment", 1),
        (2023, "treatment", "housing", 2),
        (2023, "treatment", "police", 1),
        (2023, "treatment", "treatment", 2),
    ]
