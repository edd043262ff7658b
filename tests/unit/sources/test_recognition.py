"""What a file is taken for, and what is said where it is taken for nothing."""

from __future__ import annotations

import pytest

from fingerpost.evidence.core.errors import SourceError
from fingerpost.evidence.sources import all_sources, read, recognise

OUTCOMES = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Outcome type"
)


def test_a_header_in_another_order_and_case_with_a_bom(read_street, header, line):
    names, cells = header.split(","), line(1).split(",")
    order = list(reversed(range(12)))
    shuffled = ",".join(f"  {names[at].upper()} " for at in order)
    data = "\ufeff" + shuffled + "\n" + ",".join(cells[at] for at in order) + "\n"
    result = read_street(data)
    assert result.rows["crime_type"].to_list() == ["Drugs"]
    assert result.rows.columns[:2] == ["crime_id", "month"]


def test_headers_with_doubled_spaces(read_street, header, line):
    assert (
        read_street(header.replace("Crime ID", "Crime   ID") + "\n" + line(1)).rows_landed == 1
    )


def test_a_header_below_a_title_and_notes(read_street, header, line):
    text = f"Street crime\nSupplied on 3 June,by email\n\n{header}\n{line(1)}\n{line(2)}\n"
    result = read_street(text)
    assert result.rows_landed == 2
    assert result.rows["_row"].to_list() == [5, 6]
    assert "The header stands on row 4." in result.notes


def test_no_header_line_is_refused_and_said(opened, line):
    found = recognise(opened("\n".join(line(number) for number in range(5))))
    assert found.source is None
    assert found.is_refused
    assert found.closest is all_sources()["police_street"]
    assert "no header line" in found.why


def test_no_header_line_and_no_known_shape_is_unrecognised(opened):
    found = recognise(opened("a,b,c\n1,2,3\n4,5,6\n"))
    assert found.source is None
    assert not found.is_refused


def test_a_missing_column_is_refused_and_named(opened, header, line):
    at = header.split(",").index("Crime type")
    cut = [
        ",".join(c for i, c in enumerate(x.split(",")) if i != at) for x in (header, line(1))
    ]
    found = recognise(opened("\n".join(cut)))
    assert found.source is None
    assert found.is_refused
    assert found.closest is all_sources()["police_street"]
    assert found.missing == ("Crime type",)
    assert "Crime type" in found.why


def test_reading_a_file_without_its_columns_is_an_error(opened, header):
    with pytest.raises(SourceError, match="Longitude"):
        read(
            opened(header.replace("Longitude", "Easting") + "\n"),
            all_sources()["police_street"],
        )


def test_an_added_column_is_landed_without_and_noted(opened, header, line):
    file = opened(f"{header},Beat,Shift\n{line(1)},A,B\n{line(2)},C,D\n")
    found = recognise(file)
    assert found.source is all_sources()["police_street"]
    assert found.added == ("Beat", "Shift")
    result = read(file, found.source)
    assert result.rows_landed == 2
    assert "Beat" not in result.rows.columns
    assert any('"Beat", "Shift"' in note for note in result.notes)


def test_a_column_twice_is_refused(opened, header, line):
    found = recognise(opened(f"{header},Month\n{line(1)},2024-06\n"))
    assert found.source is None
    assert found.is_refused
    assert '"Month"' in found.why


def test_close_relatives_are_told_apart(opened, header):
    assert recognise(opened(header + "\n")).source is all_sources()["police_street"]
    assert recognise(opened(OUTCOMES + "\n")).source is all_sources()["police_outcomes"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"", "empty file", id="an empty file"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3\n1 0 obj\n", "PDF", id="a PDF named .csv"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "picture", id="a picture"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "old Excel", id="xls"),
        pytest.param(b"\0" * 5000, "zero bytes", id="zeros"),
        pytest.param(bytes(range(256)) * 40, "binary", id="binary junk"),
        pytest.param(b"PK\x03\x04 not really", "ZIP", id="a broken ZIP"),
        pytest.param(b"{ this is not json", "JSON", id="broken JSON"),
        pytest.param(
            b'{"type": "FeatureCollection", "features": []}', "no features", id="empty"
        ),
        pytest.param(b'["a", "b"]', "", id="a JSON list"),
        pytest.param(b"<!DOCTYPE html><html>Log in</html>", "web page", id="a login page"),
        pytest.param(b"\n\n\n", "", id="blank lines"),
        pytest.param(b"just words", "", id="words"),
    ],
)
def test_what_is_no_data_is_unrecognised_in_plain_words(opened, data, words):
    found = recognise(opened(data, "figures.csv"))
    assert found.source is None
    assert not found.is_refused
    assert words in found.why
    assert found.why.endswith(".")


def test_the_year_of_a_file_that_only_its_name_tells(opened):
    data = 'lsoa,pop\nE01017989,"1,954"\n'
    source = all_sources()["ons_population_lsoa"]
    assert recognise(opened(data)).source is source
    for name in ("2019_population.csv", "archive.zip!any/2019_population.csv"):
        assert read(opened(data, name), source).rows.row(0)[:3] == ("E01017989", 2019, 1954)
    with pytest.raises(SourceError, match="does not say the year"):
        read(opened(data, "population.csv"), source)


@pytest.mark.parametrize(
    ("name", "force"),
    [
        ("2024-04-cambridgeshire-stop-and-search.csv", "cambridgeshire"),
        ("x.zip!2024-04/2024-04-city-of-london-stop-and-search.csv", "city-of-london"),
        ("searches.csv", "not stated"),
    ],
)
def test_the_force_of_a_search_is_in_the_name_or_not_stated(opened, name, force):
    source = all_sources()["police_stop_search"]
    columns = [column.header for column in source.in_file]
    row = dict.fromkeys(columns, "") | {
        "Type": "Person search",
        "Date": "2024-07-01T00:00:00+00:00",
    }
    data = ",".join(columns) + "\n" + ",".join(row.values()) + "\n"
    assert read(opened(data, name), source).rows["force"].to_list() == [force]
