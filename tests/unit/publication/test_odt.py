"""The document that people go on writing in says what the PDF says, and is what ODF wants."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest
from lxml import etree
from odfdo import Document

from fingerpost.evidence.publication.content import (
    BulletList,
    Callout,
    Facts,
    Figure,
    FindingLine,
    FindingList,
    Group,
    Heading,
    Pack,
    Page,
    Paragraph,
    Table,
)
from fingerpost.evidence.publication.odt import render_odt

MADE = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
WORDS = "Fenmark <b>& more</b> {{ x }}"
A_TABLE = Table("Offences, by district", ("Area", "2026"), (("Aldenwold", "1,204"),), (False, True), "c: hidden")  # fmt: skip
BLOCKS = (
    Heading("A section"),
    Paragraph("The answer.", "lead"),
    Paragraph(WORDS),
    BulletList(("First", "Second")),
    BulletList(("Then", "Last"), ordered=True),
    FindingList((FindingLine("It fell.", "Outcome", "Sign of change", "2 months old"),)),
    Callout("Cannot say", ("Too few.",), "cannot_say"),
    Facts((("Owner", "Treatment lead"),)),
    A_TABLE,
    Figure("f", "A chart", "<svg/>", "It rises.", "Data to May.", "Source: force.", A_TABLE),
    Group("What partners did", "activity", (Paragraph("Inside."),), "More is not better."),
)


def pack(**more: object) -> Pack:
    said = {
        "title": "Progress report",
        "subtitle": "Quarter 3",
        "audience": "the board",
        "is_draft": True,
        "pages": (Page("index", "How we do", BLOCKS),),
        "licence_statements": ("Open Government Licence",),
        "identity": "Release 1a2b",
        "warnings": ("Synthetic",),
        **more,
    }
    return Pack(**said)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def made() -> bytes:
    return render_odt(pack(), made_at=MADE)


def xml(made: bytes, part: str) -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(made)).read(part))


def test_all_that_the_pack_says_is_in_it_in_order(made) -> None:
    said = " ".join("".join(xml(made, "content.xml").itertext()).split())
    wanted = (
        "Progress report", "Quarter 3", "For the board. Release 1a2b.", "Synthetic", "Draft:",
        "Open Government Licence", "How we do", "A section", "The answer.", WORDS, "First", "Second",
        "Then", "Last", "It fell. (Outcome. Sign of change. 2 months old.)", "Cannot say", "Too few.",
        "Owner: Treatment lead", "Offences, by district", "Area", "2026", "Aldenwold", "1,204",
        "c: hidden", "A chart", "It rises.", "Data to May. Source: force.", "1,204",
        "What partners did", "Activity.", "More is not better.", "Inside.",
    )  # fmt: skip
    place = 0
    for words in wanted:
        place = said.index(words, place) + len(words)


def test_headings_lists_and_header_rows_are_what_they_are(made) -> None:
    content = xml(made, "content.xml")
    headings = [
        (int(one.get(f"{{{TEXT}}}outline-level")), one.text)
        for one in content.iter(f"{{{TEXT}}}h")
    ]
    assert headings == [
        (1, "How we do"), (2, "A section"), (3, "A chart"), (2, "What partners did"),
    ]  # fmt: skip
    assert len(list(content.iter(f"{{{TEXT}}}list"))) == 3
    heads = list(content.iter(f"{{{TABLE}}}table-header-rows"))
    assert ["".join(one.itertext()) for one in heads] == ["Area2026", "Area2026"]


def test_the_styles_that_are_used_are_there(made) -> None:
    name = f"{{{TEXT}}}style-name"
    used = {one.get(name) for one in xml(made, "content.xml").iter() if one.get(name)}
    style = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}name"
    there = {one.get(style) for one in xml(made, "styles.xml").iter()}
    assert used
    assert used <= there


def test_the_file_is_packed_as_odf_wants(made) -> None:
    file = zipfile.ZipFile(io.BytesIO(made))
    first = file.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert file.read("mimetype") == b"application/vnd.oasis.opendocument.text"
    path = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}full-path"
    listed = {one.get(path) for one in xml(made, "META-INF/manifest.xml")} - {"/"}
    assert {one for one in listed if not one.endswith("/")} <= set(file.namelist())
    assert "Thumbnails/thumbnail.png" not in file.namelist()


def test_it_says_what_it_is_and_in_which_language(made) -> None:
    read = Document(io.BytesIO(made))
    assert read.meta.get_title() == "Progress report"
    assert read.meta.get_creation_date() == MADE
    assert read.language == "en-GB"
    styles = zipfile.ZipFile(io.BytesIO(made)).read("styles.xml")
    assert b'fo:language="en" fo:country="GB"' in styles
    assert b'"fr"' not in styles


def test_the_same_content_gives_the_same_bytes(made) -> None:
    assert render_odt(pack(), made_at=MADE) == made
    assert render_odt(pack(is_draft=False), made_at=MADE) != made
