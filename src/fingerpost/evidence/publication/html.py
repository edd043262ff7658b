"""The pack as HTML: pages that need no JavaScript, nothing from outside, and print well."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from fingerpost.evidence.publication.content import Pack

POLICY = (
    "default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; "
    "form-action 'none'"
)
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
    template = environment.get_template("page.html")
    return {
        file_name(page.slug): template.render(
            pack=pack, page=page, number=number, **_style(environment)
        )
        for number, page in enumerate(pack.pages)
    }


def render_document(pack: Pack) -> str:
    """Return the whole pack as one file, each of its pages a part with a heading of the second level."""
    environment = _environment()
    return environment.get_template("document.html").render(pack=pack, **_style(environment))


def policy_of(document: bytes) -> str:
    """Return the content security policy of a document of ours: its own style, and nothing else.

    It is asked of the document itself, since one that was frozen keeps the style that it had.
    """
    style = document.partition(b"<style>")[2].partition(b"</style>")[0]
    return POLICY.format(digest=_digest(style))


def _digest(style: bytes) -> str:
    return base64.b64encode(hashlib.sha256(style).digest()).decode()


def _style(environment: Environment) -> dict[str, str]:
    style = environment.loader.get_source(environment, "pack.css")[0]  # type: ignore[union-attr]
    policy = POLICY.format(digest=_digest(style.encode()))
    return {"style": Markup(style), "policy": Markup(policy)}  # noqa: S704  # our own


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
