"""What a reviewer sees: enough to decide, and nothing that is masked."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fingerpost.evidence.linkage.showing import (
    compare_births,
    compare_names,
    compare_postcodes,
    distance,
    rows_of,
    waterfall,
)

LEFT = {
    "agency": "police",
    "local_id": "N-100-ABC",
    "forename": "DAVID",
    "surname": "WHITTAKER",
    "alias_forename": None,
    "alias_surname": None,
    "first_initial": None,
    "surname_initial": None,
    "born": date(1984, 3, 7),
    "sex": "M",
    "postcode": "ZH1 1GA",
}
RIGHT = LEFT | {
    "agency": "treatment:T0901",
    "local_id": "C-777",
    "forename": "DAVE",
    "surname": "WHITAKER",
    "born": date(1984, 7, 3),
    "postcode": "ZH1 4QT",
}


def test_masked_rows_show_an_initial_a_year_and_half_a_postcode():
    shown = {row.label: (row.left, row.right, row.compared) for row in rows_of(LEFT, RIGHT)}
    assert shown == {
        "Forename": ("D…", "D…", "one is short for the other"),
        "Surname": ("W…", "W…", "differ by one letter"),
        "Born": ("… 1984", "… 1984", "day and month exchanged"),
        "Sex": ("M", "M", "same"),
        "Postcode": ("ZH1 …", "ZH1 …", "same district"),
        "Written by": ("…", "…", "two agencies"),
    }


def test_nothing_that_is_masked_can_be_read():
    text = repr(rows_of(LEFT, RIGHT))
    hidden = (
        "DAVID",
        "DAVE",
        "HITT",
        "07/03",
        "03/07",
        "1GA",
        "4QT",
        "police",
        "treatment",
        "N-1",
        "C-7",
    )
    assert not [part for part in hidden if part.lower() in text.lower()]


def test_unmasked_rows_show_all_but_the_agencies_numbers():
    shown = {row.label: (row.left, row.right) for row in rows_of(LEFT, RIGHT, is_masked=False)}
    assert shown["Surname"] == ("WHITTAKER", "WHITAKER")
    assert shown["Born"] == ("07/03/1984", "03/07/1984")
    assert shown["Postcode"] == ("ZH1 1GA", "ZH1 4QT")
    assert shown["Written by"] == ("police", "treatment:T0901")
    assert "N-100-ABC" not in repr(rows_of(LEFT, RIGHT, is_masked=False))


def test_initials_stand_in_for_names_that_are_not_told():
    only = dict.fromkeys(LEFT) | {"agency": "t", "first_initial": "D", "surname_initial": "W"}
    shown = {row.label: row for row in rows_of(LEFT, only)}
    assert shown["Forename"].compared == "the initial agrees"
    assert (shown["Born"].right, shown["Born"].compared) == ("–", "told by one")
    assert "Alias forename" not in shown


@pytest.mark.parametrize(
    ("local_ids", "words"),
    [
        pytest.param(("A", "A"), "one agency, one number", id="one number"),
        pytest.param(("A", "B"), "one agency, two numbers", id="two numbers"),
        pytest.param(("A", None), "one agency", id="no number"),
    ],
)
def test_two_records_of_one_agency_say_whether_its_number_is_one(local_ids, words):
    one, other = (LEFT | {"local_id": number} for number in local_ids)
    assert rows_of(one, other)[-1].compared == words


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        pytest.param("SMITH", "SMITH", "same", id="same"),
        pytest.param("S", "S", "same initial", id="both initials"),
        pytest.param("S", "SMITH", "the initial agrees", id="an initial and a name"),
        pytest.param("S", "JONES", "different", id="another initial"),
        pytest.param("SMITH", "SMITHSON", "one begins the other", id="begins"),
        pytest.param("SMITH", "SIMTH", "differ by one letter", id="exchanged letters"),
        pytest.param("ANDERSON", "ANDRESEN", "differ by two letters", id="two letters"),
        pytest.param("JO", "MO", "different", id="short names differ by one letter or not"),
        pytest.param("SMITH-JONES", "JONES", "share a part", id="half of a double name"),
        pytest.param("SMITH", "", "told by one", id="one missing"),
        pytest.param("", "", "not told", id="both missing"),
    ],
)
def test_names_in_words(one, other, words):
    assert compare_names(one, other) == compare_names(other, one) == words


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        pytest.param(date(1984, 3, 7), date(1984, 3, 7), "same", id="same"),
        pytest.param(
            date(1984, 3, 7), date(1984, 7, 3), "day and month exchanged", id="exchanged"
        ),
        pytest.param(date(1984, 3, 7), date(1984, 3, 9), "one figure differs", id="one figure"),
        pytest.param(
            date(1984, 3, 7), date(1984, 3, 17), "one figure differs", id="a day's ten"
        ),
        pytest.param(
            date(1984, 3, 7), date(1961, 3, 7), "only day and month agree", id="another year"
        ),
        pytest.param(date(1984, 3, 7), date(1984, 11, 28), "only year agrees", id="year alone"),
        pytest.param(date(1984, 3, 7), date(1962, 11, 28), "different", id="different"),
        pytest.param(
            date(1984, 1, 1),
            date(1984, 11, 28),
            "may stand for a day nobody knew",
            id="1 January",
        ),
        pytest.param(date(1984, 3, 7), None, "told by one", id="one missing"),
        pytest.param(None, None, "not told", id="both missing"),
    ],
)
def test_dates_of_birth_in_words(one, other, words):
    assert words in compare_births(one, other)
    assert compare_births(one, other) == compare_births(other, one)


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        pytest.param("ZH1 1GA", "ZH1 1GA", "same", id="same"),
        pytest.param("ZH1 1GA", "ZH1 1QT", "same sector", id="one sector"),
        pytest.param("ZH1 1GA", "ZH1 1", "same sector", id="a sector told"),
        pytest.param("ZH1 1", "ZH1 1", "same sector", id="two sectors told"),
        pytest.param("ZH1 1GA", "ZH1 4QT", "same district", id="one district"),
        pytest.param("ZH1", "ZH1", "same district", id="districts told"),
        pytest.param("ZH1 1GA", "ZH11 1GA", "different", id="another district"),
        pytest.param("ZH1 1GA", "", "told by one", id="one missing"),
    ],
)
def test_postcodes_in_words(one, other, words):
    assert compare_postcodes(one, other) == compare_postcodes(other, one) == words


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # Damerau's kinds of error; and the restricted distance, which edits no letter twice.
        pytest.param("MARTHA", "MARHTA", 1, id="exchanged"),
        pytest.param("DIXON", "DICKSONX", 4, id="Winkler 1990"),
        pytest.param("CA", "ABC", 3, id="optimal string alignment: not 2"),
        pytest.param("", "ABC", 3, id="all added"),
    ],
)
def test_distance(one, other, expected):
    assert distance(one, other) == distance(other, one) == expected


words = st.text("ABCD", max_size=6)


@given(words, words)
def test_distance_is_what_duckdb_counts_or_more(one, other):
    import duckdb

    (found,) = duckdb.execute("select damerau_levenshtein(?, ?)", [one, other]).fetchone()
    assert found <= distance(one, other) <= max(len(one), len(other))
    assert (distance(one, other) == 0) == (one == other)


def test_the_waterfall_adds_up_to_the_weight():
    pair = {
        "match_weight": 3.5,
        "match_probability": 0.92,
        "mw_prior": -12.0,
        "mw_forename": 5.5,
        "mw_surname": 11.0,
        "mw_sex": -1.0,
    }
    steps = waterfall(pair)
    assert [step.label for step in steps] == ["before comparing", "forename", "surname", "sex"]
    assert steps[0].weight == -12.0
    assert steps[-1].total == pytest.approx(3.5)
    for before, step in pairwise(steps):
        assert step.total == pytest.approx(before.total + step.weight)
