"""Broken lines: only they are refused, with their row, their reason and the whole line."""

from __future__ import annotations

import pytest

from fingerpost.evidence.sources.delimited import MAX_JOINED_LINES


def rejects(result) -> list[tuple[int, str]]:
    return list(zip(result.rejects["row"], result.rejects["reason"], strict=True))


@pytest.mark.parametrize(
    "end",
    [
        pytest.param("\n", id="LF"),
        pytest.param("\r\n", id="CR LF"),
        pytest.param("\r", id="CR"),
    ],
)
@pytest.mark.parametrize("last", [True, False], ids=["with a last line end", "without one"])
def test_every_kind_of_line_end_is_read(read_street, line, header, end, last):
    text = end.join([header, line(1), line(2), line(3)]) + (end if last else "")
    result = read_street(text)
    assert result.rows_read == result.rows_landed == 3
    assert result.rows["_row"].to_list() == [2, 3, 4]
    assert result.rows["context"].to_list() == [None] * 3


def test_line_ends_may_be_mixed(read_street, line, header):
    text = f"{header}\r\n{line(1)}\n{line(2)}\r\n{line(3)}\r"
    assert read_street(text).rows_landed == 3


def test_an_unterminated_quote_in_the_middle_refuses_only_its_row(read_street, line, header):
    broken = line(2, location='"On or near Market Street')
    text = (
        "\n".join([header, line(1), broken, *(line(number) for number in range(3, 9))]) + "\n"
    )
    result = read_street(text)
    assert result.rows_read == 8
    assert rejects(result) == [(3, "a quotation mark opens a field and is never closed")]
    assert result.rejects["original_line"].to_list() == [broken]
    assert result.rows["_row"].to_list() == [2, 4, 5, 6, 7, 8, 9]


def test_two_unterminated_quotes_do_not_swallow_the_rows_between(read_street, line, header):
    lines = [header, line(1), line(2, location='"On or near A'), line(3), line(4)]
    lines += [line(5, location='On or near B"'), line(6)]
    result = read_street("\n".join(lines) + "\n")
    assert result.rows_read == 6
    # A quote inside a field that does not begin with one is part of its text.
    assert [row for row, _ in rejects(result)] == [3]
    assert result.rows.filter(result.rows["_row"] == 6)["location"].item() == 'On or near B"'


def test_a_quote_that_goes_on_after_closing_is_refused(read_street, line, header):
    text = "\n".join([header, line(1), line(2, location='"On or near" A'), line(3)]) + "\n"
    result = read_street(text)
    assert rejects(result) == [(3, "a quotation mark closes a field that goes on after it")]


def test_quotes_inside_fields_join_no_lines(read_street, line, header):
    lines = [line(number, location='On or near the "Bell') for number in range(4)]
    result = read_street("\n".join([header, *lines]) + "\n")
    assert result.rows_landed == 4
    assert result.rows["location"].to_list() == ['On or near the "Bell'] * 4


def test_quoted_fields_are_read(read_street, line, header):
    text = "\n".join(
        [
            header,
            line(1, lsoa_name='"Bournemouth, Christchurch and Poole 009D"'),
            line(2, location='"On or near ""The Bell"""'),
            line(3, location='""'),
        ]
    )
    result = read_street(text + "\n")
    assert result.rows["lsoa_name"][0] == "Bournemouth, Christchurch and Poole 009D"
    assert result.rows["location"].to_list()[1:] == ['On or near "The Bell"', None]


def test_a_quoted_field_may_hold_a_line_break(read_street, line, header):
    text = "\n".join(
        [header, line(1), line(2, location='"On or near\nMarket, Street"'), line(3)]
    )
    result = read_street(text + "\n")
    assert result.rows_read == result.rows_landed == 3
    assert result.rows["location"][1] == "On or near\nMarket, Street"
    # Rows are numbered as a spreadsheet shows them: the two lines are one row.
    assert result.rows["_row"].to_list() == [2, 3, 4]


def test_a_quoted_field_with_too_many_line_breaks_is_a_forgotten_quote(
    read_street, line, header
):
    long = line(2, location='"' + "\n".join("note" for _ in range(MAX_JOINED_LINES + 5)) + '"')
    result = read_street("\n".join([header, line(1), long, line(3)]) + "\n")
    assert result.rows_landed == 2
    assert result.rows_read == 2 + len(long.split("\n"))


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        pytest.param(200, "the row has 200 fields; the header has 12", id="200 columns"),
        pytest.param(13, "the row has 13 fields; the header has 12", id="one too many"),
        pytest.param(11, "the row has 11 fields; the header has 12", id="one too few"),
        pytest.param(1, "the row has 1 field; the header has 12", id="a lone word"),
    ],
)
@pytest.mark.parametrize("quoted", [False, True], ids=["plain", "quoted"])
def test_a_row_of_the_wrong_width_is_refused(read_street, line, header, fields, reason, quoted):
    broken = ",".join(['"x"' if quoted else "x"] * fields)
    result = read_street("\n".join([header, line(1), broken, line(2)]) + "\n")
    assert rejects(result) == [(3, reason)]
    assert result.rejects["original_line"].to_list() == [broken]
    assert result.rows_landed == 2


def test_a_short_and_a_long_row_do_not_make_up_for_each_other(read_street, line, header):
    short, long = line(2).removesuffix(","), line(3) + ","
    result = read_street("\n".join([header, line(1), short, long, line(4)]) + "\n")
    assert [row for row, _ in rejects(result)] == [3, 4]


def test_a_truncated_last_line_is_refused(read_street, line, header):
    whole = "\n".join([header, line(1), line(2)])
    result = read_street(whole[:-60])
    assert result.rows_read == 2
    assert result.rows_landed == 1
    ((row, reason),) = rejects(result)
    assert row == 3
    assert reason.startswith("the file ends in the middle of this row")
    assert result.rejects["original_line"][0] == line(2)[:-60]


def test_a_file_cut_inside_quotes_loses_one_row(read_street, line, header):
    text = "\n".join([header, line(1), line(2, location='"On or near Market Street, X"')])
    result = read_street(text[: text.index("Street, X")])
    assert rejects(result) == [(3, "the file ends in the middle of this row")]


def test_nul_bytes_refuse_their_row_and_are_shown(read_street, line, header):
    text = "\n".join([header, line(1), line(2, location="On or\0near"), line(3)]) + "\n"
    result = read_street(text)
    assert rejects(result) == [(3, "the line holds zero bytes, which are no text")]
    assert "On or\\x00near" in result.rejects["original_line"][0]
    assert result.rows_landed == 2


def test_blank_lines_are_no_rows_but_keep_their_number(read_street, line, header):
    result = read_street("\n".join([header, line(1), "", "   ", line(2), "", ""]) + "\n")
    assert result.rows_read == result.rows_landed == 2
    assert result.rows["_row"].to_list() == [2, 5]
    assert any("blank" in note for note in result.notes)


def test_a_file_of_a_header_alone_has_no_rows(read_street, header):
    for text in (header, header + "\n", header + "\r\n"):
        assert read_street(text).rows_read == 0


def test_the_slow_way_and_the_fast_way_agree(read_street, line, header):
    lines = [line(number, location='"A, B"' if number % 3 else "C") for number in range(40)]
    fast = read_street("\n".join([header, *lines]) + "\n")
    slow = read_street("\n".join([header, *lines, "broken"]) + "\n")
    assert fast.rows.equals(slow.rows)
    assert slow.rows_refused == 1
