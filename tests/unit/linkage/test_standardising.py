"""One form for what agencies write in many."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from fingerpost.evidence.linkage import standardising
from fingerpost.evidence.linkage.nicknames import formal_names
from tests.unit.linkage.conftest import entries, entry


def one(expression: pl.Expr, value: object) -> object:
    return pl.DataFrame({"of": [value]}).select(expression).item()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("Zoë", "ZOE", id="an accent"),
        pytest.param("Łukasz", "LUKASZ", id="a letter that is no accent"),
        pytest.param("O'Brien", "OBRIEN", id="an apostrophe"),
        pytest.param("o’brien", "OBRIEN", id="a typographer's apostrophe"),
        pytest.param("Smith-Jones", "SMITH JONES", id="a hyphen"),
        pytest.param("  de  la   Cruz ", "DE LA CRUZ", id="spaces"),
        pytest.param("Unknown", None, id="not known"),
        pytest.param("", None, id="blank"),
        pytest.param("-", None, id="no letter"),
    ],
)
def test_names(written: str, expected: str | None) -> None:
    assert one(standardising.name("of"), written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param(date(1986, 7, 23), date(1986, 7, 23), id="a day"),
        pytest.param(date(1900, 1, 1), None, id="1 January 1900 is not known"),
        pytest.param(date(1901, 1, 1), None, id="1 January 1901 is not known"),
        pytest.param(date(1899, 5, 5), None, id="nobody is so old"),
        pytest.param(date(1990, 1, 1), date(1990, 1, 1), id="1 January may be true"),
    ],
)
def test_days_of_birth(written: date, expected: date | None) -> None:
    assert one(standardising.born("of"), written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("zh1 1ga", "ZH1 1GA", id="small letters"),
        pytest.param("ZH11GA", "ZH1 1GA", id="no space"),
        pytest.param("ZH12 1GA", "ZH12 1GA", id="two figures"),
        pytest.param("EC1A 1BB", "EC1A 1BB", id="central London"),
        pytest.param("ZH1 1", "ZH1 1", id="a sector"),
        pytest.param("ZH1", "ZH1", id="an outward part"),
        pytest.param("ZH12", "ZH12", id="an outward part of two figures"),
        pytest.param("ZZ99 3VZ", None, id="no fixed abode"),
        pytest.param("ZZ99 3WZ", None, id="not known"),
        pytest.param("no fixed abode", None, id="words"),
    ],
)
def test_postcodes(written: str, expected: str | None) -> None:
    assert one(standardising.postcode("of"), written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [("Male", "M"), ("1", "M"), ("f", "F"), ("2", "F"), ("9", None), ("Not known", None)],
)
def test_sexes(written: str, expected: str | None) -> None:
    assert one(standardising.sex("of"), written) == expected


@pytest.mark.parametrize(
    ("one_name", "other", "is_alike"),
    [
        ("SMITH", "SMYTH", True),
        ("MOHAMMED", "MUHAMAD", True),
        ("YUSUF", "YOUSSEF", True),
        ("PHILIP", "FILIP", True),
        ("CATHERINE", "KATHRYN", True),
        ("MCDONALD", "MACDONALD", True),
        ("HUSSAIN", "HOSSEIN", True),
        ("SMITH", "SMART", False),
        ("AHMED", "HAMID", False),
        ("PETER", "DIETER", False),
    ],
)
def test_sounds(one_name: str, other: str, is_alike: bool) -> None:
    sounds = pl.DataFrame({"of": [one_name, other]}).select(standardising.sound("of"))
    assert (sounds.to_series()[0] == sounds.to_series()[1]) is is_alike


def test_what_comparisons_read() -> None:
    found = standardising.standardise(
        entries(
            entry(2, forename="J", surname="SMITH JONES", born=date(1986, 7, 4)),
            entry(1, forename="TONY", postcode="ZH1 1"),
            entry(3, forename="MARY JANE", born=None),
        )
    )
    assert found["entry"].to_list() == [1, 2, 3]
    assert found["forename"].to_list() == ["TONY", None, "MARYJANE"]
    assert found["first_initial"].to_list() == ["T", "J", "M"]
    assert found["formal"].to_list() == ["|ANTHONY|ANTONY|", None, "|MARY|JANE|"]
    assert found["surname"][1] == "SMITHJONES"
    assert (found["surname_first"][1], found["surname_last"][1]) == ("SMITH", "JONES")
    assert found["birth"].to_list() == [19860723, 19860704, None]
    assert found["birth_swapped"].to_list() == [None, 19860407, None]
    assert found["postcode"].to_list() == [None, "ZH1 1GA", "ZH1 1GA"]
    assert found["sector"].to_list() == ["ZH1 1", "ZH1 1", "ZH1 1"]


def test_entries_that_are_standardised_stay_as_they_are() -> None:
    once = standardising.standardise(entries(entry(1), entry(2, forename="ANN MARIE")))
    assert standardising.standardise(once).equals(once)


def test_a_nickname_stands_for_every_name_that_it_is_short_for() -> None:
    known = formal_names()
    assert known["F", "NELL"] == ("ELEANOR", "ELLEN", "HELEN")
    assert set(known["", "ALEX"]) >= {"ALEXANDER", "ALEXANDRA"}
    assert ("M", "KATE") not in known
