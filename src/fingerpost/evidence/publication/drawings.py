"""Charts that were drawn before, found by all that they are drawn from.

To draw one takes a tenth of a second. What a run draws for the pack of a release is kept beside the
release, and whoever shows the same charts takes them from there. Nobody finds a chart here who does not
hold its specification, numbers and all, so it tells nothing new; the next release has its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fingerpost.evidence.core.whole_files import write_whole

Drawings = dict[str, str]  # SVG by the fingerprint of its specification and of what draws it
FILE = "drawings.json"
_KNOWN: ContextVar[Drawings | None] = ContextVar("drawings", default=None)


@contextmanager
def known(drawings: Drawings) -> Iterator[None]:
    """Take charts from these while the block runs, and add to them what must be drawn."""
    before = _KNOWN.set(drawings)
    try:
        yield
    finally:
        _KNOWN.reset(before)


def drawn(specification: dict[str, Any], draw: Callable[[dict[str, Any]], str]) -> str:
    """Return the SVG of a specification: drawn, unless it is known."""
    drawings = _KNOWN.get()
    if drawings is None:
        return draw(specification)
    text = json.dumps([version("vl-convert-python"), specification], sort_keys=True)
    key = sha256(text.encode()).hexdigest()
    if key not in drawings:
        drawings[key] = draw(specification)
    return drawings[key]


def keep(drawings: Drawings, folder: Path) -> None:
    """Keep drawings in the folder of a release."""
    write_whole(folder / FILE, json.dumps(drawings, sort_keys=True).encode())


def kept(folder: Path) -> Drawings:
    """Return the drawings of a release; none if none were kept."""
    path = folder / FILE
    if not path.is_file():
        return {}
    found: Drawings = json.loads(path.read_text(encoding="utf-8"))
    return found
