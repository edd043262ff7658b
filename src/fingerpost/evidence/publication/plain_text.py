"""Plain text as people type it into a form: `## ` begins a heading, `- ` a point, an empty line a paragraph."""

from __future__ import annotations

from itertools import groupby
from typing import Literal

from fingerpost.evidence.publication.content import Block, BulletList, Heading, Paragraph

HEADING, POINT = "## ", "- "


def text_blocks(text: str, *, level: Literal[2, 3] = 2) -> tuple[Block, ...]:
    """Return a text as blocks, its headings at a level; nothing of it is taken for markup.

    Lines that follow one another are one paragraph, and points that do are one list.
    """
    lines = [line.strip() for line in text.splitlines()]
    blocks: list[Block] = []
    for kind, run in groupby(lines, key=_kind):
        together = list(run)
        if kind == HEADING:
            blocks += [Heading(one.removeprefix(HEADING), level) for one in together]
        elif kind == POINT:
            blocks.append(BulletList(tuple(one.removeprefix(POINT) for one in together)))
        elif kind:
            blocks.append(Paragraph(" ".join(together)))
    return tuple(blocks)


def _kind(line: str) -> str:
    if line.startswith((HEADING, POINT)):
        return line[: line.index(" ") + 1]
    return "text" if line else ""
