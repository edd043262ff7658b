"""How one name goes wrong."""

from __future__ import annotations

import pytest

from fingerpost.county.misspelling import (
    NEIGHBOURS,
    by_ear,
    by_keyboard,
    half,
    mistyped_postcode,
    transliterated,
    without_punctuation,
)

LOTS = [step / 997 for step in range(997)]


def edits(one: str, two: str) -> int:
    """Return the distance of Damerau and Levenshtein (optimal string alignment), written plainly."""
    rows = [[0] * (len(two) + 1) for _ in range(len(one) + 1)]
    for i in range(len(one) + 1):
        for j in range(len(two) + 1):
            if not i or not j:
                rows[i][j] = i + j
                continue
            rows[i][j] = min(
                rows[i - 1][j] + 1,
                rows[i][j - 1] + 1,
                rows[i - 1][j - 1] + (one[i - 1] != two[j - 1]),
            )
            if i > 1 and j > 1 and one[i - 1] == two[j - 2] and one[i - 2] == two[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@pytest.mark.parametrize("name", ["Smith", "Lee", "Li", "K", "O'Brien", "Łukasz", "McDonald"])
def test_a_key_hit_wrongly_is_one_step_away(name):
    written = {by_keyboard(name, lot) for lot in LOTS}
    assert name not in written
    assert {edits(name.lower(), other.lower()) for other in written} == {1}
    assert all(other[0].isupper() for other in written)


def test_the_four_kinds_of_typing_error_all_come():
    lengths = {len(by_keyboard("Taylor", lot)) for lot in LOTS}
    assert lengths == {5, 6, 7}
    assert any(sorted(by_keyboard("Taylor", lot).lower()) == sorted("taylor") for lot in LOTS)


def test_the_first_letter_is_seldom_wrong():
    wrong = sum(by_keyboard("Williams", lot)[0] != "W" for lot in LOTS) / len(LOTS)
    assert 0.02 < wrong < 0.06


@pytest.mark.parametrize(
    ("letter", "near"),
    [("g", "thbvfy"), ("q", "wa"), ("p", "ol"), ("z", "asx")],
)
def test_neighbours_are_those_of_the_keyboard(letter, near):
    assert set(NEIGHBOURS[letter]) == set(near)


@pytest.mark.parametrize(
    ("name", "heard"),
    [
        pytest.param("Stephen", "Steven", id="known spelling"),
        pytest.param("Philip", "Phillip", id="doubled"),
        pytest.param("Murphy", "Murfy", id="ph heard as f"),
        pytest.param("Bradley", "Bradly", id="silent e"),
    ],
)
def test_a_name_is_written_as_heard(name, heard):
    written = {by_ear(name, lot) for lot in LOTS}
    assert heard in written
    assert {other[0] for other in written} == {name[0]}


def test_a_name_without_other_spellings_stays():
    assert transliterated("Hepworth", 0.4) == "Hepworth"
    assert transliterated("Mohammed", 0.4) != "Mohammed"


def test_marks_and_halves():
    assert without_punctuation("O'Brien", 0.1) == "OBrien"
    assert {without_punctuation("Hall-Reed", lot) for lot in LOTS} == {"Hall Reed", "HallReed"}
    assert {half("Hall-Reed", lot) for lot in LOTS} == {"Hall", "Reed"}
    assert half("Hall", 0.2) == "Hall"


def test_a_mistyped_postcode_keeps_its_form_and_area():
    for lot in LOTS:
        written = mistyped_postcode("ZH1 4QT", lot)
        assert edits(written, "ZH1 4QT") == 1
        assert written.startswith("ZH1 ")
        assert written[4].isdigit()
        assert written[5:].isalpha()
