"""Words that look as if they held an identifier of a person, a place or a record.

A pattern cannot know a name; it finds the shapes that people paste by mistake. It errs on the safe
side: what is held back can be read in the ledger by those who may.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from fingerpost.evidence.core.errors import DisclosureError

_SHAPES = (
    ("an e-mail address", re.compile(r"\S@\S")),
    ("a postcode", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)),
    ("a postcode sector", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d\b")),
    (
        "the code of a small area",
        re.compile(r"\b(?:[EWX]0[12]|S01)\d{6}\b|\b95[A-Z]{2}\d{2}[A-Z]\d\b"),
    ),
    ("a date of birth", re.compile(r"\b\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\b")),
    ("a number of a person or a telephone", re.compile(r"(?:\d[ -]?){7,}")),
    ("the key of a record", re.compile(r"\b(?=\w*\d)(?=\w*[a-z])\w{12,}\b", re.IGNORECASE)),
)
_NAMES = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|PC|DC|DS|DI|PS|Sgt)\b\.?\s+[A-Z]")
_NUMBERS = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|both|single|couple)\b",
    re.IGNORECASE,
)


def shape_of_identifier(text: str, keys: Iterable[str] = (), *, names: bool = False) -> str:
    """Return what kind of identifier the text seems to hold, in words; "" for none.

    Parameters
    ----------
    text : str
    keys : iterable of str
        Keys of records that must not be in it, whatever their shape.
    names : bool
        Whether to look for a title with a name ("Mr S") too.
    """
    if any(key and key in text for key in keys):
        return "the key of a record"
    for words, pattern in _SHAPES:
        if pattern.search(text):
            return words
    return "a person's name" if names and _NAMES.search(text) else ""


def refuse_identifiers(what: str, text: str, *, names: bool = True) -> None:
    """Refuse words that are about to be kept for everybody to read.

    Raises
    ------
    DisclosureError
        If they seem to hold an identifier; it says of what kind, and never repeats it.
    """
    shape = shape_of_identifier(text, names=names)
    if shape:
        raise DisclosureError(
            f"{what} holds what looks like {shape}",
            do="It stays beside the chart for everybody to read: write it without.",
        )


def number_in(text: str) -> str:
    """Return "a number" if the text holds one, in digits or in words; "" for none."""
    return "a number" if _NUMBERS.search(text) else ""
