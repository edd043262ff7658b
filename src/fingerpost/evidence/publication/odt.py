"""The same content as a text that people go on writing in: OpenDocument (ODT), the government's format.

Headings, lists and tables are what they say they are, so that a screen reader and an editor find their
way; nothing of the content is taken for markup. Pictures come as what they show, in words, with their
table: whoever wants the picture takes the PDF, which is made from the same content.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime

from odfdo import (
    Cell,
    Document,
    Element,
    Header,
    HeaderRows,
    List,
    ListItem,
    Paragraph,
    Row,
    Style,
    Table,
)

from fingerpost.evidence.publication import content
from fingerpost.evidence.publication.content import Block, Pack
from fingerpost.evidence.publication.wording import capital

FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of ZIP: the same content gives the same bytes
PICTURES = ("Thumbnails/thumbnail.png",)  # of the library's own empty document
FONT = "Liberation Sans"


def render_odt(pack: Pack, *, made_at: datetime) -> bytes:
    """Return the pack as OpenDocument text; `made_at` is the date that the file states.

    Everything of the pack is in it but the drawings, in the order of the PDF.
    """
    document = Document("text")
    _style(document)
    _describe(document, pack, made_at)
    body = document.body
    body.clear()
    for part in _front(pack):
        body.append(part)
    for page in pack.pages:
        body.append(_heading(page.title, 1))
        for block in page.blocks:
            for part in _parts(block):
                body.append(part)
    return _packed(document)


def _style(document: Document) -> None:
    """Set the language, a plain letter, and what the styles that we use look like."""
    document.language = "en-GB"
    default = document.get_style("paragraph")
    assert isinstance(default, Style)
    default.set_properties(
        {
            "fo:language": "en",
            "fo:country": "GB",
            "style:font-name": FONT,
            "fo:font-size": "11pt",
        },
        area="text",
    )
    for name, size, space in (
        ("1", "20pt", "0.8cm"),
        ("2", "14pt", "0.6cm"),
        ("3", "12pt", "0.4cm"),
    ):
        heading = document.get_style("paragraph", f"Heading_20_{name}")
        assert isinstance(heading, Style)
        for old in heading.children:  # the schema wants the paragraph's before the text's
            heading.delete(old)
        spaces = {"fo:margin-top": space, "fo:margin-bottom": "0.2cm"}
        heading.set_properties({**spaces, "fo:keep-with-next": "always"}, area="paragraph")
        heading.set_properties({"fo:font-size": size, "fo:font-weight": "bold"}, area="text")
    for style in (
        Style("paragraph", name="Title", area="text", size="26pt", bold=True),
        Style("paragraph", name="Lead", area="text", size="13pt"),
        Style("paragraph", name="Small", area="text", size="9pt"),
        Style("paragraph", name="Warning", area="text", bold=True),
        Style("paragraph", name="Table_20_Heading", area="text", bold=True),
    ):
        document.insert_style(style)
    number = Style("paragraph", name="Number")
    number.set_properties({"fo:text-align": "end"}, area="paragraph")
    document.insert_style(number)


def _describe(document: Document, pack: Pack, made_at: datetime) -> None:
    meta = document.meta
    meta.set_title(pack.title)
    meta.set_subject(pack.subtitle)
    meta.set_description(pack.identity)
    meta.set_language(pack.language)
    meta.set_creation_date(made_at)
    meta.set_modification_date(made_at)
    meta.set_generator("Fingerpost")
    for statistic in meta.get_elements("//meta:document-statistic"):  # of the empty document
        statistic.delete()


def _front(pack: Pack) -> Iterator[Element]:
    yield _paragraph(pack.title, "Title")
    yield _paragraph(pack.subtitle, "Lead")
    yield _paragraph(f"For {pack.audience}. {pack.identity}.")
    for words in pack.warnings:
        yield _paragraph(words, "Warning")
    if pack.is_draft:
        yield _paragraph("Draft: no person has approved this yet.", "Warning")
    for words in pack.licence_statements:
        yield _paragraph(words, "Small")


def _parts(block: Block) -> Iterator[Element]:
    """Yield what a block is in the document."""
    if isinstance(block, content.Heading):
        yield _heading(block.text, block.level)
    elif isinstance(block, content.Paragraph):
        yield _paragraph(block.text, {"lead": "Lead", "small": "Small"}.get(block.tone, ""))
    elif isinstance(block, content.BulletList):
        yield _list(block.items, ordered=block.ordered)
    elif isinstance(block, content.FindingList):
        yield _list(
            (f"{one.sentence} ({one.kind}. {one.sign}. {one.age}.)" for one in block.findings),
            ordered=True,
        )
    elif isinstance(block, content.Callout):
        yield _paragraph(block.title, "Warning")
        yield from (_paragraph(words) for words in block.paragraphs)
    elif isinstance(block, content.Facts):
        yield from (_paragraph(f"{term}: {what}") for term, what in block.rows)
    elif isinstance(block, content.Table):
        yield from _table(block)
    elif isinstance(block, content.Figure):
        yield _heading(block.title, 3)
        yield _paragraph(block.alternative)
        yield _paragraph(f"{block.data_age} {block.source}", "Small")
        yield from _table(block.table)
    else:
        yield _heading(block.title, 2)
        if block.kind != "plain":
            yield _paragraph(f"{capital(block.kind)}.", "Warning")
        if block.intro:
            yield _paragraph(block.intro)
        for inner in block.blocks:
            yield from _parts(inner)


def _paragraph(words: str, style: str = "") -> Paragraph:
    return Paragraph(words, style=style or "Text_20_body", formatted=False)


def _heading(words: str, level: int) -> Header:
    made = Header(level, words, formatted=False)
    made.style = f"Heading_20_{level}"
    return made


def _list(items: Iterator[str] | tuple[str, ...], *, ordered: bool) -> List:
    made = List(style="Numbering_20_1" if ordered else "List_20_1")
    for words in items:
        item = ListItem()
        item.append(_paragraph(words))
        made.append(item)
    return made


def _table(block: content.Table) -> Iterator[Element]:
    """Yield the caption, the table with its row of headers, and what its symbols mean."""
    yield _paragraph(block.caption, "Table_20_Heading")
    made = Table(_name(block.caption))
    head = HeaderRows()
    head.append(_row(block.headers, block.numeric, "Table_20_Heading"))
    made.append(head)
    for row in block.rows:
        made.append(_row(row, block.numeric, ""))
    yield made
    if block.note:
        yield _paragraph(block.note, "Small")


def _row(cells: tuple[str, ...], numeric: tuple[bool, ...], style: str) -> Row:
    row = Row()
    for words, is_number in zip(cells, numeric, strict=True):
        cell = Cell(cell_type="string")
        cell.append(_paragraph(words, style or ("Number" if is_number else "")))
        row.append(cell)
    return row


def _name(caption: str) -> str:
    """Return a caption as a table may be named by: letters, numbers and spaces."""
    return " ".join("".join(c if c.isalnum() else " " for c in caption).split())[:60] or "Table"


def _packed(document: Document) -> bytes:
    """Return the file, with every part at the same day and without the library's own picture."""
    for name in PICTURES:
        document.del_part(name)
        document.manifest.del_full_path(name)
    written, packed = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as made, zipfile.ZipFile(packed, "w") as file:
        for one in made.infolist():
            named = zipfile.ZipInfo(one.filename, FIRST_DAY)
            named.compress_type = one.compress_type
            file.writestr(named, made.read(one))
    return packed.getvalue()
