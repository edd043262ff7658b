"""The pack as PDF/UA-1: the same content as the HTML, tagged, with words for every picture.

Typst reads the content as data (JSON and SVG files); nothing of it is ever taken for markup.
"""

from __future__ import annotations

import dataclasses
import json
import shutil
import tempfile
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from fingerpost.evidence.publication.content import Block, Figure, Group, Pack

FONTS = Path(str(files("fingerpost.evidence.publication") / "fonts"))
SHORT_CELL = 14  # letters
ROWS_IN_PRINT = 30  # a longer table behind a figure is cut, and says where the rest is


def render_pdf(pack: Pack, *, made_at: datetime) -> bytes:
    """Return the pack as PDF/UA-1; `made_at` is the date that the file states.

    Raises
    ------
    RuntimeError
        If the content breaks a rule of PDF/UA, such as a picture without words.
    """
    import typst  # noqa: PLC0415  # 30 MB, only when a PDF is made

    with tempfile.TemporaryDirectory(prefix="fingerpost-pdf-") as name:
        folder = Path(name)
        drawings: list[str] = []
        content = _plain(pack, folder, drawings)
        (folder / "pack.json").write_text(json.dumps(content), encoding="utf-8")
        template = files("fingerpost.evidence.publication") / "templates" / "pack.typ"
        shutil.copyfile(str(template), folder / "pack.typ")
        made: bytes = typst.compile(
            str(folder / "pack.typ"),
            root=str(folder),
            pdf_standards=["ua-1"],
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,  # the same bytes on every machine
            timestamp=int(made_at.timestamp()),
        )
    return made


def _plain(pack: Pack, folder: Path, drawings: list[str]) -> dict[str, Any]:
    return {
        "title": pack.title,
        "subtitle": pack.subtitle,
        "audience": pack.audience,
        "draft": pack.is_draft,
        "warnings": pack.warnings,
        "identity": pack.identity,
        "licences": pack.licence_statements,
        "pages": [
            {
                "title": page.title,
                "blocks": [_block(block, folder, drawings) for block in page.blocks],
            }
            for page in pack.pages
        ],
    }


def _block(block: Block, folder: Path, drawings: list[str]) -> dict[str, Any]:
    kind = type(block).__name__
    if isinstance(block, Group):
        return {
            "type": kind,
            "title": block.title,
            "kind": block.kind,
            "intro": block.intro,
            "blocks": [_block(inner, folder, drawings) for inner in block.blocks],
        }
    if isinstance(block, Figure):
        file = f"figure-{len(drawings)}.svg"
        drawings.append(file)
        (folder / file).write_text(block.svg, encoding="utf-8")
        said = dataclasses.asdict(block)
        said.pop("svg")
        rows = said["table"]["rows"]
        said["table"]["widths"] = _widths(rows, said["table"]["headers"])
        said["table"]["cut"] = max(0, len(rows) - ROWS_IN_PRINT)
        said["table"]["rows"] = rows[:ROWS_IN_PRINT]
        return {"type": kind, "file": file, **said}
    said = dataclasses.asdict(block)
    if kind == "Table":
        said["cut"] = 0
        said["widths"] = _widths(said["rows"], said["headers"])
    return {"type": kind, **said}


def _widths(rows: list[tuple[str, ...]], headers: tuple[str, ...]) -> list[int]:
    """Return the share of the page's width that each column of words needs; 0: as it comes.

    A column of short words (“Outcome”, “December 2020”) is as wide as they are, never narrower,
    where the table has a longer one to share the rest.
    """
    longest = [max(len(cell) for cell in column) for column in zip(headers, *rows, strict=True)]
    if max(longest) <= SHORT_CELL:
        return longest
    return [0 if cell <= SHORT_CELL else min(40, cell) for cell in longest]
