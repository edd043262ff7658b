"""Arrested again within twelve months, proven as far as a disposal can say, or not known yet."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from fingerpost.evidence.journeys.custody import detentions
from fingerpost.evidence.journeys.reoffending import arrests, reoffending
from tests.unit.journeys.making import (
    CUSTODY,
    KNOWN_UNTIL,
    RULES,
    numbered_rows,
    of,
    people,
    read,
    table,
)

INDEX = {
    "name": pl.String,
    "person_key": pl.String,
    "released_on": pl.Date,
    "records": pl.List(pl.Int64),
    "match_probability": pl.Float32,
}


def made(engine, rows, held):
    events = arrests(
        detentions(table(engine, numbered_rows(held), CUSTODY)),
        RULES,
    )
    index = [{"records": [900], "match_probability": 1.0, **row} for row in rows]
    return reoffending(
        table(engine, index, INDEX),
        events,
        key="name",
        since="released_on",
        known_until=KNOWN_UNTIL,
        rules=RULES,
    )


# The day of release, the arrests after it (day, disposal), and: arrested again, proven.
CASES = [
    pytest.param(
        "2022-06-01", [("2022-06-02", "Charged")], ("yes", "yes"), id="charged, a day later"
    ),
    pytest.param(
        "2022-06-01", [("2022-06-01", "Charged")], ("no", "no"), id="on the day itself"
    ),
    pytest.param("2022-06-01", [("2022-05-01", "Charged")], ("no", "no"), id="before it"),
    pytest.param(
        "2022-06-01",
        [("2023-06-01", "Caution")],
        ("yes", "yes"),
        id="cautioned, on the last day",
    ),
    pytest.param(
        "2022-06-01", [("2023-06-02", "Caution")], ("no", "no"), id="a day after the last"
    ),
    pytest.param(
        "2022-06-01",
        [("2022-07-01", "No further action")],
        ("yes", "no"),
        id="no further action",
    ),
    pytest.param(
        "2022-06-01",
        [("2022-07-01", "Community resolution"), ("2022-08-01", "Diverted")],
        ("yes", "no"),
        id="resolved or diverted is not proven",
    ),
    pytest.param(
        "2022-06-01", [("2022-07-01", None)], ("yes", "not yet known"), id="no disposal yet"
    ),
    pytest.param(
        "2022-06-01",
        [("2022-07-01", None), ("2022-09-01", "Charged")],
        ("yes", "yes"),
        id="one undecided, one charged",
    ),
    pytest.param("2022-06-01", [], ("no", "no"), id="never"),
    pytest.param("2023-03-31", [], ("no", "no"), id="12 months end with the files"),
    pytest.param("2023-04-01", [], ("not yet known",) * 2, id="12 months end after them"),
    pytest.param(
        "2023-04-01", [("2023-05-01", "Charged")], ("yes", "yes"), id="charged before they end"
    ),
    pytest.param(
        "2023-04-01",
        [("2023-05-01", "No further action")],
        ("yes", "not yet known"),
        id="arrested, and there is time yet for a charge",
    ),
    pytest.param(
        None, [("2022-07-01", "Charged")], ("not known",) * 2, id="no day to count from"
    ),
]


@pytest.fixture(scope="module")
def found(engine):
    rows = people(CASES, lambda day, *_: [{"released_on": day}])
    held = people(
        CASES,
        lambda _, held, __: [{"arrested_on": day, "disposal": said} for day, said in held],
    )
    return made(engine, [{**row, "name": row["person_key"]} for row in rows], held).to_polars()


@pytest.mark.parametrize(("day", "held", "expected"), CASES)
def test_arrested_again(request, found, day, held, expected):
    assert read(of(request, found), "arrested_again", "proven") == [expected]


def test_it_keeps_the_arrests_and_the_weakest_link_and_no_row_is_lost(engine):
    rows = [
        {"name": "a", "person_key": "anna", "released_on": "2022-06-01"},
        {"name": "b", "person_key": None, "released_on": "2022-06-01"},
    ]
    held = [
        {"person_key": "anna", "arrested_on": "2022-07-01", "disposal": "No further action"},
        {
            "person_key": "anna",
            "arrested_on": "2022-08-01",
            "disposal": "Charged",
            "match_probability": 0.5,
        },
    ]
    columns = (
        "name",
        "arrested_again",
        "arrested_again_on",
        "proven_on",
        "records",
        "match_probability",
    )
    assert read(made(engine, rows, held), *columns) == [
        ("a", "yes", date(2022, 7, 1), date(2022, 8, 1), [1, 2, 900], 0.5),
        ("b", "not known", None, None, [900], 1.0),
    ]
