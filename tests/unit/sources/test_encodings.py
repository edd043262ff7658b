"""Files in other encodings: read, and said."""

from __future__ import annotations

import codecs

import pytest

PLACE = "On or near Café Lôn"


def table(header, line, place=PLACE):
    return "\r\n".join([header, line(1, location=place), line(2)]) + "\r\n"


@pytest.mark.parametrize(
    ("encode", "note"),
    [
        pytest.param(lambda text: text.encode(), None, id="UTF-8"),
        pytest.param(lambda text: codecs.BOM_UTF8 + text.encode(), None, id="UTF-8 with BOM"),
        pytest.param(lambda text: text.encode("utf-16"), "UTF-16", id="UTF-16 with BOM"),
        pytest.param(lambda text: text.encode("utf-16-le"), "UTF-16", id="UTF-16 LE without"),
        pytest.param(lambda text: text.encode("utf-16-be"), "UTF-16", id="UTF-16 BE without"),
        pytest.param(lambda text: text.encode("cp1252"), "Windows-1252", id="Windows-1252"),
    ],
)
def test_the_encoding_is_found_and_said(read_street, header, line, encode, note):
    result = read_street(encode(table(header, line)))
    assert result.rows_landed == 2
    assert result.rows["location"][0] == PLACE
    assert [note in said for said in result.notes] == ([True] if note else [])


def test_windows_quotes_and_dashes_are_read(read_street, header, line):
    data = table(header, line, "King’s Lynn – centre").encode("cp1252")
    assert read_street(data).rows["location"][0] == "King’s Lynn – centre"


def test_a_damaged_byte_in_utf8_refuses_its_row_alone(read_street, header, line):
    rows = [line(number, location=PLACE) for number in range(30)]
    good = "\n".join([header, *rows, line(99, location="XX")]).encode() + b"\n"
    result = read_street(good.replace(b"XX", b"X\xff"))
    assert result.rows_landed == 30
    assert result.rejects["row"].to_list() == [32]
    assert "no text" in result.rejects["reason"][0]
    assert "\\xff" in result.rejects["original_line"][0]


def test_half_a_character_at_the_end_of_utf16_is_left_out(read_street, header, line):
    data = table(header, line).encode("utf-16")[:-1]
    result = read_street(data)
    assert result.rows_read == 2
