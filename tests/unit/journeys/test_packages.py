"""Treatment alone or with help beside it: what counts, from when to when, and who completed."""

from __future__ import annotations

import polars as pl
import pytest

from fingerpost.evidence.journeys.packages import packages
from fingerpost.evidence.journeys.treatment import numbered, treatment_journeys
from tests.unit.journeys.making import (
    EPISODE,
    KNOWN_UNTIL,
    RULES,
    episode,
    numbered_rows,
    of,
    people,
    read,
    table,
)

REFERRALS = {
    "person_key": pl.String,
    "event": pl.String,
    "accepted_on": pl.Date,
    "receiver_kind": pl.String,
    "origin": pl.String,
    "records": pl.List(pl.Int64),
    "match_probability": pl.Float32,
}
START = "2022-04-01"  # 12 weeks on is 24 June 2022; 12 weeks before, 7 January


def help_(kind, accepted_on, **said):
    return {
        "event": f"{kind} {accepted_on}",
        "receiver_kind": kind,
        "accepted_on": accepted_on,
        "origin": "community",
        "records": [9],
        "match_probability": 1.0,
        **said,
    }


def made(engine, episodes, referrals):
    known = numbered(table(engine, numbered_rows(episodes, 600), EPISODE), RULES)
    journeys = treatment_journeys(known, known_until=KNOWN_UNTIL, rules=RULES)
    return packages(
        journeys, table(engine, referrals, REFERRALS), known_until=KNOWN_UNTIL, rules=RULES
    )


# The end of treatment, the help beside it, and what is said: package, completed.
CASES = [
    pytest.param("2022-09-01", [], ("Treatment alone", "yes"), id="alone"),
    pytest.param(
        "2022-09-01",
        [help_("housing", "2022-05-02")],
        ("With housing", "yes"),
        id="housing while in treatment",
    ),
    pytest.param(
        "2022-09-01",
        [help_("housing", "2022-01-07"), help_("employment", "2022-06-24")],
        ("With housing and employment", "yes"),
        id="on the first and the last day that count",
    ),
    pytest.param(
        "2022-09-01",
        [help_("housing", "2022-01-06"), help_("employment", "2022-06-25")],
        ("Treatment alone", "yes"),
        id="a day too early and a day too late",
    ),
    pytest.param(
        "2022-09-01",
        [help_("employment", None)],
        ("Treatment alone", "yes"),
        id="asked for and never accepted",
    ),
    pytest.param(
        "2022-09-01",
        [help_("charity", "2022-05-02")],
        ("Treatment alone", "yes"),
        id="help of another kind",
    ),
    pytest.param(
        "2023-06-24",
        [help_("employment", "2022-05-02")],
        ("With employment", "yes"),
        id="in a year",
    ),
    pytest.param("2023-06-25", [], ("Treatment alone", "no"), id="a day after the year"),
    pytest.param("2022-06-24", [], None, id="did not last beyond 12 weeks: not compared"),
    pytest.param(None, [], ("Treatment alone", "no"), id="goes on for years"),
]


@pytest.fixture(scope="module")
def found(engine):
    episodes = people(CASES, lambda end, helped, said: [episode(START, end)])
    referrals = people(CASES, lambda end, helped, said: helped)
    return made(engine, episodes, referrals).to_polars()


@pytest.mark.parametrize(("end", "helped", "said"), CASES)
def test_a_package_is_what_was_accepted_in_the_first_weeks(request, found, end, helped, said):
    mine = of(request, found)
    assert read(mine, "package", "completed") == ([said] if said else [])


def test_what_is_not_over_is_not_yet_known_and_left_early_is_no(engine):
    episodes = [
        episode("2023-10-02", person_key="open"),
        episode("2023-06-01", "2023-12-01", exit="unplanned", person_key="left"),
        episode("2023-06-01", setting="young people", person_key="young"),
    ]
    found = read(made(engine, episodes, []), "person_key", "completed", "origin")
    assert found == [("left", "no", None), ("open", "not yet known", None)]


def test_where_treatment_began_is_of_the_newest_referral_to_treatment(engine):
    helped = [
        help_("treatment", "2022-02-01", origin="custody"),
        help_("treatment", "2022-03-30", origin="hospital"),
        help_("housing", "2022-05-01", origin="outreach", match_probability=0.9),
    ]
    referrals = [{**one, "person_key": "anna"} for one in helped]
    (row,) = made(engine, [episode(START, "2022-09-01")], referrals).to_polars().to_dicts()
    assert (row["origin"], row["package"]) == ("hospital", "With housing")
    assert row["match_probability"] == pytest.approx(0.9)
    assert 9 in row["records"]
