"""Draw the blocks of a published page as GOV.UK components."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from fingerpost.evidence.publication.content import Block, Figure, Table

register = template.Library()


KEPT = 2000  # blocks: those of about 150 pages


@register.simple_tag
@lru_cache(maxsize=KEPT)
def show(block: Block) -> SafeString:
    """Return a block of a page as HTML; every word of it is escaped, but pictures of our own.

    What is kept is found by all that the block says: only who has the block gets its HTML.
    """
    context: dict[str, Any] = {"block": block, "kind": type(block).__name__}
    if isinstance(block, Table):
        context["headers"] = list(zip(block.headers, block.numeric, strict=True))
        context["rows"] = [list(zip(row, block.numeric, strict=True)) for row in block.rows]
    if isinstance(block, Figure):
        # Drawn by `publication` from a release, which escapes what it writes into it.
        context["svg"] = mark_safe(block.svg)  # noqa: S308
    return render_to_string("insight/block.html", context)
