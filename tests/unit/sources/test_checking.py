"""Cells that cannot be what they should: refused by row and column, with what was found."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise

import polars as pl
import pytest

from fingerpost.evidence.sources import Column, ColumnKind, Source, Unpivot, all_sources, read
from fingerpost.evidence.sources.casting import LANDED_AS, cast_column


def cast(kind: ColumnKind, cell: str | None, **options):
    column = Column(name="cell", header="Cell", kind=kind, **options)
    source = all_sources()["police_street"]
    frame = pl.DataFrame({"cell": [cell]}, schema={"cell": pl.String})
    out = frame.select(cast_column(column, source, frame).alias("cell"))
    assert out["cell"].dtype == LANDED_AS[kind]
    return out["cell"].item()


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("integer", "1954", 1954),
        ("integer", "1,954", 1954),
        ("integer", "1,234,567", 1234567),
        ("integer", "-3", -3),
        ("integer", "12.0", 12),
        ("integer", "12.5", None),
        ("integer", "1,95", None),
        ("integer", "n/a", None),
        ("number", "3.25", 3.25),
        ("number", "1,954.5", 1954.5),
        ("number", "nan", None),
        ("number", "inf", None),
        ("number", "12%", None),
        ("boolean", "TRUE", True),
        ("boolean", "false", False),
        ("boolean", "yes", None),
        ("month", "2024-05", date(2024, 5, 1)),
        ("month", "2024-13", None),
        ("month", "2024-5", None),
        ("month", "05/2024", None),
        ("month", "0024-05", None),
        ("month", "2024-05-01", None),
        ("date", "31/12/2018", date(2018, 12, 31)),
        ("date", "31/02/2018", None),
        ("date", "2018-12-31", None),
        ("quarter", "2024-Q1", date(2024, 1, 1)),
        ("quarter", "2024 Q4", date(2024, 10, 1)),
        ("quarter", "2024-Q5", None),
        ("quarter", "Q1 2024", None),
        ("quarter", "2024-03", None),
        ("year", "2019", 2019),
        ("year", "19", None),
        ("year", "2019.5", None),
        ("financial_year", "2005-06", 2005),
        ("financial_year", "2005/06", 2005),
        ("financial_year", "1999-00", 1999),
        ("financial_year", "2005-2006", 2005),
        ("financial_year", "200506", 2005),
        ("financial_year", "200507", None),
        ("financial_year", "2005", None),
        ("financial_year", "2005-07", None),
        ("datetime", "2024-03-31T23:51:00+00:00", datetime(2024, 3, 31, 23, 51, tzinfo=UTC)),
        ("datetime", "2024-04-01T00:51:00+01:00", datetime(2024, 3, 31, 23, 51, tzinfo=UTC)),
        ("datetime", "2024-03-31T23:51:00Z", datetime(2024, 3, 31, 23, 51, tzinfo=UTC)),
        ("datetime", "31/03/2024 23:51", None),
        ("lsoa", "E01017989", "E01017989"),
        ("lsoa", "95AA01S1", "95AA01S1"),
        ("lsoa", "S01006506", "S01006506"),
        ("lsoa", "E0101798", None),
        ("lsoa", "E02003719", None),
        ("area_code", "K04000001", "K04000001"),
        ("area_code", "Cambridge", None),
        ("longitude", "-7.296313914256359e-05", -7.296313914256359e-05),
        ("latitude", "fifty", None),
        ("text", '=HYPERLINK("http://x","y")', '=HYPERLINK("http://x","y")'),
    ],
)
def test_cells_become_values_or_nothing(kind, cell, value):
    assert cast(ColumnKind(kind), cell) == value


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        pytest.param(
            {"month": "2024-13"},
            "Month",
            'expected a month as YYYY-MM, found "2024-13"',
            id="no such month",
        ),
        pytest.param(
            {"month": "2031-01"},
            "Month",
            'is in the future: expected no later than 24/11/2026, found "2031-01"',
            id="a month in the future",
        ),
        pytest.param(
            {"month": ""}, "Month", "the cell is blank; every row needs it", id="no month"
        ),
        pytest.param(
            {"type": "  "}, "Crime type", "the cell is blank; every row needs it", id="spaces"
        ),
        pytest.param(
            {"lsoa": "Cambridge"},
            "LSOA code",
            'expected the code of a small area, found "Cambridge"',
            id="a name for a code",
        ),
        pytest.param(
            {"longitude": "0", "latitude": "0"},
            "Latitude",
            'lies in no part of Great Britain, found "0"',
            id="null island",
        ),
        pytest.param(
            {"longitude": "52.205337", "latitude": "0.128441"},
            "Longitude",
            'lies in no part of Great Britain, found "52.205337"',
            id="the wrong way round",
        ),
        pytest.param(
            {"longitude": "1.5", "latitude": "54.0"},
            "Longitude",
            (
                "the point lies in the sea or abroad: further than 25 km from every small area of "
                'the United Kingdom, found "1.5"'
            ),
            id="in the North Sea",
        ),
        pytest.param(
            {"longitude": "2.0", "latitude": "54.0", "lsoa": "X01000001"},
            "Longitude",
            None,
            id="a made-up county, outside its ground",
        ),
        pytest.param(
            {"longitude": "-2.0", "latitude": "49.9"},
            "Longitude",
            None,
            id="in the Channel",
        ),
        pytest.param(
            {"latitude": ""},
            "Latitude",
            "the row has one coordinate and not the other",
            id="half a point",
        ),
        pytest.param(
            {"longitude": "x" * 60},
            "Longitude",
            f'expected a longitude in degrees, found "{"x" * 40}…"',
            id="a long value is shortened",
        ),
    ],
)
def test_a_bad_cell_refuses_its_row(read_street, header, line, cells, column, reason):
    broken = line(2, **cells)
    result = read_street("\n".join([header, line(1), broken, line(3)]) + "\n")
    assert result.rows_landed == 2
    found = {(row, name): why for row, name, why, _ in result.rejects.iter_rows()}
    assert (3, column) in found
    assert reason is None or found[3, column] == reason
    assert set(result.rejects["original_line"]) == {broken}


def test_a_row_bad_twice_is_named_twice_and_counted_once(read_street, header, line):
    result = read_street(f"{header}\n{line(1, month='May', lsoa='x')}\n{line(2)}\n")
    assert result.rejects.height == 2
    assert result.rows_refused == 1


def test_without_today_the_future_is_let_through(read_street, header, line):
    text = f"{header}\n{line(1, month='2031-01')}\n"
    assert read_street(text, today=None).rows_landed == 1
    assert read_street(text).rows_refused == 1
    assert read_street(text.replace("2031-01", "2026-11")).rows_landed == 1


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param(
            {
                "longitude": "",
                "latitude": "",
                "lsoa": "",
                "lsoa_name": "",
                "location": "No Location",
            },
            id="no location",
        ),
        pytest.param(
            {"id": "", "outcome": "", "type": "Anti-social behaviour"}, id="no Crime ID"
        ),
        pytest.param({"lsoa": "W01000123"}, id="far outside the force"),
        pytest.param({"lsoa": "", "lsoa_name": ""}, id="coordinates without a small area"),
        pytest.param({"longitude": "-6.3", "latitude": "49.92"}, id="the Isles of Scilly"),
        pytest.param(
            {"longitude": "1.7595", "latitude": "52.4811"}, id="the easternmost point"
        ),
        pytest.param({"longitude": "-0.85", "latitude": "60.76"}, id="Unst"),
        pytest.param({"longitude": "-2.48", "latitude": "55.2"}, id="Kielder Forest"),
        pytest.param(
            {"longitude": "1.1", "latitude": "53.95", "lsoa": "X01000001"},
            id="a made-up county in the North Sea",
        ),
        pytest.param({"location": '=HYPERLINK(""http://x"")'.replace('"', "")}, id="a formula"),
    ],
)
def test_rows_that_look_odd_and_are_true_land(read_street, header, line, cells):
    result = read_street(f"{header}\n{line(1, **cells)}\n")
    assert result.rows_landed == 1
    assert result.notes == ()


def test_exact_repeats_are_kept(read_street, header, line):
    text = line(1, id="", type="Anti-social behaviour", outcome="")
    assert read_street("\n".join([header, text, text, text]) + "\n").rows_landed == 3


def test_repeated_keys_are_noted_and_kept(read_street, header, line):
    result = read_street("\n".join([header, line(1), line(1), line(2)]) + "\n")
    assert result.rows_landed == 3
    assert result.notes == ("2 rows share their Crime ID with another row; all are landed.",)


def test_a_new_crime_type_lands_and_is_noted(read_street, header, line):
    result = read_street(f"{header}\n{line(1, type='Fly-tipping')}\n{line(2)}\n")
    assert result.rows_landed == 2
    assert any('"Fly-tipping"' in note for note in result.notes)


def test_spaces_around_cells_are_taken_off(read_street, header, line):
    result = read_street(f"{header}\n{line(1, type=' Drugs ', longitude=' 0.1')}\n")
    assert result.rows["crime_type"].to_list() == ["Drugs"]
    assert result.rows["longitude"].to_list() == [0.1]


PEOPLE = Source(
    name="people",
    title="People",
    publisher="us",
    agency="us",
    licence="none",
    grain="one row per person",
    columns=(
        Column(name="nhs_number", header="NHS number", kind=ColumnKind.INTEGER, personal=True),
        Column(name="born", header="Born", kind=ColumnKind.DATE, personal=True),
        Column(name="sex", header="Sex", codelist="lsoa_changes"),
    ),
    edition=("sex",),
    disclosure="ons_open",
)


def test_no_reason_shows_the_value_of_a_personal_column(opened):
    result = read(opened("NHS number,Born,Sex\nabc-secret,1980-01-31,U\n"), PEOPLE)
    said = " ".join(result.rejects["reason"])
    assert "secret" not in said
    assert "1980" not in said
    assert result.rejects["reason"].to_list() == [
        "expected a whole number, found 10 characters that are not one",
        "expected a date as DD/MM/YYYY, found 10 characters that are not one",
    ]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        pytest.param("31", '"31"', id="a number"),
        pytest.param("-1", '"-1"', id="a number below nothing"),
        pytest.param("Q", '"Q"', id="a letter"),
        pytest.param("92D", '"92D"', id="a code"),
        pytest.param("Jo", "2 characters", id="a short name"),
        pytest.param("JO", "2 characters", id="initials"),
        pytest.param("1980-01-31", "10 characters", id="a date"),
        pytest.param("9434765919", "10 characters", id="a number of a person"),
        pytest.param("ZH1 4QT", "7 characters", id="a postcode"),
    ],
)
def test_where_people_are_only_short_codes_are_shown(opened, cell, shown):
    """A cell in the wrong column may be a name, so it is not the column alone that counts."""
    result = read(opened(f"NHS number,Born,Sex\n1,31/01/1980,{cell}\n"), PEOPLE)
    (reason,) = result.rejects["reason"]
    assert shown in reason
    assert (cell in reason) == shown.startswith('"')


def test_a_new_code_where_people_are_is_counted_and_a_name_is_not_shown(opened):
    columns = (*PEOPLE.columns[:2], Column(name="sex", header="Sex", codelist="yes_no"))
    source = PEOPLE.model_copy(update={"columns": columns})
    rows = "1,31/01/1980,Smith\n2,31/01/1980,7\n3,31/01/1980,Yes\n"
    result = read(opened("NHS number,Born,Sex\n" + rows), source)
    assert result.notes == (
        'Sex: landed though not in local partners\'s list: "7" and 1 more.',
    )
    only = read(opened("NHS number,Born,Sex\n" + rows.split("\n")[0] + "\n"), source)
    assert only.notes == ("Sex: landed though not in local partners's list: 1 value.",)


def test_a_word_for_blank_is_blank_in_every_kind_of_column(opened):
    columns = (
        Column(name="born", header="Born", kind=ColumnKind.DATE, nullable=True),
        Column(name="days", header="Days", kind=ColumnKind.INTEGER, nullable=True, maximum=28),
        Column(name="sex", header="Sex", nullable=True, codelist="lsoa_changes"),
        Column(name="agency", header="Agency"),
    )
    source = PEOPLE.model_copy(update={"columns": columns, "blank_as": ("NA", "n/k")})
    rows = " NA ,NA,n/k,T1\nna,1,U,T1\n31/01/1980,NAN,NAAN,T1\n31/01/1980,2,U,NA\n"
    result = read(opened("Born,Days,Sex,Agency\n" + rows), source)
    assert result.rows.drop("_row").rows() == [(None, None, None, "T1")]
    assert list(zip(result.rejects["row"], result.rejects["column"], strict=True)) == [
        (3, "Born"),
        (4, "Days"),
        (4, "Sex"),
        (5, "Agency"),
    ]


def test_a_value_outside_a_closed_codelist_is_refused(opened):
    result = read(opened("NHS number,Born,Sex\n1,31/01/1980,Q\n2,31/01/1980,U\n"), PEOPLE)
    assert result.rows_landed == 1
    assert 'found "Q"' in result.rejects["reason"][0]


WIDE = Source(
    name="wide",
    title="Wide",
    publisher="us",
    agency="us",
    licence="none",
    grain="one row per area and year",
    columns=(
        Column(name="area", header="Area"),
        Column(name="year", kind=ColumnKind.YEAR),
        Column(name="count", kind=ColumnKind.INTEGER, minimum=0),
    ),
    unpivot=Unpivot(headers=r"(20\d\d) ?", into="year", values="count"),
    symbols={"-": "fewer than three", "..": "not available"},
    edition=("year",),
    disclosure="ons_open",
)


def test_one_bad_cell_refuses_the_whole_wide_row(opened):
    result = read(opened("Area,2019,2020\nA,1,2\nB,x,4\nC,-,..\nD,5,-1\n"), WIDE)
    assert (result.rows_read, result.rows_landed, result.rows_refused) == (4, 2, 2)
    assert result.rows.select("area", "year", "count", "count_symbol").rows() == [
        ("A", 2019, 1, None),
        ("A", 2020, 2, None),
        ("C", 2019, None, "-"),
        ("C", 2020, None, ".."),
    ]
    assert result.rejects.rows() == [
        (3, "2019", 'expected a whole number, found "x"', "B,x,4"),
        (5, "2020", 'expected at least 0, found "-1"', "D,5,-1"),
    ]


def test_the_month_of_a_search_is_by_the_clock_on_the_wall(opened):
    source = all_sources()["police_stop_search"]
    columns = [column.header for column in source.in_file]
    times = {
        "2024-03-31T22:59:00+00:00": date(2024, 3, 1),
        "2024-03-31T23:00:00+00:00": date(2024, 4, 1),  # summer time: midnight
        "2024-01-31T23:59:00+00:00": date(2024, 1, 1),  # winter time
        "2024-10-31T23:59:00+00:00": date(2024, 10, 1),
    }
    lines = [
        ",".join(
            (dict.fromkeys(columns, "") | {"Type": "Person search", "Date": time}).values()
        )
        for time in times
    ]
    result = read(opened("\n".join([",".join(columns), *lines]) + "\n"), source)
    assert result.rows["month"].to_list() == list(times.values())


@pytest.mark.parametrize(
    ("longitudes", "refused"),
    [
        pytest.param(["1.1", "1.2", "", "-1.1"], 0, id="most lie on made-up ground"),
        pytest.param(["-1.1", "-1.2", "", "1.1"], 1, id="a lost minus sign in Yorkshire"),
    ],
)
def test_searches_without_a_small_area_are_made_up_by_their_file(opened, longitudes, refused):
    source = all_sources()["police_stop_search"]
    columns = [column.header for column in source.in_file]
    blank = dict.fromkeys(columns, "")
    searched = {"Type": "Person search", "Date": "2024-04-01T10:00:00+00:00"}
    lines = [
        blank | searched | {"Longitude": east, "Latitude": "53.95" if east else ""}
        for east in longitudes
    ]
    text = "\n".join([",".join(columns), *(",".join(line.values()) for line in lines)]) + "\n"
    assert read(opened(text), source).rows_refused == refused


def test_the_order_of_rejects_is_the_order_of_rows(read_street, header, line):
    bad = [line(number, month="May" if number % 2 else "2024-05") for number in range(20)]
    rows = read_street("\n".join([header, *bad, "short"]) + "\n").rejects["row"].to_list()
    assert all(before <= after for before, after in pairwise(rows))
    assert len(rows) == 11
