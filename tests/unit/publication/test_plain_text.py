"""Plain text from a form, as blocks."""

import pytest

from fingerpost.evidence.publication.content import BulletList, Heading, Paragraph
from fingerpost.evidence.publication.plain_text import text_blocks


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        pytest.param("", (), id="nothing"),
        pytest.param(
            "One\r\ntwo\r\n\r\nthree",
            (Paragraph("One two"), Paragraph("three")),
            id="paragraphs",
        ),
        pytest.param(
            "## Why\nToo few", (Heading("Why", 3), Paragraph("Too few")), id="a heading"
        ),
        pytest.param(
            "So:\n- six\n- ten\n", (Paragraph("So:"), BulletList(("six", "ten"))), id="points"
        ),
        pytest.param(
            "-no point\n##no heading",
            (Paragraph("-no point ##no heading"),),
            id="no space, no mark",
        ),
        pytest.param(
            "<b>x</b> #set page()", (Paragraph("<b>x</b> #set page()"),), id="no markup"
        ),
    ],
)
def test_a_text_becomes_blocks(text, blocks):
    assert text_blocks(text, level=3) == blocks
