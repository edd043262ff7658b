"""Footnote marks in names: numbers that a publisher's spreadsheet sets as raised figures.

``Violence against the person4``, ``ENGLAND AND WALES7,8``, ``(excluding fraud3)``,
``Residential burglary (households) 7,8,10`` and ``Total number of individuals [note 1]``.
"""

from __future__ import annotations

import re

_NUMBERS = r"\d{1,2}(?:\s*,\s*\d{1,2})*"
_PATTERNS = (
    re.compile(r"\s*\[notes? [^\]]*\]"),
    re.compile(rf"(?<=[A-Za-z)])\s*{_NUMBERS}\s*$"),
    re.compile(rf"(?<=[a-z])\s*{_NUMBERS}(?=\))"),
)


def without_footnotes(name: str) -> str:
    """Return a name without its footnote marks, line breaks and repeated spaces.

    >>> without_footnotes("Death or serious injury -  unlawful driving 4")
    'Death or serious injury - unlawful driving'
    """
    name = " ".join(name.split())
    for pattern in _PATTERNS:
        name = pattern.sub("", name)
    return name.strip()
