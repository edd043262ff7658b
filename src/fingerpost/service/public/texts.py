"""The partnership's own words to everybody: contact, accessibility, cookies, licences, corrections.

They stand in `texts.toml`, which an installation replaces page by page with its own file at
public/texts.toml in the workspace.
"""

from __future__ import annotations

import logging
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

log = logging.getLogger(__name__)
OURS = Path(__file__).with_name("texts.toml")


@dataclass(frozen=True)
class Section:
    """A part of a page: its heading, or none, and its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Text:
    """A page of words."""

    name: str
    title: str
    lead: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Correction:
    """What was published wrongly, and what is right."""

    on: date
    what: str
    was: str
    now: str
    why: str


@dataclass(frozen=True)
class Texts:
    """All pages of words, by name, and the corrections, the newest first."""

    pages: dict[str, Text]
    corrections: tuple[Correction, ...]


def said() -> tuple[str, str]:
    """Return our own file, and that of the workspace, or "" where there is none that can be read."""
    own = Path(settings.WORKSPACE) / "public" / "texts.toml"
    words = ""
    if own.is_file():
        try:
            words = own.read_text(encoding="utf-8")
            _read(words)
        except (OSError, ValueError, TypeError, KeyError):  # of TOML and of text too
            log.exception("public/texts.toml cannot be read: our own words are shown")
            words = ""
    return _ours(), words


@lru_cache(maxsize=1)
def _ours() -> str:
    return OURS.read_text(encoding="utf-8")


def edition() -> str:
    """Return a text that is another whenever a word is."""
    return "\0".join(said())


def texts() -> Texts:
    """Return the words as they are now: ours, and in their place what the workspace says."""
    ours, own = map(_read, said())
    corrections = sorted(own.corrections, key=lambda one: one.on, reverse=True)
    return Texts(ours.pages | own.pages, tuple(corrections))


def text(name: str) -> Text:
    """Return one page of words."""
    return texts().pages[name]


@lru_cache(maxsize=4)
def _read(words: str) -> Texts:
    found = tomllib.loads(words)
    corrections = tuple(_correction(one) for one in found.pop("correction", ()))
    return Texts({name: _page(name, one) for name, one in found.items()}, corrections)


def _page(name: str, one: dict[str, Any]) -> Text:
    sections = tuple(
        Section(str(part.get("heading", "")), _paragraphs(str(part["words"])))
        for part in one.get("section", ())
    )
    return Text(name, str(one["title"]), str(one.get("lead", "")), sections)


def _paragraphs(words: str) -> tuple[str, ...]:
    parts = (" ".join(part.split()) for part in words.split("\n\n"))
    return tuple(one for one in parts if one)


def _correction(one: dict[str, Any]) -> Correction:
    if not isinstance(one["on"], date):
        raise TypeError("a correction says its day, such as on = 2026-11-25")
    return Correction(one["on"], *(str(one[name]) for name in ("what", "was", "now", "why")))
