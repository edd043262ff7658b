"""Workbooks: values only, visible sheets only, and none that is too much."""

from __future__ import annotations

import io
import time
import zipfile

import openpyxl
import pytest

from fingerpost.evidence.core.errors import SourceError
from fingerpost.evidence.sources import all_sources, read, recognise, spreadsheets

SOURCE = all_sources()["deprivation_upper_tier"]
HEADERS = [column.header + " " for column in SOURCE.in_file]


def row(code: str, *figures: object) -> list[object]:
    return [code, "Somewhere", *(figures or [0] * 10)]


def workbook(change=None, rows=(("E06000001",), ("E06000002",))) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "IMD"
    sheet.append(HEADERS)
    for cells in rows:
        sheet.append(row(*cells))
    if change:
        change(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_sheet_xml(data: bytes, change) -> bytes:
    """Return a workbook whose first sheet's XML is rewritten."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            part = old.read(member)
            if member.filename == "xl/worksheets/sheet1.xml":
                part = change(part)
            new.writestr(member.filename, part)
    return out.getvalue()


def read_it(opened, data):
    file = opened(data, "figures.xlsx")
    found = recognise(file)
    assert found.source is SOURCE, found.why
    return read(file, SOURCE)


def test_a_plain_sheet_is_read(opened):
    result = read_it(opened, workbook())
    assert result.rows_landed == 2
    assert result.rows["area_code"].to_list() == ["E06000001", "E06000002"]
    assert result.rows["_row"].to_list() == [2, 3]


def test_a_bad_cell_is_refused_with_its_row(opened):
    data = workbook(rows=(("E06000001",), ("E06000002", "n/a", *[0] * 9)))
    result = read_it(opened, data)
    assert result.rows_refused == 1
    ((number, column, reason, line),) = result.rejects.iter_rows()
    assert (number, column, reason) == (
        3,
        "IMD - Average rank",
        'expected a number, found "n/a"',
    )
    assert line.startswith("E06000002\tSomewhere\tn/a\t")


def test_a_formula_counts_for_its_last_value_and_is_never_worked_out(opened):
    def formula(xml: bytes) -> bytes:
        cached = b'<c r="C2"><f>1+1</f><v>77</v></c>'
        hyperlink = b'<c r="B2" t="str"><f>HYPERLINK("http://x","y")</f><v>y</v></c>'
        start, end = xml.index(b'<c r="B2"'), xml.index(b'<c r="D2"')
        return xml[:start] + hyperlink + cached + xml[end:]

    result = read_it(opened, with_sheet_xml(workbook(), formula))
    assert result.rows.row(0)[:3] == ("E06000001", "y", 77.0)


def test_a_formula_without_a_value_is_blank_and_refused(opened):
    def change(_book, sheet):
        sheet["C2"] = "=1+1"  # openpyxl saves no value for it

    result = read_it(opened, workbook(change))
    assert result.rows_refused == 1
    assert "blank" in result.rejects["reason"][0]


def test_hidden_sheets_are_not_read_and_are_noted(opened):
    def change(book, _sheet):
        hidden = book.create_sheet("Old IMD", 0)
        hidden.append(HEADERS)
        hidden.append(row("E06000099"))
        hidden.sheet_state = "hidden"
        book.create_sheet("Very old").sheet_state = "veryHidden"

    result = read_it(opened, workbook(change))
    assert result.rows_landed == 2
    assert result.notes == (
        'The sheet "Old IMD" is hidden and was not read.',
        'The sheet "Very old" is hidden and was not read.',
    )


def test_a_hidden_sheet_alone_is_no_table(opened):
    def change(book, sheet):
        book.create_sheet("Notes")
        sheet.sheet_state = "hidden"

    found = recognise(opened(workbook(change), "figures.xlsx"))
    assert found.source is None


def test_merged_title_cells_above_the_header(opened):
    def change(_book, sheet):
        sheet.insert_rows(1, 3)
        sheet["A1"] = "Indices of deprivation"
        sheet.merge_cells("A1:L2")

    result = read_it(opened, workbook(change))
    assert result.rows["_row"].to_list() == [5, 6]


def test_merged_body_cells_leave_blanks_that_are_refused(opened):
    result = read_it(opened, workbook(lambda _book, sheet: sheet.merge_cells("A2:A3")))
    assert result.rows_landed == 1
    assert result.rejects["row"].to_list() == [3]


def test_a_million_blank_rows_do_not_hang(opened):
    def blank_rows(xml: bytes) -> bytes:
        rows = b"".join(
            b'<row r="%d"><c r="A%d" s="0"/><c r="B%d" s="0"/></row>' % (n, n, n)
            for n in range(4, 1_048_577)
        )
        return xml.replace(b"</sheetData>", rows + b"</sheetData>")

    data = with_sheet_xml(workbook(), blank_rows)
    started = time.perf_counter()
    result = read_it(opened, data)
    assert result.rows_read == 2
    assert time.perf_counter() - started < 60


def test_a_space_in_the_last_row_does_not_hang(opened):
    def last(xml: bytes) -> bytes:
        space = b'<row r="1048576"><c r="B1048576" t="inlineStr"><is><t> </t></is></c></row>'
        return xml.replace(b"</sheetData>", space + b"</sheetData>")

    result = read_it(opened, with_sheet_xml(workbook(), last))
    assert result.rows_read == 2


def test_a_table_that_does_not_begin_in_the_corner(opened):
    def change(_book, sheet):
        sheet.insert_rows(1, 4)
        sheet.insert_cols(1, 2)

    result = read_it(opened, workbook(change))
    assert result.rows["_row"].to_list() == [6, 7]


def test_a_cell_in_the_far_corner_is_refused_before_memory_is_taken(opened):
    def far(xml: bytes) -> bytes:
        corner = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        return xml.replace(b"</sheetData>", corner + b"</sheetData>")

    data = with_sheet_xml(workbook(), far)
    found = recognise(opened(data, "figures.xlsx"))
    assert found.source is None
    assert "row 1,048,576" in found.why
    with pytest.raises(SourceError, match="more cells"):
        read(opened(data, "figures.xlsx"), SOURCE)


def test_a_workbook_that_is_a_bomb_is_refused(opened, monkeypatch):
    monkeypatch.setattr(spreadsheets, "MAX_UNPACKED_BYTES", 4 * 1024**2)
    data = with_sheet_xml(workbook(), lambda xml: xml + b" " * 8 * 1024**2)
    found = recognise(opened(data, "figures.xlsx"))
    assert found.source is None
    assert "unpacks to more than 4 MB" in found.why


def test_an_unknown_workbook_names_its_sheets(opened):
    book = openpyxl.Workbook()
    book.active.title = "Budget"
    out = io.BytesIO()
    book.save(out)
    found = recognise(opened(out.getvalue(), "budget.xlsx"))
    assert found.source is None
    assert '"Budget"' in found.why


def test_a_missing_column_of_a_workbook_is_named(opened):
    data = workbook(lambda _book, sheet: sheet.delete_cols(3))
    found = recognise(opened(data, "figures.xlsx"))
    assert found.is_refused
    assert found.missing == ("IMD - Average rank",)


def test_an_opendocument_sheet_is_said(opened):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("content.xml", "<x/>")
    found = recognise(opened(out.getvalue(), "figures.ods"))
    assert found.source is None
    assert "not one of Excel's" in found.why


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (True, "true"),
        (12.0, "12"),
        (0.1, "0.1"),
        (1e20, "1e+20"),
        ("", ""),
        (" x ", " x "),
    ],
)
def test_cells_as_text(cell, text):
    assert spreadsheets.cell_text(cell) == text
