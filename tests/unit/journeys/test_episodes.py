"""Episodes: the newest file counts, and every rule for days that cannot be right."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from fingerpost.evidence.journeys.episodes import (
    clients_without_consent,
    counting,
    episodes,
    forms,
    interventions,
)
from tests.unit.journeys.making import KNOWN_UNTIL, NDTMS, RULES, ndtms, of, people, read, table


def made(engine, rows, setting="adult"):
    rows = counting(table(engine, rows, NDTMS), RULES)
    return episodes(rows, setting, known_until=KNOWN_UNTIL, rules=RULES)


def day(text):
    return None if text is None else date.fromisoformat(text)


# What a file says of one episode (financial year, start, end, reason), whether a later file was sent
# by the agency, and: start, end, seen until, open, exit, mended.
DAYS = [
    pytest.param(
        (2023, "2023-05-01", "2023-09-01", "80"),
        False,
        ("2023-05-01", "2023-09-01", "2023-09-01", False, "completed", ""),
        id="closed",
    ),
    pytest.param(
        (2023, "2023-05-01", None, None),
        False,
        ("2023-05-01", None, "2024-03-31", True, None, ""),
        id="open: known to the end of its file",
    ),
    pytest.param(
        (2021, "2021-05-01", None, None),
        False,
        ("2021-05-01", None, "2022-03-31", True, None, ""),
        id="open, and the agency has sent nothing since",
    ),
    pytest.param(
        (2021, "2021-05-01", None, None),
        True,
        ("2021-05-01", "2022-03-31", "2022-03-31", False, "not recorded", "lost from sight"),
        id="open, and not in the agency's later file",
    ),
    pytest.param(
        (2023, "2023-05-01", "2023-04-01", "84"),
        False,
        ("2023-05-01", "2023-05-01", "2023-05-01", False, "unplanned", "ends before it starts"),
        id="ends before it starts",
    ),
    pytest.param(
        (2023, "2023-05-01", "2023-05-01", "87"),
        False,
        ("2023-05-01", "2023-05-01", "2023-05-01", False, "unplanned", ""),
        id="starts and ends on one day",
    ),
    pytest.param(
        (2023, "2024-06-01", None, None),
        False,
        (None, None, None, False, None, "starts in the future"),
        id="starts in the future",
    ),
    pytest.param(
        (2023, "2023-05-01", "2024-06-01", "80"),
        False,
        ("2023-05-01", None, "2024-03-31", True, None, "ends in the future"),
        id="ends in the future",
    ),
    pytest.param(
        (2023, None, "2023-09-01", "87"),
        False,
        (None, None, None, False, None, "no start"),
        id="missing start",
    ),
    pytest.param(
        (2023, "2024-03-31", None, None),
        False,
        ("2024-03-31", None, "2024-03-31", True, None, ""),
        id="starts on the last day known",
    ),
    pytest.param(
        (2022, "2023-06-01", None, None),
        False,
        ("2023-06-01", None, "2023-06-01", True, None, ""),
        id="starts after the year of its file: known on that day",
    ),
    pytest.param(
        (2023, "2023-05-01", "2023-09-01", "99"),
        False,
        ("2023-05-01", "2023-09-01", "2023-09-01", False, "not recorded", ""),
        id="a reason that no list holds is never guessed",
    ),
    pytest.param(
        (2023, "2023-05-01", "2023-09-01", None),
        False,
        ("2023-05-01", "2023-09-01", "2023-09-01", False, "not recorded", ""),
        id="no reason",
    ),
]


def _day_rows(said, sent_later, expected):
    year, started, ended, reason = said
    agency = f"{said}{sent_later}"  # each case is an agency of its own
    yield ndtms(
        agency_code=agency,
        financial_year=year,
        modality_started_on=started,
        discharged_on=ended,
        discharge_reason=reason,
    )
    if sent_later:
        yield ndtms(agency_code=agency, episode="e2", financial_year=2023, record=2)


@pytest.fixture(scope="module")
def days(engine):
    frame = made(engine, people(DAYS, _day_rows)).to_polars()
    return frame.filter(pl.col("episode") == "e1")


@pytest.mark.parametrize(("said", "sent_later", "expected"), DAYS)
def test_days_of_an_episode(request, days, said, sent_later, expected):
    start, end, seen, *rest = expected
    columns = ("started_on", "ended_on", "seen_until", "is_open", "exit", "mended")
    assert read(of(request, days), *columns) == [(day(start), day(end), day(seen), *rest)]


REASONS = {
    "completed": ("74", "80", "81"),
    "transferred": ("82", "83"),
    "unplanned": ("84", "85", "86", "87"),
    "died": ("88",),
}


def test_every_reason_of_discharge_has_its_kind(engine):
    said = [(code, kind) for kind, codes in REASONS.items() for code in codes]
    rows = [
        ndtms(
            episode=code,
            modality_started_on="2023-05-01",
            discharged_on="2023-06-01",
            discharge_reason=code,
        )
        for code, _ in said
    ]
    assert read(made(engine, rows), "discharge_reason", "exit") == sorted(said)


def test_the_newest_file_counts(engine):
    rows = [
        ndtms(financial_year=2021, modality_started_on="2021-05-01", record=1),
        ndtms(
            financial_year=2022,
            modality_started_on="2021-05-02",
            discharged_on="2022-06-01",
            discharge_reason="80",
            record=2,
        ),
    ]
    assert read(made(engine, rows), "started_on", "ended_on", "records") == [
        (date(2021, 5, 2), date(2022, 6, 1), [2])
    ]


def test_it_starts_with_its_first_structured_intervention(engine):
    rows = [
        ndtms(modality="9", modality_started_on="2023-04-10", record=1),  # outreach
        ndtms(modality="95", modality_started_on="2023-06-01", record=2),
        ndtms(
            modality="94",
            modality_started_on="2023-05-20",
            modality_referred_on="2023-05-01",
            record=3,
        ),
        ndtms(modality=None, outcomes_on="2023-05-20", outcomes_stage="S", record=4),
    ]
    found = made(engine, rows)
    assert read(found, "started_on", "waiting_days", "records") == [
        (date(2023, 5, 20), 19, [1, 2, 3, 4])
    ]
    rows = counting(table(engine, rows, NDTMS), RULES)
    assert read(interventions(rows, RULES), "started_on", "structured", "modality") == [
        (date(2023, 4, 10), False, "9"),
        (date(2023, 5, 20), True, "94"),
        (date(2023, 6, 1), True, "95"),
    ]
    assert read(forms(rows), "outcomes_on", "outcomes_stage", "record") == [
        (date(2023, 5, 20), "S", 4)
    ]


WAITS = [
    pytest.param("2023-05-01", 0, id="on the day"),
    pytest.param("2023-04-10", 21, id="21 days"),
    pytest.param("2023-05-02", None, id="referred after the start: not known"),
    pytest.param(None, None, id="no day of referral: not known"),
]


@pytest.fixture(scope="module")
def waits(engine):
    def build(referred, wait):
        yield ndtms(
            episode=f"{referred}",
            modality_started_on="2023-05-01",
            modality_referred_on=referred,
        )

    return made(engine, people(WAITS, build)).to_polars()


@pytest.mark.parametrize(("referred", "wait"), WAITS)
def test_waiting_days(request, waits, referred, wait):
    assert read(of(request, waits), "waiting_days") == [(wait,)]


def test_an_intervention_that_a_file_repeats_is_one(engine):
    rows = [ndtms(modality_started_on="2023-05-01", record=n) for n in (7, 3)]
    found = interventions(counting(table(engine, rows, NDTMS), RULES), RULES)
    assert read(found, "episode", "records") == [("e1", [3, 7])]


def test_who_refuses_consent_is_in_no_episode_and_is_counted(engine):
    rows = [
        ndtms(modality_started_on="2023-05-01"),
        ndtms(client="c2", consent="N", episode=None, record=2),
        # The cells were not blanked: it still may not be used.
        ndtms(
            client="c3", consent="N", episode="e3", modality_started_on="2023-05-01", record=3
        ),
    ]
    assert read(made(engine, rows), "episode") == [("e1",)]
    counted = clients_without_consent(table(engine, rows, NDTMS), RULES)
    assert read(counted, "agency", "financial_year", "clients", "without_consent") == [
        ("T1", 2023, 3, 2)
    ]


def test_two_providers_may_use_one_number(engine):
    rows = [
        ndtms(modality_started_on="2023-05-01"),
        ndtms(agency_code="T2", modality_started_on="2023-07-01", record=2, person_key="ben"),
    ]
    assert read(made(engine, rows), "agency", "person_key", "started_on") == [
        ("T1", "anna", date(2023, 5, 1)),
        ("T2", "ben", date(2023, 7, 1)),
    ]


@pytest.mark.parametrize(
    ("links", "person", "weakest"),
    [
        pytest.param([("anna", 0.9), ("anna", 0.7)], "anna", 0.7, id="one person"),
        pytest.param(
            [("anna", 0.9), ("ben", 0.95)], "ben", 0.9, id="two people: the surest link"
        ),
        pytest.param([("ben", 0.9), ("anna", 0.9)], "anna", 0.9, id="as sure: the first key"),
    ],
)
def test_an_episode_is_of_one_person(engine, links, person, weakest):
    rows = [
        ndtms(person_key=key, match_probability=p, record=n)
        for n, (key, p) in enumerate(links, 1)
    ]
    [(found, probability)] = read(made(engine, rows), "person_key", "match_probability")
    assert (found, probability) == (person, pytest.approx(weakest))


def test_a_file_without_some_cells_has_nothing_in_them(engine):
    spare = ("drug_3", "local_authority_code", "accommodation_need", "age", "referral_source")
    schema = {name: kind for name, kind in NDTMS.items() if name not in spare}
    rows = table(engine, [ndtms(modality_started_on="2023-05-01")], schema)
    found = episodes(counting(rows, RULES), "secure", known_until=KNOWN_UNTIL, rules=RULES)
    columns = ("setting", "opiate", "local_authority_code", "age")
    assert read(found, *columns) == [("secure", True, None, None)]
