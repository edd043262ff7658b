"""From records to entries: what is said once, and what is left aside."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from fingerpost.evidence.linkage import (
    ENTRIES,
    ENTRY_RECORDS,
    LinkedSource,
    Regime,
    all_linked_sources,
    read_entries,
)
from fingerpost.evidence.sources import all_sources
from tests.unit.linkage.conftest import Written

DAY = date(2024, 5, 1)
CUSTODY: dict[str, Any] = {
    "record": 1,
    "nominal_id": "ZN1",
    "forename": "John",
    "surname": "O'Brien",
    "alias": None,
    "date_of_birth": date(1986, 7, 23),
    "sex": "M",
    "postcode": "zh1 1ga",
    "arrested_on": DAY,
}
SCHEMA = {
    "date_of_birth": pl.Date,
    "arrested_on": pl.Date,
    "alias": pl.String,
    "forename": pl.String,
    "surname": pl.String,
    "nominal_id": pl.String,
    "postcode": pl.String,
}


def custody(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([CUSTODY | row for row in rows], schema_overrides=SCHEMA)


def test_records_that_say_the_same_are_one_entry() -> None:
    found = read_entries(
        {
            "force_custody": custody(
                {"record": 1},
                {"record": 2, "surname": "OBRIEN", "arrested_on": DAY + timedelta(9)},
                {"record": 3, "postcode": None},
            )
        }
    )
    assert found.entries.schema == pl.Schema(ENTRIES)
    assert found.records.schema == pl.Schema(ENTRY_RECORDS)
    assert sorted(found.entries["records"].to_list()) == [1, 2]
    twice = found.entries.filter(pl.col("records") == 2).row(0, named=True)
    assert (twice["forename"], twice["surname"], twice["postcode"]) == (
        "JOHN",
        "OBRIEN",
        "ZH1 1GA",
    )
    assert (twice["first_seen"], twice["last_seen"]) == (DAY, DAY + timedelta(9))
    assert (twice["agency"], twice["kind"], twice["regime"]) == ("police", "police", "named")


def test_the_number_of_an_entry_hangs_on_what_it_says_alone() -> None:
    one = read_entries({"force_custody": custody({"record": 1}, {"record": 2, "sex": "F"})})
    other = read_entries({"force_custody": custody({"record": 9, "sex": "F"}, {"record": 7})})
    assert one.entries["entry"].equals(other.entries["entry"])


@pytest.mark.parametrize(
    ("row", "column", "expected"),
    [
        pytest.param({"alias": "Jim Mac Bride"}, "alias_surname", "MAC BRIDE", id="an alias"),
        pytest.param({"alias": "Jim Mac Bride"}, "alias_forename", "JIM", id="its forename"),
        pytest.param({"alias": "Jimbo"}, "alias_forename", None, id="one word is a surname"),
        pytest.param({"alias": "Jimbo"}, "alias_surname", "JIMBO", id="one word"),
        pytest.param({"date_of_birth": date(1900, 1, 1)}, "born", None, id="1 January 1900"),
        pytest.param({"postcode": "ZZ99 3VZ"}, "postcode", None, id="no fixed abode"),
        pytest.param({"nominal_id": " "}, "local_id", None, id="a blank number"),
    ],
)
def test_what_an_entry_says(row: dict[str, Any], column: str, expected: object) -> None:
    found = read_entries({"force_custody": custody(row)})
    assert found.entries[column][0] == expected


def test_a_record_that_names_nobody_is_left_alone_and_told() -> None:
    silent = {"forename": " ", "surname": None, "date_of_birth": None, "record": 2}
    found = read_entries({"force_custody": custody({}, silent)})
    assert found.records["record"].to_list() == [1]
    assert found.notes == (
        "force_custody: records that do not say who the person is, and stay alone: 1.",
    )


def test_ten_thousand_records_that_say_the_same_are_nobody() -> None:
    rows = (
        custody({"nominal_id": None})
        .drop("record")
        .join(pl.DataFrame({"record": range(10_000)}), how="cross")
    )
    found = read_entries({"force_custody": rows})
    assert found.entries.is_empty()
    assert found.records.is_empty()
    assert "police: 10,000 records say the same" in found.notes[0]
    assert "OBRIEN" not in found.notes[0]


def test_the_agency_of_several_says_which(written: Written) -> None:
    agencies = set(written.entries["agency"])
    assert {"police", "prison", "probation", "coroner", "voluntary", "employment"} <= agencies
    assert {"treatment:T0901", "justice_team:C0901", "prison_healthcare:P0901"} <= agencies
    assert sum(agency.startswith("housing:X0") for agency in agencies) == 6


def test_a_client_who_does_not_agree_to_share_is_not_linked(written: Written) -> None:
    assert any(note.startswith("ndtms_adult: ") for note in written.notes)
    who = ("forename", "surname", "first_initial", "surname_initial", "born")
    assert (
        not written.entries.select(pl.all_horizontal(pl.col(who).is_null())).to_series().any()
    )


@pytest.mark.parametrize("name", sorted(all_linked_sources()))
def test_a_declaration_names_columns_that_its_source_has(name: str) -> None:
    declared, source = all_linked_sources()[name], all_sources()[name]
    columns = {column.name for column in source.columns}
    assert set(declared.columns) <= columns
    assert source.holds_people
    assert (declared.regime is Regime.NAMED) == bool(declared.surname)


def test_a_source_must_say_what_people_are_called() -> None:
    with pytest.raises(ValueError, match="no column says what the person is called"):
        LinkedSource(
            name="x", agency="x", regime=Regime.NAMED, born="born", seen_on=("on",), why="."
        )
