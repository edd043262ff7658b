"""The pack as HTML: pages that need no JavaScript, nothing from outside, and print well."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from fingerpost.evidence.publication.content import Pack

KIND_LABELS = {
    "outcome": "Outcome",
    "activity": "Activity",
    "process": "Process",
    "context": "Context",
    "plain": "",
}


def file_name(slug: str) -> str:
    """Return the file of a page."""
    return f"{slug}.html"


def render_html(pack: Pack) -> dict[str, str]:
    """Return the text of every file of the pack, by file name.

    Everything that comes from data is escaped; only the SVG that we drew ourselves is not.
    """
    environment = _environment()
    style = environment.loader.get_source(environment, "pack.css")[0]  # type: ignore[union-attr]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    template = environment.get_template("page.html")
    return {
        file_name(page.slug): template.render(
            pack=pack,
            page=page,
            number=number,
            style=Markup(style),  # noqa: S704  # our own file
            style_hash=digest,
        )
        for number, page in enumerate(pack.pages)
    }


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("fingerpost.evidence.publication", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["file"] = file_name
    environment.filters["drawing"] = Markup
    environment.filters["kind_label"] = KIND_LABELS.__getitem__
    environment.tests["block"] = _is_block
    return environment


def _is_block(value: Any, name: str) -> bool:
    return type(value).__name__ == name
