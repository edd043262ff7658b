"""Which pairs are compared at all."""

from __future__ import annotations

from typing import Any

import duckdb
import polars as pl
import pytest

from fingerpost.evidence.linkage import BlockingRule
from fingerpost.evidence.linkage.blocking import (
    OF_PEOPLE,
    measure,
    pairs_sql,
    telling,
    with_keys,
)
from fingerpost.evidence.linkage.standardising import standardise
from tests.unit.linkage.conftest import Written, entries, entry

SURNAME = BlockingRule(name="surname", columns=("surname",))
BIRTH = BlockingRule(name="birth", columns=("birth", "sex"))
ALIAS = BlockingRule(name="alias", columns=("alias_surname",), against=("surname",))


def compared(
    frame: pl.DataFrame, rules: tuple[BlockingRule, ...], fresh: tuple[int, ...] = ()
) -> list[tuple[int, int, str]]:
    """Return the pairs that the rules make, in order."""
    connection = duckdb.connect(":memory:")
    keyed = with_keys(standardise(frame), rules).entries
    connection.register("people", keyed.select("entry", pl.col("^(key|other)_.*$")).to_arrow())
    some = f"(select * from people where entry in {(*fresh, 0)})" if fresh else ""
    return sorted(connection.sql(pairs_sql(rules, table="people", fresh=some)).fetchall())


@pytest.mark.parametrize(
    ("rules", "fresh", "expected"),
    [
        pytest.param((SURNAME,), (), [(1, 2, "0"), (1, 3, "0"), (2, 3, "0")], id="one rule"),
        pytest.param((BIRTH,), (), [(1, 2, "0")], id="a blank part compares nobody"),
        pytest.param(
            (BIRTH, SURNAME),
            (),
            [(1, 2, "0"), (1, 3, "1"), (2, 3, "1")],
            id="a pair counts under the first rule that makes it",
        ),
        pytest.param((SURNAME,), (2,), [(1, 2, "0"), (2, 3, "0")], id="only with a new entry"),
        pytest.param((ALIAS,), (), [(1, 4, "0"), (2, 4, "0"), (3, 4, "0")], id="two sides"),
        pytest.param((ALIAS,), (4,), [(1, 4, "0"), (2, 4, "0"), (3, 4, "0")], id="new: alias"),
        pytest.param((ALIAS,), (1,), [(1, 4, "0")], id="new: the name that an alias means"),
    ],
)
def test_pairs(
    rules: Any, fresh: tuple[int, ...], expected: list[tuple[int, int, str]]
) -> None:
    frame = entries(
        entry(3, sex=None),
        entry(1),
        entry(2),
        entry(4, surname="BRIGGS", born=None, alias_forename="X", alias_surname="TATTERSALL"),
    )
    assert compared(frame, rules, fresh) == expected


def test_a_key_that_too_many_share_compares_nobody_and_is_told() -> None:
    frame = entries(*(entry(at, local_id=f"N{at}") for at in range(1, 12)))
    keyed = with_keys(standardise(frame), (SURNAME,), largest_block=10)
    assert keyed.entries["key_surname"].null_count() == 11
    assert len(keyed.notes) == 1
    assert keyed.notes[0].startswith("11 entries share their surname with more than 10 others:")


def test_without_a_name_only_the_number_finds_anybody() -> None:
    silent = {"forename": None, "surname": None, "local_id": "N1"}
    keyed = with_keys(standardise(entries(entry(1, **silent), entry(2, **silent))), OF_PEOPLE)
    filled = {rule.name for rule in OF_PEOPLE if keyed.entries[rule.keys[0]].null_count() < 2}
    assert filled == {"number"}


def test_what_says_the_same_too_often_is_left_aside() -> None:
    many = [entry(at, local_id=f"N{at}") for at in range(1, 12)]
    frame = standardise(entries(*many, entry(50, forename="PETER"), entry(51, agency="prison")))
    told = telling(frame, most=10)
    assert told.entries["entry"].to_list() == [50, 51]
    assert "police: 11 entries say the same in all but their number." in told.notes[0]
    assert telling(frame, most=11).entries.height == 13


def test_the_rules_find_nearly_all_pairs_of_one_person(written: Written) -> None:
    named = written.entries.filter(pl.col("regime") == "named")
    table = measure(named, OF_PEOPLE, truth=written.person)
    assert table["rule"].to_list() == [rule.name for rule in OF_PEOPLE]
    assert table["found"].is_sorted()
    assert table["found"][-1] >= 0.99
    pairs = named.height * (named.height - 1) / 2
    assert table["pairs"].sum() <= 0.002 * pairs
    assert (table["found_by_others"].drop_nulls() <= table["found"][-1]).all()
